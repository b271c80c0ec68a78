package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.CipherSuite.Aead;
import dev.hornbeam.mls.types.CipherSuite.Hash;
import dev.hornbeam.mls.types.CipherSuite.Kem;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import java.security.Provider;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which implementation serves which primitive, for software keys: a handle to hardware always goes
 * where its key says. Immutable, and safe for use by several threads.
 */
public final class CryptoProfile {
  private final Primitives primitives;
  private final List<Lack> lacking;
  private final CryptoObserver observer;

  CryptoProfile(Primitives primitives, List<Lack> lacking, CryptoObserver observer) {
    this.primitives = primitives;
    this.lacking = List.copyOf(lacking);
    this.observer = observer;
  }

  /**
   * The fastest implementation at hand for each primitive: Conscrypt for what it is fast at, where
   * it is on the class path and has a native library for this machine, and {@link #portable()} for
   * the rest. Conscrypt makes keys and nonces with its own random generator. On the module path it
   * is found only if {@code --add-modules org.conscrypt} names it.
   */
  public static CryptoProfile fastest() {
    return Fastest.PROFILE;
  }

  /**
   * Bouncy Castle for the curves and the JDK for hashes and AEADs: the same on every machine. All
   * randomness comes from the source given, and ECDSA is deterministic (RFC 6979), so the same
   * source gives the same bytes.
   */
  public static CryptoProfile portable() {
    return Portable.PROFILE;
  }

  /**
   * One JCA provider for everything. Each primitive is tried once, here; what the provider lacks is
   * {@link #lacking()} and is not taken from elsewhere. X.509 structures and points are still
   * parsed, and public keys still checked, by code of ours and of Bouncy Castle.
   */
  public static CryptoProfile of(Provider provider) {
    ProviderPrimitives found = ProviderPrimitives.of(provider);
    return new CryptoProfile(found.primitives(), found.lacking(), CryptoObserver.NONE);
  }

  /** This profile, with an observer that sees each operation, in place of the one it had. */
  public CryptoProfile observed(CryptoObserver by) {
    return new CryptoProfile(primitives, lacking, by);
  }

  /** What serves each primitive that this profile has, in the order of {@link Primitive}. */
  public List<Choice> choices() {
    Map<Primitive, Choice> choices = new TreeMap<>();
    primitives
        .all()
        .forEach(
            (primitive, chosen) ->
                choices.put(primitive, new Choice(primitive, chosen.implementation())));
    return List.copyOf(choices.values());
  }

  /** What this profile does not have; empty but for {@link #of}. */
  public List<Lack> lacking() {
    return lacking;
  }

  /** What this profile does not have of the suite's primitives; empty if it can serve the suite. */
  public List<Lack> lacks(CipherSuite suite) {
    List<Primitive> needed = Primitive.of(suite);
    return lacking.stream().filter(lack -> needed.contains(lack.primitive())).toList();
  }

  /**
   * @throws IllegalArgumentException if the profile lacks a primitive of the suite
   */
  void require(CipherSuite suite) {
    List<Lack> lacks = lacks(suite);
    if (!lacks.isEmpty()) {
      throw new IllegalArgumentException("the profile cannot serve " + suite + ": lacks " + lacks);
    }
  }

  CryptoObserver observer() {
    return observer;
  }

  Digest digest(Hash hash) {
    return Observed.digest(primitives.digest(hash), observer);
  }

  Hmac hmac(Hash hash) {
    return Observed.hmac(primitives.hmac(hash), observer);
  }

  Hkdf hkdf(Hash hash) {
    return new Hkdf(hmac(hash), hash.length());
  }

  AeadCipher aead(Aead aead) {
    return Observed.aead(primitives.aead(aead), observer);
  }

  Dh dh(Kem kem) {
    return Observed.dh(primitives.dh(kem), observer);
  }

  Signer signer(SignatureScheme scheme) {
    return Observed.signer(primitives.signer(scheme), observer);
  }

  @Override
  public String toString() {
    return "CryptoProfile" + choices();
  }

  private static final class Portable {
    static final CryptoProfile PROFILE =
        new CryptoProfile(Primitives.portable(), List.of(), CryptoObserver.NONE);
  }

  private static final class Fastest {
    static final CryptoProfile PROFILE =
        new CryptoProfile(Primitives.fastest(), List.of(), CryptoObserver.NONE);
  }
}
