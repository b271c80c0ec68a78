package dev.hornbeam.mls.schedule;

/** The two ratchets of a member (RFC 9420 s.9). */
public enum RatchetType {
  /** Proposals and commits. */
  HANDSHAKE("handshake"),
  /** Application data. */
  APPLICATION("application");

  private final String label;

  RatchetType(String label) {
    this.label = label;
  }

  /** The label that derives the first secret of the ratchet from the leaf's secret. */
  String label() {
    return label;
  }

  RatchetType other() {
    return this == HANDSHAKE ? APPLICATION : HANDSHAKE;
  }
}
