package dev.hornbeam.mls.message;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;

/** The part of a framed message that its content type selects (RFC 9420 s.6). */
public sealed interface Content extends Wire {
  ContentType type();

  /** Data of the application, opaque to MLS. */
  record Application(Bytes data) implements Content {
    @Override
    public ContentType type() {
      return ContentType.APPLICATION;
    }

    @Override
    public void encode(TlsWriter w) {
      w.opaque(data);
    }

    /** Says how long the data is, not what it is. */
    @Override
    public String toString() {
      return "Application[" + data.length() + " bytes]";
    }
  }

  /** A proposal. */
  record Proposed(Proposal proposal) implements Content {
    @Override
    public ContentType type() {
      return ContentType.PROPOSAL;
    }

    @Override
    public void encode(TlsWriter w) {
      w.struct(proposal);
    }
  }

  /** A commit. */
  record Committed(Commit commit) implements Content {
    @Override
    public ContentType type() {
      return ContentType.COMMIT;
    }

    @Override
    public void encode(TlsWriter w) {
      w.struct(commit);
    }
  }

  /** The content of a type that was announced before. */
  static Content decode(TlsReader r, ContentType type) throws MalformedMessage {
    return switch (type) {
      case APPLICATION -> new Application(r.opaque("application_data"));
      case PROPOSAL -> new Proposed(r.struct("proposal", Proposal::decode));
      case COMMIT -> new Committed(r.struct("commit", Commit::decode));
    };
  }
}
