package dev.hornbeam.benchmarks.baseline;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;
import java.util.List;
import java.util.Optional;

/**
 * The new keys of one path in an asynchronous ratcheting tree.
 *
 * @param sender the leaf of the member that made it
 * @param leaf the leaf whose path it is: the sender's, or a newcomer's
 * @param addition if the leaf is a newcomer's
 * @param path public keys, as {@link ArtTree#with} takes them
 */
record ArtChange(int sender, int leaf, Optional<Addition> addition, List<Bytes> path)
    implements Wire {
  /**
   * A newcomer.
   *
   * @param setupKey public; its agreement with the prekey gives the leaf's first key
   */
  record Addition(Prekey prekey, Bytes setupKey) implements Wire {
    static Addition decode(TlsReader r) throws MalformedMessage {
      return new Addition(r.struct("prekey", Prekey::decode), r.opaque("setup_key"));
    }

    @Override
    public void encode(TlsWriter w) {
      w.struct(prekey).opaque(setupKey);
    }
  }

  /**
   * A change as it is sent.
   *
   * @param tag a MAC that shows that the sender came to the new stage key
   * @param signature by the sender, of the change and the tag
   */
  record Signed(ArtChange change, Bytes tag, Bytes signature) implements Wire {
    static Signed decode(TlsReader r) throws MalformedMessage {
      return new Signed(
          r.struct("change", ArtChange::decode), r.opaque("tag"), r.opaque("signature"));
    }

    @Override
    public void encode(TlsWriter w) {
      w.struct(change).opaque(tag).opaque(signature);
    }

    Bytes toBeSigned() {
      return toBeSigned(change, tag);
    }

    static Bytes toBeSigned(ArtChange change, Bytes tag) {
      return new TlsWriter().struct(change).opaque(tag).toBytes();
    }
  }

  static ArtChange decode(TlsReader r) throws MalformedMessage {
    return new ArtChange(
        (int) r.u32("sender"),
        (int) r.u32("leaf"),
        r.optional("addition", Addition::decode),
        r.vector("path", k -> k.opaque("public_key")));
  }

  @Override
  public void encode(TlsWriter w) {
    w.u32(sender).u32(leaf).optional(addition).vector(path, TlsWriter::opaque);
  }
}
