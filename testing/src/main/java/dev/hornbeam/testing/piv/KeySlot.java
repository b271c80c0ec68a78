package dev.hornbeam.testing.piv;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;
import javax.crypto.KeyAgreement;

/**
 * A key pair that is born on the card, and what its private key does: the card's coprocessor. It
 * computes with the JDK, because jCardSim's own key pairs and signatures take zeros for random
 * numbers. The JDK's provider is named, so that one under test is not asked.
 */
final class KeySlot {
  private static final String PROVIDER = "SunEC";

  private final PivKey key;
  private final KeyPair pair;
  private final byte[] prefix; // of the encoded public key: all but the coordinates

  KeySlot(PivKey key) {
    this.key = key;
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", PROVIDER);
      generator.initialize(new ECGenParameterSpec(key.curve().jcaName()));
      pair = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a JDK without " + key.curve().jcaName(), e);
    }
    byte[] encoded = pair.getPublic().getEncoded();
    prefix = Arrays.copyOf(encoded, encoded.length - pointLength());
  }

  PivKey key() {
    return key;
  }

  /**
   * Writes the public point, uncompressed.
   *
   * @return its length
   */
  short publicPoint(byte[] out) {
    byte[] encoded = pair.getPublic().getEncoded();
    return write(Arrays.copyOfRange(encoded, prefix.length, encoded.length), out);
  }

  /**
   * Signs a hash (ECDSA, in DER), which the host cut to the length of the field.
   *
   * @return the signature's length
   */
  short sign(byte[] in, short offset, short length, byte[] out) {
    if (length > key.curve().fieldLength()) {
      throw new ISOException(ISO7816.SW_WRONG_DATA);
    }
    try {
      Signature signature = Signature.getInstance("NONEwithECDSA", PROVIDER);
      signature.initSign(pair.getPrivate());
      signature.update(in, offset, length);
      return write(signature.sign(), out);
    } catch (GeneralSecurityException e) {
      throw new ISOException(ISO7816.SW_WRONG_DATA);
    }
  }

  /**
   * Derives the shared x coordinate with an uncompressed point.
   *
   * @return its length
   */
  short derive(byte[] in, short offset, short length, byte[] out) {
    if (length != pointLength()) {
      throw new ISOException(ISO7816.SW_WRONG_DATA);
    }
    try {
      KeyAgreement agreement = KeyAgreement.getInstance("ECDH", PROVIDER);
      agreement.init(pair.getPrivate());
      agreement.doPhase(publicKey(in, offset, length), true);
      return write(agreement.generateSecret(), out);
    } catch (GeneralSecurityException e) {
      throw new ISOException(ISO7816.SW_WRONG_DATA); // a point that is not on the curve
    }
  }

  private PublicKey publicKey(byte[] in, short offset, short length)
      throws GeneralSecurityException {
    byte[] encoded = Arrays.copyOf(prefix, prefix.length + length);
    System.arraycopy(in, offset, encoded, prefix.length, length);
    return (ECPublicKey)
        KeyFactory.getInstance("EC", PROVIDER).generatePublic(new X509EncodedKeySpec(encoded));
  }

  private int pointLength() {
    return 2 * key.curve().fieldLength() + 1;
  }

  private static short write(byte[] bytes, byte[] out) {
    return Util.arrayCopyNonAtomic(bytes, (short) 0, out, (short) 0, (short) bytes.length);
  }
}
