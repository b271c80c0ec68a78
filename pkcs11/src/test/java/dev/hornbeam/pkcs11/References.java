package dev.hornbeam.pkcs11;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.agreement.ECDHBasicAgreement;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.Ed448PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed448PublicKeyParameters;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.bouncycastle.crypto.params.X448PrivateKeyParameters;
import org.bouncycastle.crypto.params.X448PublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.Ed448Signer;
import org.bouncycastle.util.BigIntegers;

/** What tokens do, done by Bouncy Castle. */
final class References {
  private static final SecureRandom RANDOM = new SecureRandom();

  private References() {}

  /** A private value and its public key. */
  static final class Pair {
    final KeyType type;
    final byte[] privateKey;
    final byte[] publicKey;

    private Pair(KeyType type, byte[] privateKey, byte[] publicKey) {
      this.type = type;
      this.privateKey = privateKey;
      this.publicKey = publicKey;
    }

    static Pair generate(KeyType type) {
      return switch (type) {
        case ED25519 -> {
          var key = new Ed25519PrivateKeyParameters(RANDOM);
          yield new Pair(type, key.getEncoded(), key.generatePublicKey().getEncoded());
        }
        case ED448 -> {
          var key = new Ed448PrivateKeyParameters(RANDOM);
          yield new Pair(type, key.getEncoded(), key.generatePublicKey().getEncoded());
        }
        case X25519 -> {
          var key = new X25519PrivateKeyParameters(RANDOM);
          yield new Pair(type, key.getEncoded(), key.generatePublicKey().getEncoded());
        }
        case X448 -> {
          var key = new X448PrivateKeyParameters(RANDOM);
          yield new Pair(type, key.getEncoded(), key.generatePublicKey().getEncoded());
        }
        case P256, P384, P521 -> {
          ECDomainParameters domain = domain(type);
          BigInteger d =
              BigIntegers.createRandomInRange(
                  BigInteger.TWO, domain.getN().subtract(BigInteger.ONE), RANDOM);
          yield new Pair(
              type,
              BigIntegers.asUnsignedByteArray(type.sharedSecretLength(), d),
              domain.getG().multiply(d).normalize().getEncoded(false));
        }
      };
    }

    byte[] derive(byte[] peer) {
      byte[] secret = new byte[type.sharedSecretLength()];
      switch (type) {
        case X25519 ->
            new X25519PrivateKeyParameters(privateKey)
                .generateSecret(new X25519PublicKeyParameters(peer), secret, 0);
        case X448 ->
            new X448PrivateKeyParameters(privateKey)
                .generateSecret(new X448PublicKeyParameters(peer), secret, 0);
        case P256, P384, P521 -> {
          ECDHBasicAgreement agreement = new ECDHBasicAgreement();
          agreement.init(new ECPrivateKeyParameters(new BigInteger(1, privateKey), domain(type)));
          secret =
              BigIntegers.asUnsignedByteArray(
                  secret.length, agreement.calculateAgreement(publicKey(type, peer)));
        }
        case ED25519, ED448 -> throw new AssertionError(type);
      }
      return secret;
    }
  }

  static boolean verifies(KeyType type, byte[] publicKey, byte[] input, byte[] signature) {
    return switch (type) {
      case ED25519 -> {
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(false, new Ed25519PublicKeyParameters(publicKey));
        signer.update(input, 0, input.length);
        yield signer.verifySignature(signature);
      }
      case ED448 -> {
        Ed448Signer signer = new Ed448Signer(new byte[0]);
        signer.init(false, new Ed448PublicKeyParameters(publicKey));
        signer.update(input, 0, input.length);
        yield signer.verifySignature(signature);
      }
      case P256, P384, P521 -> {
        ECDSASigner signer = new ECDSASigner();
        signer.init(false, publicKey(type, publicKey));
        int half = signature.length / 2;
        yield signer.verifySignature(
            input,
            new BigInteger(1, Arrays.copyOf(signature, half)),
            new BigInteger(1, Arrays.copyOfRange(signature, half, 2 * half)));
      }
      case X25519, X448 -> throw new AssertionError(type);
    };
  }

  private static ECPublicKeyParameters publicKey(KeyType type, byte[] point) {
    ECDomainParameters domain = domain(type);
    return new ECPublicKeyParameters(domain.getCurve().decodePoint(point), domain);
  }

  private static ECDomainParameters domain(KeyType type) {
    String name =
        switch (type) {
          case P256 -> "P-256";
          case P384 -> "P-384";
          case P521 -> "P-521";
          case ED25519, ED448, X25519, X448 -> throw new AssertionError(type);
        };
    X9ECParameters curve = CustomNamedCurves.getByName(name);
    return new ECDomainParameters(curve);
  }
}
