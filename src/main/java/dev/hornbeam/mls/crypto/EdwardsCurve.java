package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed448;
import org.bouncycastle.util.Arrays;

/** The curves of RFC 8032: what their keys look like. */
@SuppressWarnings("ImmutableEnumChecker") // the set is immutable
enum EdwardsCurve {
  ED25519(
      "Ed25519",
      32,
      BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19)),
      "55188659117513257062467267217118295137698188065244968500265048394206261417927",
      "2707385501144840649318225287225658788936804267575313519463743609750303402022"),
  ED448(
      "Ed448",
      57,
      BigInteger.TWO.pow(448).subtract(BigInteger.TWO.pow(224)).subtract(BigInteger.ONE));

  private final String jca;
  private final int keyLength;
  private final BigInteger p;
  private final Set<BigInteger> smallOrder;

  /**
   * @param order8 the y-coordinates of the points of order 8, beside those that every such curve
   *     has of small order
   */
  EdwardsCurve(String jca, int keyLength, BigInteger p, String... order8) {
    this.jca = jca;
    this.keyLength = keyLength;
    this.p = p;
    Set<BigInteger> y = new HashSet<>();
    y.add(BigInteger.ZERO);
    y.add(BigInteger.ONE);
    y.add(p.subtract(BigInteger.ONE));
    for (String each : order8) {
      y.add(new BigInteger(each));
    }
    smallOrder = Set.copyOf(y);
  }

  static EdwardsCurve of(SignatureScheme scheme) {
    return switch (scheme) {
      case ED25519 -> ED25519;
      case ED448 -> ED448;
      case ECDSA_P256_SHA256, ECDSA_P384_SHA384, ECDSA_P521_SHA512 ->
          throw new IllegalArgumentException(scheme + " is no EdDSA");
    };
  }

  SignatureScheme scheme() {
    return switch (this) {
      case ED25519 -> SignatureScheme.ED25519;
      case ED448 -> SignatureScheme.ED448;
    };
  }

  /** The JCA's name of the curve. */
  String jca() {
    return jca;
  }

  /** Bytes of a key, public and private; a signature has twice as many. */
  int keyLength() {
    return keyLength;
  }

  /**
   * @throws IllegalArgumentException if the length is not that of a private key
   */
  void checkPrivateKey(byte[] privateKey) {
    if (privateKey.length != keyLength) {
      throw new IllegalArgumentException("not a private key of " + jca);
    }
  }

  /**
   * Whether the bytes are a public key, if only there is a point with their y: which is what any
   * verifier finds out, while they differ in whether they take keys of small order and those that
   * are not canonical (RFC 8032 s.5.1.3, 5.2.3).
   */
  boolean isCandidate(byte[] publicKey) {
    if (publicKey.length != keyLength) {
      return false;
    }
    byte[] bigEndian = Arrays.reverse(publicKey);
    bigEndian[0] &= 0x7f;
    BigInteger y = new BigInteger(1, bigEndian);
    return y.compareTo(p) < 0 && !smallOrder.contains(y);
  }

  /** Whether the bytes are the canonical encoding of a point that is not of small order. */
  boolean isPublicKey(byte[] publicKey) {
    if (publicKey.length != keyLength) {
      return false;
    }
    return switch (this) {
      case ED25519 -> Ed25519.validatePublicKeyPartial(publicKey, 0);
      case ED448 -> Ed448.validatePublicKeyPartial(publicKey, 0);
    };
  }
}
