package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.types.CipherSuite.Aead;
import dev.hornbeam.mls.types.CipherSuite.Hash;
import dev.hornbeam.mls.types.CipherSuite.Kem;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import java.security.Provider;
import java.security.Security;

/** Which implementation serves which primitive. */
public final class CryptoProfile {
  private final Provider hashes = Security.getProvider("SUN");
  private final Provider ciphers = Security.getProvider("SunJCE");

  private CryptoProfile() {}

  /** The fastest implementation at hand for each primitive. */
  public static CryptoProfile fastest() {
    return new CryptoProfile();
  }

  Digest digest(Hash hash) {
    return new JcaDigest(hash, hashes);
  }

  Hkdf hkdf(Hash hash) {
    return new Hkdf(hmac(hash), hash.length());
  }

  Hmac hmac(Hash hash) {
    return new JcaHmac(hash, ciphers);
  }

  AeadCipher aead(Aead aead) {
    return switch (aead) {
      case AES_128_GCM, AES_256_GCM -> new JcaAead(aead, "AES/GCM/NoPadding", ciphers);
      case CHACHA20_POLY1305 -> new JcaAead(aead, "ChaCha20-Poly1305", ciphers);
    };
  }

  Dh dh(Kem kem) {
    return kem.isNist() ? new BcNist(NistCurve.of(kem)) : new BcMontgomery(MontgomeryCurve.of(kem));
  }

  Signer signer(SignatureScheme scheme) {
    return switch (scheme) {
      case ED25519, ED448 -> new BcEdDsa(EdwardsCurve.of(scheme));
      case ECDSA_P256_SHA256 -> new BcEcdsa(NistCurve.P256, digest(Hash.SHA256));
      case ECDSA_P384_SHA384 -> new BcEcdsa(NistCurve.P384, digest(Hash.SHA384));
      case ECDSA_P521_SHA512 -> new BcEcdsa(NistCurve.P521, digest(Hash.SHA512));
    };
  }
}
