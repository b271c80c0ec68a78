package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.CipherSuite.Aead;
import dev.hornbeam.mls.types.CipherSuite.Hash;
import dev.hornbeam.mls.types.CipherSuite.Kem;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import java.security.Provider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What some providers have together, to be measured one primitive at a time. A provider that lacks
 * a part of each suite can be measured so all the same: the gaps are filled from the portable
 * profile, and listed, so that nothing is measured in the name of who does not have it.
 *
 * @param profile for any suite
 * @param lacking what in the profile is not of the providers
 */
public record AssembledProfile(CryptoProfile profile, List<Lack> lacking) {
  /** A profile that has all it needs. */
  public static AssembledProfile whole(CryptoProfile profile) {
    return new AssembledProfile(profile, profile.lacking());
  }

  /**
   * Tries each primitive with each provider.
   *
   * @param providers the first that has a primitive serves it; at least one
   */
  public static AssembledProfile of(Provider... providers) {
    List<ProviderPrimitives> found = Arrays.stream(providers).map(ProviderPrimitives::of).toList();
    Primitives primitives = Primitives.portable();
    for (Hash hash : Hash.values()) {
      of(found, Primitive.of(hash)).ifPresent(p -> primitives.put(hash, p.digest(hash)));
      of(found, Primitive.hmac(hash)).ifPresent(p -> primitives.put(hash, p.hmac(hash)));
    }
    for (Aead aead : Aead.values()) {
      of(found, Primitive.of(aead)).ifPresent(p -> primitives.put(aead, p.aead(aead)));
    }
    for (Kem kem : Kem.values()) {
      of(found, Primitive.of(kem)).ifPresent(p -> primitives.put(kem, p.dh(kem)));
    }
    for (SignatureScheme scheme : SignatureScheme.values()) {
      of(found, Primitive.of(scheme)).ifPresent(p -> primitives.put(scheme, p.signer(scheme)));
    }
    List<Lack> lacking = new ArrayList<>(found.get(0).lacking());
    lacking.removeIf(lack -> of(found, lack.primitive()).isPresent());
    return new AssembledProfile(
        new CryptoProfile(primitives, List.of(), CryptoObserver.NONE), List.copyOf(lacking));
  }

  /** Conscrypt, if it is on the class path and has a native library for this machine. */
  public static Optional<Provider> conscrypt() {
    return ConscryptLibrary.loaded().map(ConscryptLibrary::provider);
  }

  /** What the providers do not have of these parts of the suite. */
  public List<Lack> lacks(CipherSuite suite, Part... parts) {
    List<Primitive> needed = Arrays.stream(parts).flatMap(part -> part.of(suite)).toList();
    return lacking.stream().filter(lack -> needed.contains(lack.primitive())).toList();
  }

  private static Optional<Primitives> of(List<ProviderPrimitives> found, Primitive primitive) {
    return found.stream()
        .filter(each -> each.lacking().stream().noneMatch(lack -> lack.primitive() == primitive))
        .map(ProviderPrimitives::primitives)
        .findFirst();
  }
}
