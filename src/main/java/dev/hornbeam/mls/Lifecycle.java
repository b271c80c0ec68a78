package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.message.Proposal;

/** Whether a group goes on for this member. */
sealed interface Lifecycle extends Wire {
  /** The member sends and receives. */
  record Active() implements Lifecycle {
    @Override
    public void encode(TlsWriter w) {
      w.u8(1);
    }
  }

  /** The member was removed. */
  record Removed() implements Lifecycle {
    @Override
    public void encode(TlsWriter w) {
      w.u8(2);
    }
  }

  /** The group ended, for a new one (RFC 9420 s.11.2). */
  record Reinitialized(Proposal.ReInit reInit) implements Lifecycle {
    @Override
    public void encode(TlsWriter w) {
      w.u8(3).struct(reInit);
    }
  }

  static Lifecycle decode(TlsReader r) throws MalformedMessage {
    int at = r.offset();
    int state = r.u8("lifecycle");
    return switch (state) {
      case 1 -> new Active();
      case 2 -> new Removed();
      case 3 -> {
        if (Proposal.decode(r) instanceof Proposal.ReInit reInit) {
          yield new Reinitialized(reInit);
        }
        throw r.malformed("lifecycle", at, "not a ReInit");
      }
      default -> throw r.malformed("lifecycle", at, "no lifecycle has the number " + state);
    };
  }
}
