package dev.hornbeam.testing;

import com.licel.jcardsim.base.Simulator;
import com.licel.jcardsim.utils.AIDUtil;
import dev.hornbeam.testing.piv.PivApplet;
import dev.hornbeam.testing.piv.PivKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javacard.framework.AID;

/** A simulated card with the PIV applet, its data put on it. One command at a time. */
final class PivCard {
  static final String HOLDER = "Hornbeam test card";

  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] SUCCESS = {(byte) 0x90, 0x00};
  private static final int BLOCK = 255;

  private final Simulator simulator = new Simulator();

  PivCard() throws GeneralSecurityException {
    byte[] aid = HEX.parseHex(PivApplet.AID);
    simulator.changeProtocol("T=1");
    simulator.installApplet(new AID(aid, (short) 0, (byte) aid.length), PivApplet.class);
    personalise();
  }

  /** What the reader's power and reset lines do: security states are gone. */
  synchronized void reset() {
    simulator.reset();
  }

  synchronized byte[] transmit(byte[] command) {
    return simulator.transmitCommand(command);
  }

  synchronized PublicKey publicKey(PivKey key) {
    select();
    byte[] point = succeed(0x00, PivApplet.INS_PUBLIC_KEY, 0x00, key.reference());
    int length = (point.length - 1) / 2;
    try {
      AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
      curve.init(new ECGenParameterSpec(key.curve().jcaName()));
      return KeyFactory.getInstance("EC")
          .generatePublic(
              new ECPublicKeySpec(
                  new ECPoint(
                      new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + length)),
                      new BigInteger(1, Arrays.copyOfRange(point, 1 + length, point.length))),
                  curve.getParameterSpec(ECParameterSpec.class)));
    } catch (GeneralSecurityException e) {
      throw new FixtureException("the card's public key", e);
    }
  }

  synchronized void putCertificate(PivKey key, X509Certificate certificate) {
    try {
      // Part 1 table 10: the certificate, that it is not compressed, an empty error code.
      byte[] value =
          Der.concatenate(
              Der.tagged(0x70, certificate.getEncoded()), new byte[] {0x71, 1, 0, (byte) 0xFE, 0});
      put(key.certificateTag(), Der.tagged(0x53, value));
    } catch (CertificateEncodingException e) {
      throw new FixtureException("certificate", e);
    }
  }

  /** Gives the first PIN back, with all of its tries. */
  synchronized void unblockPin() {
    select();
    succeed(0x00, 0x2C, 0x00, 0x80, Der.concatenate(pin(PivApplet.PUK), pin(PivApplet.FIRST_PIN)));
    reset();
  }

  private void personalise() throws GeneralSecurityException {
    put(
        (byte) 0x7E,
        HEX.parseHex("7e124f0b" + PivApplet.AID + "5f2f024000")); // PIN of the card only
    put((byte) 0x02, Der.tagged(0x53, cardHolderIdentifier()));
    // Key history: two retired keys with certificates on the card (part 1 s.3.3.3).
    put((byte) 0x0C, Der.tagged(0x53, HEX.parseHex("c10102c20100fe00")));
    CardCertificate issuer = new CardCertificate();
    for (PivKey key : PivKey.values()) {
      putCertificate(key, issuer.of(publicKey(key), HOLDER, key.reference() & 0xFF));
    }
    reset();
  }

  /** Part 1 table 9: an agency code of all nines says that the GUID names the card. */
  private static byte[] cardHolderIdentifier() {
    byte[] agencyNumber = Arrays.copyOf(HEX.parseHex("d4e739da739ced39ce739d"), 25);
    byte[] guid = new byte[16];
    new SecureRandom().nextBytes(guid);
    return Der.concatenate(
        Der.tagged(0x30, agencyNumber),
        Der.tagged(0x34, guid),
        Der.tagged(0x35, "20991231".getBytes(StandardCharsets.US_ASCII)),
        Der.tagged(0x3E, new byte[0]),
        Der.tagged(0xFE, new byte[0]));
  }

  private void put(byte tag, byte[] object) {
    select();
    succeed(0x00, 0x20, 0x00, 0x9B, pin(PivApplet.ADMINISTRATOR_PIN));
    byte[] tagList =
        tag == 0x7E ? new byte[] {0x5C, 1, tag} : new byte[] {0x5C, 3, 0x5F, (byte) 0xC1, tag};
    byte[] all = Der.concatenate(tagList, object);
    for (int start = 0; start < all.length; start += BLOCK) {
      int end = Math.min(all.length, start + BLOCK);
      int chained = end < all.length ? 0x10 : 0x00;
      succeed(chained, 0xDB, 0x3F, 0xFF, Arrays.copyOfRange(all, start, end));
    }
  }

  private void select() {
    byte[] answer = transmit(AIDUtil.select(PivApplet.AID));
    requireSuccess(answer);
  }

  private byte[] succeed(int cla, int ins, int p1, int p2, byte... data) {
    byte[] header = {(byte) cla, (byte) ins, (byte) p1, (byte) p2};
    byte[] answer =
        transmit(
            data.length == 0
                ? Der.concatenate(header, new byte[1])
                : Der.concatenate(header, new byte[] {(byte) data.length}, data));
    requireSuccess(answer);
    return Arrays.copyOf(answer, answer.length - SUCCESS.length);
  }

  private static void requireSuccess(byte[] answer) {
    if (!Arrays.equals(
        SUCCESS, Arrays.copyOfRange(answer, answer.length - SUCCESS.length, answer.length))) {
      throw new FixtureException("the card answered " + HEX.formatHex(answer));
    }
  }

  private static byte[] pin(String digits) {
    byte[] padded = new byte[8];
    Arrays.fill(padded, (byte) 0xFF);
    byte[] ascii = digits.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, padded, 0, ascii.length);
    return padded;
  }
}
