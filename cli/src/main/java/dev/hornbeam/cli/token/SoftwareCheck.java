package dev.hornbeam.cli.token;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.PublicKeys;
import dev.hornbeam.mls.types.CipherSuite.Kem;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import dev.hornbeam.pkcs11.InvalidPublicKey;
import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.TokenKey;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;

/** Compares what a token's key does with what the JDK does in software. */
final class SoftwareCheck {
  private static final int MESSAGE_BYTES = 48;

  private SoftwareCheck() {}

  /** An operation of a key, which can be repeated, and its result looked at. */
  interface Operation {
    /** Does it once. */
    byte[] run() throws TokenException, InvalidPublicKey;

    /** Whether software comes to the same. */
    boolean isRight(byte[] result) throws GeneralSecurityException;
  }

  /** Signs a random message, or the hash of one. */
  static Operation signing(TokenKey key) throws GeneralSecurityException {
    SignatureScheme scheme = scheme(key.type());
    byte[] message = new byte[MESSAGE_BYTES];
    new SecureRandom().nextBytes(message);
    byte[] input =
        scheme.isEdDsa() ? message : MessageDigest.getInstance(hash(scheme)).digest(message);
    PublicKey publicKey = PublicKeys.of(scheme, Bytes.own(key.publicKey()));
    String verifier = scheme.isEdDsa() ? scheme.jca() : scheme.jca() + "inP1363Format";
    return new Operation() {
      @Override
      public byte[] run() throws TokenException {
        return key.sign(input);
      }

      @Override
      public boolean isRight(byte[] signature) throws GeneralSecurityException {
        Signature verification = Signature.getInstance(verifier);
        verification.initVerify(publicKey);
        verification.update(message);
        return verification.verify(signature);
      }
    };
  }

  /** Agrees with a key of the JDK. */
  static Operation agreement(TokenKey key) throws GeneralSecurityException {
    Kem kem = kem(key.type());
    KeyPair peer = peer(kem);
    byte[] peerKey = PublicKeys.wire(kem, peer.getPublic()).toArray();
    PublicKey publicKey = PublicKeys.of(kem, Bytes.own(key.publicKey()));
    return new Operation() {
      @Override
      public byte[] run() throws TokenException, InvalidPublicKey {
        return key.derive(peerKey);
      }

      @Override
      public boolean isRight(byte[] shared) throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance(kem.isNist() ? "ECDH" : "XDH");
        agreement.init(peer.getPrivate());
        agreement.doPhase(publicKey, true);
        byte[] expected = agreement.generateSecret();
        try {
          return MessageDigest.isEqual(expected, shared);
        } finally {
          Arrays.fill(expected, (byte) 0);
        }
      }
    };
  }

  private static KeyPair peer(Kem kem) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(kem.isNist() ? "EC" : kem.name());
    switch (kem) {
      case P256 -> generator.initialize(new ECGenParameterSpec("secp256r1"));
      case P384 -> generator.initialize(new ECGenParameterSpec("secp384r1"));
      case P521 -> generator.initialize(new ECGenParameterSpec("secp521r1"));
      case X25519, X448 -> {}
    }
    return generator.generateKeyPair();
  }

  private static String hash(SignatureScheme scheme) {
    return switch (scheme) {
      case ECDSA_P256_SHA256 -> "SHA-256";
      case ECDSA_P384_SHA384 -> "SHA-384";
      case ECDSA_P521_SHA512 -> "SHA-512";
      case ED25519, ED448 -> throw new IllegalArgumentException(scheme + " hashes for itself");
    };
  }

  private static SignatureScheme scheme(KeyType type) {
    return switch (type) {
      case ED25519 -> SignatureScheme.ED25519;
      case ED448 -> SignatureScheme.ED448;
      case P256 -> SignatureScheme.ECDSA_P256_SHA256;
      case P384 -> SignatureScheme.ECDSA_P384_SHA384;
      case P521 -> SignatureScheme.ECDSA_P521_SHA512;
      case X25519, X448 -> throw new IllegalArgumentException(type + " does not sign");
    };
  }

  private static Kem kem(KeyType type) {
    return switch (type) {
      case X25519 -> Kem.X25519;
      case X448 -> Kem.X448;
      case P256 -> Kem.P256;
      case P384 -> Kem.P384;
      case P521 -> Kem.P521;
      case ED25519, ED448 -> throw new IllegalArgumentException(type + " does not derive");
    };
  }
}
