package dev.hornbeam.mls.crypto;

/** {@code LabeledExtract} and {@code LabeledExpand} of RFC 9180 s.4 for one {@code suite_id}. */
final class LabeledKdf {
  private static final byte[] VERSION = Labels.ascii("HPKE-v1");

  private final Hkdf hkdf;
  private final byte[] suiteId;

  LabeledKdf(Hkdf hkdf, byte[] suiteId) {
    this.hkdf = hkdf;
    this.suiteId = suiteId.clone();
  }

  /** {@code LabeledExtract(salt, label, ikm)}, which the caller wipes. */
  byte[] extract(byte[] salt, byte[] label, byte[] ikm) {
    return hkdf.extract(salt, VERSION, suiteId, label, ikm);
  }

  /** {@code LabeledExpand(prk, label, info, length)}, which the caller wipes. */
  byte[] expand(byte[] prk, byte[] label, int length, byte[]... info) {
    byte[][] labeled = new byte[info.length + 4][];
    labeled[0] = Labels.u16(length);
    labeled[1] = VERSION;
    labeled[2] = suiteId;
    labeled[3] = label;
    System.arraycopy(info, 0, labeled, 4, info.length);
    return hkdf.expand(prk, length, labeled);
  }
}
