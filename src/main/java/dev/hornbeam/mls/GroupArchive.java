package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.StoreFailed;
import dev.hornbeam.mls.types.ChangeSet;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.Store;
import dev.hornbeam.mls.types.StoreKey;
import java.util.Optional;

/**
 * A whole group as versioned bytes: its rows, one after the other, under a hash that shows damage.
 * To go on from an older state, or a part of one, would be to use message keys twice.
 *
 * <pre>
 * struct {
 *     uint16 version;
 *     CipherSuite cipher_suite;
 *     opaque hash&lt;V&gt;;       // of the content
 *     opaque content&lt;V&gt;;    // the group id and the rows
 * } GroupArchive;
 * </pre>
 */
final class GroupArchive {
  private static final int VERSION = 1;

  private GroupArchive() {}

  /** Says whether a group can be taken in. */
  interface Admission {
    void check(GroupId id) throws MlsException;
  }

  /** One row. */
  private record Entry(StoreKey key, Secret value) {
    static Entry decode(TlsReader r) throws MalformedMessage {
      return new Entry(StoreKey.decode(r), r.secret("value"));
    }
  }

  static Secret write(ClientSettings settings, GroupId id) throws MlsException {
    Store store = settings.store();
    if (GroupLoader.record(store, id).filter(GroupArchive::isOfMember).isEmpty()) {
      throw new IllegalArgumentException("this client is in no such group");
    }
    try (Secret content = content(store, id)) {
      return new TlsWriter(content.length() + 128)
          .u16(VERSION)
          .u16(settings.crypto().suite().code())
          .opaque(hash(settings, content))
          .opaque(content)
          .toSecret();
    }
  }

  private static Secret content(Store store, GroupId id) throws StoreFailed {
    TlsWriter w = new TlsWriter(4096).struct(id);
    for (StoreKey.Kind kind : StoreKey.Kind.values()) {
      for (StoreKey key : store.keys(kind, id.value())) {
        Optional<Secret> value = store.read(key);
        if (value.isPresent()) {
          try (Secret row = value.get()) {
            w.struct(key).opaque(row);
          }
        }
      }
    }
    return w.toSecret();
  }

  private static Bytes hash(ClientSettings settings, Secret content) {
    return settings.crypto().hash(Bytes.own(content.expose()));
  }

  private static boolean isOfMember(GroupRecord record) {
    return !(record.lifecycle() instanceof Lifecycle.Removed);
  }

  /** Takes a group in, once it is known that all of it is there and its keys open. */
  static GroupCore read(ClientSettings settings, Secret archive, Admission admission)
      throws MlsException {
    TlsReader r = new TlsReader(archive);
    int at = r.offset();
    int version = r.u16("version");
    if (version != VERSION) {
      throw r.malformed("version", at, "this release reads version " + VERSION + " only");
    }
    int suite = r.u16("cipher_suite");
    if (suite != settings.crypto().suite().code()) {
      throw r.malformed("cipher_suite", at + 2, "the group has another cipher suite");
    }
    Bytes hash = r.opaque("hash");
    try (Secret content = r.secret("content")) {
      r.finish();
      if (!hash(settings, content).equals(hash)) {
        throw r.malformed("content", at, "it is damaged");
      }
      return readContent(settings, new TlsReader(content), admission);
    }
  }

  private static GroupCore readContent(ClientSettings settings, TlsReader r, Admission admission)
      throws MlsException {
    GroupId id = GroupId.decode(r);
    admission.check(id);
    try (ChangeSet changes = new ChangeSet()) {
      changes.deleteGroup(id);
      while (r.hasMore()) {
        int start = r.offset();
        Entry entry = Entry.decode(r);
        if (!entry.key().scope().equals(id.value())) {
          entry.value().close();
          throw r.malformed("key", start, "a row of another group");
        }
        changes.put(entry.key(), entry.value());
      }
      GroupCore core = load(settings, id, changes, r);
      try {
        settings.store().apply(changes);
        return core;
      } catch (MlsException | RuntimeException e) {
        core.leave();
        throw e;
      }
    }
  }

  private static GroupCore load(
      ClientSettings settings, GroupId id, ChangeSet rows, TlsReader archive) throws MlsException {
    InMemoryStore aside = new InMemoryStore();
    aside.apply(rows);
    try {
      return new GroupLoader(settings, aside, id)
          .load()
          .orElseThrow(() -> archive.malformed("rows", 0, "the client is not in the group"));
    } catch (StoreFailed | InvalidMessage | IllegalArgumentException e) {
      throw archive.malformed("rows", 0, "a row is missing or damaged");
    } finally {
      wipe(aside, id);
    }
  }

  private static void wipe(InMemoryStore store, GroupId id) {
    try (ChangeSet all = new ChangeSet()) {
      store.apply(all.deleteGroup(id));
    }
  }
}
