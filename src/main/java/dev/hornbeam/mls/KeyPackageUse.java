package dev.hornbeam.mls;

/** How often a key package may be used. */
public enum KeyPackageUse {
  /** Once: joining by it deletes it, with its init key. */
  ONCE,
  /** Again and again, when there are no others (RFC 9420 s.16.8). */
  LAST_RESORT
}
