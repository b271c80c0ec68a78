package dev.hornbeam.mls.types;

import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;

/**
 * A value of the MLS proposal types registry (RFC 9420 s.17.4).
 *
 * @param value from 0 to 65535; unknown and GREASE values are values like any other
 */
public record ProposalType(int value) implements Wire {
  /** {@code add} (RFC 9420 s.12.1.1). */
  public static final ProposalType ADD = new ProposalType(1);

  /** {@code update} (s.12.1.2). */
  public static final ProposalType UPDATE = new ProposalType(2);

  /** {@code remove} (s.12.1.3). */
  public static final ProposalType REMOVE = new ProposalType(3);

  /** {@code psk} (s.12.1.4). */
  public static final ProposalType PSK = new ProposalType(4);

  /** {@code reinit} (s.12.1.5). */
  public static final ProposalType REINIT = new ProposalType(5);

  /** {@code external_init} (s.12.1.6). */
  public static final ProposalType EXTERNAL_INIT = new ProposalType(6);

  /** {@code group_context_extensions} (s.12.1.7). */
  public static final ProposalType GROUP_CONTEXT_EXTENSIONS = new ProposalType(7);

  /** A value of the registry. */
  public ProposalType {
    if (value < 0 || value > 0xffff) {
      throw new IllegalArgumentException("no proposal type: " + value);
    }
  }

  /**
   * Reads a {@code uint16}.
   *
   * @throws MalformedMessage if the bytes are not such a structure
   */
  public static ProposalType decode(TlsReader r) throws MalformedMessage {
    return new ProposalType(r.u16("proposal_type"));
  }

  @Override
  public void encode(TlsWriter w) {
    w.u16(value);
  }

  /** Whether every client supports it, so that capabilities never list it (RFC 9420 s.7.2). */
  public boolean isDefault() {
    return value >= 1 && value <= 7;
  }
}
