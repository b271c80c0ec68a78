package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.types.CipherSuite.Aead;
import dev.hornbeam.mls.types.CipherSuite.Hash;
import dev.hornbeam.mls.types.CipherSuite.Kem;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import java.security.Provider;
import java.security.Security;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** A set of primitives. Filled once, by whoever makes it, and only read after that. */
final class Primitives {
  private final Map<Hash, Digest> digests = new EnumMap<>(Hash.class);
  private final Map<Hash, Hmac> hmacs = new EnumMap<>(Hash.class);
  private final Map<Aead, AeadCipher> aeads = new EnumMap<>(Aead.class);
  private final Map<Kem, Dh> groups = new EnumMap<>(Kem.class);
  private final Map<SignatureScheme, Signer> signers = new EnumMap<>(SignatureScheme.class);

  /** Bouncy Castle's curves, the JDK's hashes and ciphers. */
  static Primitives portable() {
    Primitives p = new Primitives();
    for (Hash hash : Hash.values()) {
      p.put(hash, new JcaDigest(hash, jdk("SUN", "MessageDigest", hash.jca())));
      p.put(hash, new JcaHmac(hash, jdk("SunJCE", "Mac", hash.jcaMac())));
    }
    for (Aead aead : Aead.values()) {
      String name = JcaAead.transformations(aead).get(0);
      p.put(aead, new JcaAead(aead, name, jdk("SunJCE", "Cipher", name)));
    }
    for (MontgomeryCurve curve : MontgomeryCurve.values()) {
      p.put(curve.kem(), new BcMontgomery(curve));
    }
    for (EdwardsCurve curve : EdwardsCurve.values()) {
      p.put(curve.scheme(), new BcEdDsa(curve));
    }
    for (NistCurve curve : NistCurve.values()) {
      p.put(curve.kem(), new BcNist(curve));
      p.put(curve.scheme(), new BcEcdsa(curve, p.digest(curve.hash())));
    }
    return p;
  }

  /**
   * The portable set, with Conscrypt where it has measured faster. On P-384 and P-521 it has not:
   * there every private key that it reads costs it a multiplication.
   */
  static Primitives fastest() {
    Primitives p = portable();
    ConscryptLibrary.loaded().ifPresent(p::putConscrypt);
    return p;
  }

  private void putConscrypt(ConscryptLibrary conscrypt) {
    Provider provider = conscrypt.provider();
    put(Kem.X25519, new ConscryptX25519(conscrypt));
    put(Kem.P256, new JcaDh(Kem.P256, provider));
    put(SignatureScheme.ED25519, new ConscryptEd25519(conscrypt));
    put(
        SignatureScheme.ECDSA_P256_SHA256,
        new JcaSigner(SignatureScheme.ECDSA_P256_SHA256, provider));
    put(Aead.AES_128_GCM, new JcaAead(Aead.AES_128_GCM, "AES/GCM/NoPadding", provider));
    put(Aead.AES_256_GCM, new JcaAead(Aead.AES_256_GCM, "AES/GCM/NoPadding", provider));
    put(
        Aead.CHACHA20_POLY1305,
        new JcaAead(Aead.CHACHA20_POLY1305, "ChaCha20/Poly1305/NoPadding", provider));
  }

  /** The JDK's provider, or in a runtime without it the first that has the service. */
  private static Provider jdk(String name, String type, String algorithm) {
    Provider named = Security.getProvider(name);
    if (named != null && named.getService(type, algorithm) != null) {
      return named;
    }
    for (Provider provider : Security.getProviders()) {
      if (provider.getService(type, algorithm) != null) {
        return provider;
      }
    }
    throw new IllegalStateException("no provider of this runtime has " + algorithm);
  }

  void put(Hash hash, Digest digest) {
    digests.put(hash, digest);
  }

  void put(Hash hash, Hmac hmac) {
    hmacs.put(hash, hmac);
  }

  void put(Aead aead, AeadCipher cipher) {
    aeads.put(aead, cipher);
  }

  void put(Kem kem, Dh dh) {
    groups.put(kem, dh);
  }

  void put(SignatureScheme scheme, Signer signer) {
    signers.put(scheme, signer);
  }

  Digest digest(Hash hash) {
    return Objects.requireNonNull(digests.get(hash));
  }

  Hmac hmac(Hash hash) {
    return Objects.requireNonNull(hmacs.get(hash));
  }

  AeadCipher aead(Aead aead) {
    return Objects.requireNonNull(aeads.get(aead));
  }

  Dh dh(Kem kem) {
    return Objects.requireNonNull(groups.get(kem));
  }

  Signer signer(SignatureScheme scheme) {
    return Objects.requireNonNull(signers.get(scheme));
  }

  /** All that there are. */
  Map<Primitive, Implemented> all() {
    Map<Primitive, Implemented> all = new EnumMap<>(Primitive.class);
    digests.forEach((hash, digest) -> all.put(Primitive.of(hash), digest));
    hmacs.forEach((hash, hmac) -> all.put(Primitive.hmac(hash), hmac));
    aeads.forEach((aead, cipher) -> all.put(Primitive.of(aead), cipher));
    groups.forEach((kem, dh) -> all.put(Primitive.of(kem), dh));
    signers.forEach((scheme, signer) -> all.put(Primitive.of(scheme), signer));
    return all;
  }
}
