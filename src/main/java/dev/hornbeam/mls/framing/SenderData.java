package dev.hornbeam.mls.framing;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.types.LeafIndex;

/**
 * Which key encrypts a message.
 *
 * <pre>
 * struct {
 *     uint32 leaf_index;
 *     uint32 generation;
 *     opaque reuse_guard[4];
 * } SenderData;
 * </pre>
 *
 * RFC 9420 s.6.3.2.
 */
record SenderData(LeafIndex leaf, long generation, Bytes reuseGuard) implements Wire {
  /** Bytes of a reuse guard. */
  static final int GUARD_LENGTH = 4;

  static SenderData decode(TlsReader r) throws MalformedMessage {
    return new SenderData(
        LeafIndex.decode(r), r.u32("generation"), r.raw("reuse_guard", GUARD_LENGTH));
  }

  @Override
  public void encode(TlsWriter w) {
    w.struct(leaf).u32(generation).raw(reuseGuard);
  }

  /**
   * The nonce of the key schedule with the guard in it (s.6.3.1); a copy that the caller closes.
   */
  Secret guard(Secret nonce) {
    byte[] guarded = nonce.expose().clone();
    for (int i = 0; i < GUARD_LENGTH; i++) {
      guarded[i] ^= reuseGuard.at(i);
    }
    return Secret.own(guarded);
  }
}
