package dev.hornbeam.mls.fuzz;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.StoreKey;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * An exported group that somebody changed. If the first byte is 0 the rest is an archive, else it
 * is the content of one, whose hash is made to fit. It is refused, and nothing taken in, or it is a
 * group that a message can be received in.
 */
public final class ArchiveTarget {
  private static final Bound BOUND = new Bound(400, 8_000_000);
  private static final int VERSION = 1;

  private static final ArchiveTarget TARGET = start();

  private final LiveGroup live;
  private final Bytes archive;
  private final Map<StoreKey, Bytes> before;

  private ArchiveTarget() throws MlsException {
    live = new LiveGroup(LiveGroup.SUITE);
    try (Secret exported = live.bob.client().exportGroup(LiveGroup.ID)) {
      archive = Bytes.copyOf(exported.expose());
    }
    live.bob.client().deleteGroup(LiveGroup.ID);
    live.bob.save();
    before = live.bob.rows();
  }

  private static ArchiveTarget start() {
    try {
      return new ArchiveTarget();
    } catch (MlsException e) {
      throw new AssertionError(e);
    }
  }

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] input) throws MlsException {
    if (input.length > 0) {
      Bytes payload = Bytes.own(input).slice(1, input.length);
      TARGET.take(input[0] == 0 ? payload : TARGET.hashed(payload));
    }
  }

  private Bytes hashed(Bytes content) throws MlsException {
    return new TlsWriter()
        .u16(VERSION)
        .u16(LiveGroup.SUITE.code())
        .opaque(live.insider().crypto().hash(content))
        .opaque(content)
        .toBytes();
  }

  private void take(Bytes changed) throws MlsException {
    BOUND.check("import", changed.length(), () -> importGroup(changed));
    live.bob.reset();
    try {
      importGroup(changed);
    } catch (MalformedMessage | InvalidMessage refused) {
      if (!live.bob.rows().equals(before)) {
        throw new AssertionError("something was taken in", refused);
      }
      return;
    }
    receive();
    live.bob.reset();
  }

  private void importGroup(Bytes changed) throws MlsException {
    try (Secret secret = Secret.copyOf(changed.view())) {
      live.bob.client().importGroup(secret);
    }
  }

  private void receive() throws MlsException {
    for (Bytes message : live.messages.values()) {
      try {
        live.bob.client().group(live.bob.client().groups().get(0)).orElseThrow().receive(message);
      } catch (MlsException refused) {
        // It is another group, or another epoch, or its keys are others.
      }
    }
  }

  /** A genuine archive, its content, and its content without the rows of each kind. */
  static Set<Bytes> seeds() throws MlsException {
    Set<Bytes> seeds = new LinkedHashSet<>();
    seeds.add(new TlsWriter().u8(0).raw(TARGET.archive).toBytes());
    TlsReader r = new TlsReader(TARGET.archive);
    r.u16("version");
    r.u16("cipher_suite");
    r.opaque("hash");
    Bytes content = r.opaque("content");
    seeds.add(new TlsWriter().u8(1).raw(content).toBytes());
    TlsReader rows = new TlsReader(content);
    Bytes id = rows.opaque("group_id");
    Map<StoreKey, Bytes> all = new TreeMap<>();
    while (rows.hasMore()) {
      all.put(StoreKey.decode(rows), rows.opaque("value"));
    }
    for (StoreKey.Kind kind : StoreKey.Kind.values()) {
      TlsWriter w = new TlsWriter().u8(1).opaque(id);
      all.forEach(
          (key, value) -> {
            if (key.kind() != kind) {
              w.struct(key).opaque(value);
            }
          });
      seeds.add(w.toBytes());
    }
    return seeds;
  }
}
