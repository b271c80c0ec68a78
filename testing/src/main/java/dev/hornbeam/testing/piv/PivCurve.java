package dev.hornbeam.testing.piv;

/** The curves of PIV, with their algorithm identifiers (NIST SP 800-78-4 table 6-2). */
public enum PivCurve {
  /** P-256. */
  P256("secp256r1", 0x11, 32),
  /** P-384. */
  P384("secp384r1", 0x14, 48);

  private final String jcaName;
  private final byte algorithm;
  private final short fieldLength;

  PivCurve(String jcaName, int algorithm, int fieldLength) {
    this.jcaName = jcaName;
    this.algorithm = (byte) algorithm;
    this.fieldLength = (short) fieldLength;
  }

  /**
   * @return the name that {@code ECGenParameterSpec} takes
   */
  public String jcaName() {
    return jcaName;
  }

  /**
   * @return the algorithm identifier in APDUs
   */
  public byte algorithm() {
    return algorithm;
  }

  /**
   * @return the length of a coordinate in bytes
   */
  short fieldLength() {
    return fieldLength;
  }
}
