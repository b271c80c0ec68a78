package dev.hornbeam.testing.piv;

/**
 * The keys that the card is made with, and where PIV keeps them (NIST SP 800-73-4 part 1 s.3 and
 * part 2 table 4b).
 */
public enum PivKey {
  /** Signs once the PIN was given: slot 9A. */
  AUTHENTICATION(0x9A, 0x05, "01", PivCurve.P256, PinRule.ONCE),
  /** Signs once for each time that the PIN is given: slot 9C. */
  SIGNATURE(0x9C, 0x0A, "02", PivCurve.P256, PinRule.ALWAYS),
  /** Derives once the PIN was given: slot 9D. */
  KEY_MANAGEMENT(0x9D, 0x0B, "03", PivCurve.P256, PinRule.ONCE),
  /** Signs without a PIN: slot 9E. */
  CARD_AUTHENTICATION(0x9E, 0x01, "04", PivCurve.P384, PinRule.NEVER),
  /** Derives once the PIN was given: slot 82. */
  RETIRED_1(0x82, 0x0D, "05", PivCurve.P384, PinRule.ONCE),
  /** Derives once the PIN was given: slot 83. */
  RETIRED_2(0x83, 0x0E, "06", PivCurve.P256, PinRule.ONCE);

  /** When a key wants the PIN. */
  enum PinRule {
    NEVER,
    ONCE,
    ALWAYS
  }

  private final byte reference;
  private final byte certificateTag;
  private final String id;
  private final PivCurve curve;
  private final PinRule pinRule;

  PivKey(int reference, int certificateTag, String id, PivCurve curve, PinRule pinRule) {
    this.reference = (byte) reference;
    this.certificateTag = (byte) certificateTag;
    this.id = id;
    this.curve = curve;
    this.pinRule = pinRule;
  }

  /**
   * @return the key reference in APDUs
   */
  public byte reference() {
    return reference;
  }

  /**
   * @return the last byte of the tag 5FC1xx of the certificate's data object
   */
  public byte certificateTag() {
    return certificateTag;
  }

  /**
   * @return the CKA_ID that OpenSC gives the key and its certificate, in hexadecimal
   */
  public String id() {
    return id;
  }

  /**
   * @return the key's curve
   */
  public PivCurve curve() {
    return curve;
  }

  PinRule pinRule() {
    return pinRule;
  }
}
