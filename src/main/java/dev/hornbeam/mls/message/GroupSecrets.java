package dev.hornbeam.mls.message;

import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.MalformedMessage;
import java.util.List;
import java.util.Optional;

/**
 * What a Welcome gives one new member. The caller closes it.
 *
 * <pre>
 * struct {
 *   opaque path_secret&lt;V&gt;;
 * } PathSecret;
 *
 * struct {
 *   opaque joiner_secret&lt;V&gt;;
 *   optional&lt;PathSecret&gt; path_secret;
 *   PreSharedKeyID psks&lt;V&gt;;
 * } GroupSecrets;
 * </pre>
 *
 * RFC 9420 s.12.4.3.1.
 */
public record GroupSecrets(
    Secret joinerSecret, Optional<Secret> pathSecret, List<PreSharedKeyId> psks)
    implements AutoCloseable {
  public GroupSecrets {
    psks = List.copyOf(psks);
  }

  public static GroupSecrets decode(TlsReader r) throws MalformedMessage {
    Secret joinerSecret = r.secret("joiner_secret");
    Optional<Secret> pathSecret = Optional.empty();
    try {
      pathSecret = r.optional("path_secret", p -> p.secret("path_secret"));
      return new GroupSecrets(joinerSecret, pathSecret, r.vector("psks", PreSharedKeyId::decode));
    } catch (MalformedMessage e) {
      joinerSecret.close();
      pathSecret.ifPresent(Secret::close);
      throw e;
    }
  }

  /** The encoding, which the caller owns. */
  public Secret encoded() {
    TlsWriter w = new TlsWriter().opaque(joinerSecret).u8(pathSecret.isPresent() ? 1 : 0);
    pathSecret.ifPresent(w::opaque);
    return w.vector(psks).toSecret();
  }

  @Override
  public void close() {
    joinerSecret.close();
    pathSecret.ifPresent(Secret::close);
  }
}
