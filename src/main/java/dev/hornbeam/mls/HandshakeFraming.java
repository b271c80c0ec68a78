package dev.hornbeam.mls;

/** How proposals and commits of members are carried (RFC 9420 s.6). */
public enum HandshakeFraming {
  /**
   * Encrypted, as the standard recommends: the delivery service sees neither content nor sender.
   */
  PRIVATE,
  /** Signed and MACed only, so that a server can follow the group with a {@link PublicGroup}. */
  PUBLIC
}
