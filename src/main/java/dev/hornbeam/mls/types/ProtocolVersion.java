package dev.hornbeam.mls.types;

/** The protocol versions of RFC 9420 s.6, as numbers, since unknown ones may be listed. */
public final class ProtocolVersion {
  /** {@code mls10}. */
  public static final int MLS10 = 1;

  private ProtocolVersion() {}
}
