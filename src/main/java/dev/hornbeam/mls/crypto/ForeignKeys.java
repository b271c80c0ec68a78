package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.CipherSuite.Kem;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import javax.crypto.KeyAgreement;

/**
 * Operations with private keys that live elsewhere. No provider is named: the JCA asks each one
 * whether it takes the key, so a key goes where it came from.
 */
final class ForeignKeys {
  private ForeignKeys() {}

  /**
   * {@code DH(privateKey, publicKey)}; the caller has checked the public key, and checks the
   * result.
   *
   * @throws KeyUnavailable if no provider takes the key, or the one that does fails
   */
  static byte[] agree(Kem kem, PrivateKey privateKey, byte[] publicKey) throws KeyUnavailable {
    String algorithm = kem.isNist() ? "ECDH" : MontgomeryCurve.of(kem).jca();
    try {
      PublicKey peer = PublicKeys.of(kem, Bytes.copyOf(publicKey));
      KeyAgreement agreement = KeyAgreement.getInstance(algorithm);
      agreement.init(privateKey);
      agreement.doPhase(peer, true);
      byte[] shared = agreement.generateSecret();
      if (shared.length != kem.dhLength()) {
        throw new KeyUnavailable(
            "the provider of a key agreed on " + shared.length + " bytes, not " + kem.dhLength());
      }
      return shared;
    } catch (GeneralSecurityException | RuntimeException e) {
      throw unavailable(algorithm, e);
    }
  }

  /**
   * Signs with the scheme.
   *
   * @throws KeyUnavailable if no provider takes the key, or the one that does fails
   */
  static byte[] sign(SignatureScheme scheme, PrivateKey privateKey, byte[] message)
      throws KeyUnavailable {
    try {
      Signature signature = Signature.getInstance(scheme.jca());
      signature.initSign(privateKey);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException | RuntimeException e) {
      throw unavailable(scheme.jca(), e);
    }
  }

  /** A token's provider throws what it likes; whatever it is, the key could not be used. */
  private static KeyUnavailable unavailable(String algorithm, Exception e) {
    return new KeyUnavailable(
        "a private key did not do its " + algorithm + " operation: " + e.getMessage(), e);
  }
}
