package dev.hornbeam.mls.message;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.SuiteCrypto;

/**
 * {@code ProposalRef}: the hash of the message that carried a proposal (RFC 9420 s.5.2, s.12.4).
 *
 * @param value {@code Nh} bytes
 */
public record ProposalRef(Bytes value) {
  /** The reference to a proposal, from the whole authenticated content that carried it. */
  public static ProposalRef of(SuiteCrypto crypto, AuthenticatedContent content) {
    return new ProposalRef(crypto.refHash("MLS 1.0 Proposal Reference", content.encoded()));
  }
}
