package dev.hornbeam.mls.message;

import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.tree.UpdatePath;
import java.util.List;
import java.util.Optional;

/**
 *
 *
 * <pre>
 * struct {
 *     ProposalOrRef proposals&lt;V&gt;;
 *     optional&lt;UpdatePath&gt; path;
 * } Commit;
 * </pre>
 *
 * RFC 9420 s.12.4.
 */
public record Commit(List<ProposalOrRef> proposals, Optional<UpdatePath> path) implements Wire {
  public Commit {
    proposals = List.copyOf(proposals);
  }

  public static Commit decode(TlsReader r) throws MalformedMessage {
    return new Commit(
        r.vector("proposals", ProposalOrRef::decode), r.optional("path", UpdatePath::decode));
  }

  @Override
  public void encode(TlsWriter w) {
    w.vector(proposals).optional(path);
  }
}
