package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.tree.LeafCount;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.StoreKey;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Archives that someone made: all is as it should be but for one thing, and the hash fits. */
class HostileArchiveTest {
  private final TreeMap<StoreKey, Bytes> rows = new TreeMap<>();
  private Friends friends;
  private GroupId id;
  private MlsClient importer;

  @BeforeEach
  void exportGroup() throws Exception {
    friends = Friends.of("alice", "bob");
    Group alice = friends.group(0);
    id = alice.id();
    alice.receive(friends.group(1).protect(Bytes.utf8("hello")));
    try (Secret archive = friends.client(0).exportGroup(id)) {
      TlsReader r = new TlsReader(archive);
      assertEquals(1, r.u16("version"));
      assertEquals(Friends.SUITE.code(), r.u16("cipher_suite"));
      r.opaque("hash");
      TlsReader content = new TlsReader(r.opaque("content"));
      assertEquals(id, GroupId.decode(content));
      while (content.hasMore()) {
        rows.put(StoreKey.decode(content), content.opaque("value"));
      }
    }
    importer = Friends.client("alice");
  }

  private Group importGroup(Map<StoreKey, Bytes> changed) throws Exception {
    TlsWriter content = new TlsWriter().struct(id);
    changed.forEach((key, value) -> content.struct(key).opaque(value));
    Bytes bytes = content.toBytes();
    try (Secret archive =
        new TlsWriter()
            .u16(1)
            .u16(Friends.SUITE.code())
            .opaque(friends.crypto().hash(bytes))
            .opaque(bytes)
            .toSecret()) {
      return importer.importGroup(archive);
    }
  }

  private void assertRefused(Map<StoreKey, Bytes> changed) throws Exception {
    assertThrows(MalformedMessage.class, () -> importGroup(changed));
    assertTrue(importer.groups().isEmpty());
    assertTrue(importer.group(id).isEmpty());
  }

  private Map.Entry<StoreKey, Bytes> first(StoreKey.Kind kind) {
    return rows.entrySet().stream()
        .filter(row -> row.getKey().kind() == kind)
        .findFirst()
        .orElseThrow();
  }

  private void assertRefused(StoreKey.Kind kind, Bytes value) throws Exception {
    Map<StoreKey, Bytes> changed = new TreeMap<>(rows);
    changed.put(first(kind).getKey(), value);
    assertRefused(changed);
  }

  private void assertRefusedAtIndex(StoreKey.Kind kind, long index) throws Exception {
    Map.Entry<StoreKey, Bytes> row = first(kind);
    StoreKey key = row.getKey();
    Map<StoreKey, Bytes> changed = new TreeMap<>(rows);
    changed.remove(key);
    changed.put(new StoreKey(kind, key.scope(), key.epoch(), index, key.name()), row.getValue());
    assertRefused(changed);
  }

  private GroupRecord record() throws Exception {
    return TlsReader.decode(first(StoreKey.Kind.GROUP).getValue(), GroupRecord::decode);
  }

  @Test
  void genuineArchiveIsTakenIn() throws Exception {
    assertEquals(1, importGroup(rows).epoch());
  }

  @Test
  void widthIsThatOfTheTree() throws Exception {
    GroupRecord good = record();
    GroupRecord wide =
        new GroupRecord(
            good.context(),
            good.interimTranscriptHash(),
            good.confirmationTag(),
            LeafCount.MAX,
            good.ownLeaf(),
            good.lastCommit(),
            good.lifecycle());
    assertRefused(StoreKey.Kind.GROUP, wide.encoded());
  }

  /** Or it would come in the place of another group. */
  @Test
  void groupIsTheOneThatItIsStoredAs() throws Exception {
    GroupRecord good = record();
    GroupContext old = good.context();
    GroupContext other =
        new GroupContext(
            old.version(),
            old.cipherSuite(),
            GroupId.of("another"),
            old.epoch(),
            old.treeHash(),
            old.confirmedTranscriptHash(),
            old.extensions());
    GroupRecord renamed =
        new GroupRecord(
            other,
            good.interimTranscriptHash(),
            good.confirmationTag(),
            good.width(),
            good.ownLeaf(),
            good.lastCommit(),
            good.lifecycle());
    assertRefused(StoreKey.Kind.GROUP, renamed.encoded());
  }

  @Test
  void leafIsTheMembersOwn() throws Exception {
    GroupRecord good = record();
    for (long leaf : new long[] {1, 2, 0xffff_ffffL}) {
      GroupRecord moved =
          new GroupRecord(
              good.context(),
              good.interimTranscriptHash(),
              good.confirmationTag(),
              good.width(),
              new LeafIndex(leaf),
              good.lastCommit(),
              good.lifecycle());
      assertRefused(StoreKey.Kind.GROUP, moved.encoded());
    }
  }

  @Test
  void positionsAreOfTheTree() throws Exception {
    assertRefusedAtIndex(StoreKey.Kind.TREE_NODE, -1);
    assertRefusedAtIndex(StoreKey.Kind.TREE_NODE, 1 << 29);
    assertRefusedAtIndex(StoreKey.Kind.PATH_KEY, -1);
    assertRefusedAtIndex(StoreKey.Kind.SECRET_TREE_NODE, -1);
  }

  @Test
  void keysAreKeys() throws Exception {
    assertRefused(StoreKey.Kind.PATH_KEY, Bytes.EMPTY);
    assertRefused(
        StoreKey.Kind.OWN_KEYS, new TlsWriter().opaque(Bytes.EMPTY).opaque(Bytes.EMPTY).toBytes());
  }

  /** A generation below 0 would be followed for ever. */
  @Test
  void generationIsOne() throws Exception {
    Bytes good = first(StoreKey.Kind.RATCHET).getValue();
    for (String next : new String[] {"ffffffffffffffff", "8000000000000000", "0000000100000001"}) {
      assertRefused(
          StoreKey.Kind.RATCHET, Bytes.fromHex(next + good.slice(8, good.length()).hex()));
    }
  }

  /** Or the late message that it is for would be the engine's undoing. */
  @Test
  void skippedKeysAreKeys() throws Exception {
    StoreKey bobs = StoreKey.of(StoreKey.Kind.RATCHET, id, 1, 3);
    CipherSuite.Aead aead = Friends.SUITE.aead();
    for (int[] lengths :
        new int[][] {
          {0, aead.nonceLength()}, {5, aead.nonceLength()}, {aead.keyLength(), 0}, {0, 0}
        }) {
      Map<StoreKey, Bytes> changed = new TreeMap<>(rows);
      changed.put(bobs, ratchet(32, lengths[0], lengths[1]));
      assertRefused(changed);
    }
    Map<StoreKey, Bytes> changed = new TreeMap<>(rows);
    changed.put(bobs, ratchet(5, aead.keyLength(), aead.nonceLength()));
    assertRefused(changed);
    changed.put(bobs, ratchet(32, aead.keyLength(), aead.nonceLength()));
    Group imported = importGroup(changed);
    Bytes late = friends.group(1).protect(Bytes.utf8("late"));
    assertThrows(InvalidMessage.class, () -> imported.receive(late));
  }

  /** A ratchet at generation 7 that skipped generation 1. */
  private static Bytes ratchet(int chain, int key, int nonce) {
    Bytes skipped = new TlsWriter().u32(1).opaque(zeros(key)).opaque(zeros(nonce)).toBytes();
    return new TlsWriter().u64(7).opaque(zeros(chain)).opaque(skipped).toBytes();
  }

  private static Bytes zeros(int length) {
    return Bytes.own(new byte[length]);
  }

  /** Or this member would encrypt under secrets that anybody can guess. */
  @Test
  void secretsAreAsLongAsTheHash() throws Exception {
    for (int length : new int[] {0, 5, 33}) {
      TlsWriter secrets = new TlsWriter();
      for (int i = 0; i < 8; i++) {
        secrets.opaque(zeros(i == 7 ? length : 32));
      }
      assertRefused(StoreKey.Kind.EPOCH_SECRETS, secrets.toBytes());
      assertRefused(StoreKey.Kind.SECRET_TREE_NODE, zeros(length));
    }
  }

  /** Or the first message of one who is not served would be the engine's undoing. */
  @Test
  void messageKeysAreThereForEveryMember() throws Exception {
    for (StoreKey key : rows.keySet()) {
      if (key.kind() == StoreKey.Kind.SECRET_TREE_NODE || key.kind() == StoreKey.Kind.RATCHET) {
        Map<StoreKey, Bytes> changed = new TreeMap<>(rows);
        changed.remove(key);
        assertRefused(changed);
      }
    }
  }

  /** Or a member's message keys would be derived anew, and serve twice. */
  @Test
  void messageKeysAreThereOnce() throws Exception {
    Map.Entry<StoreKey, Bytes> ratchet = first(StoreKey.Kind.RATCHET);
    StoreKey root =
        StoreKey.of(
            StoreKey.Kind.SECRET_TREE_NODE,
            id,
            ratchet.getKey().epoch(),
            record().width().root().value());
    Map<StoreKey, Bytes> changed = new TreeMap<>(rows);
    changed.put(root, Bytes.own(new byte[friends.crypto().hashLength()]));
    assertRefused(changed);
  }

  /** Or the next commit would be encrypted to a key that the member does not have. */
  @Test
  void keysAboveTheLeafAreThere() throws Exception {
    Map<StoreKey, Bytes> changed = new TreeMap<>(rows);
    changed.keySet().removeIf(key -> key.kind() == StoreKey.Kind.PATH_KEY);
    assertRefused(changed);
    assertRefused(
        StoreKey.Kind.PATH_KEY,
        Bytes.own(friends.crypto().random(Friends.SUITE.kem().privateKeyLength())));
  }

  /** Or a late message would be verified as one of an epoch that is not its own. */
  @Test
  void pastEpochIsTheOneThatItIsStoredAs() throws Exception {
    friends = Friends.of(builder -> builder.pastEpochs(1), "alice", "bob");
    Group alice = friends.group(0);
    id = alice.id();
    alice.merge(alice.commit().stage());
    rows.clear();
    rows.putAll(Refusals.rows(friends.client(0), id));
    TlsReader past = new TlsReader(first(StoreKey.Kind.PAST_EPOCH).getValue());
    GroupContext old = GroupContext.decode(past);
    Bytes rest = past.rest("");
    GroupContext next = old.next(old.treeHash(), old.extensions());
    assertRefused(StoreKey.Kind.PAST_EPOCH, new TlsWriter().struct(next).raw(rest).toBytes());
    assertEquals(2, importGroup(rows).epoch());
  }
}
