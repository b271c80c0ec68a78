package dev.hornbeam.client;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.Identity;
import dev.hornbeam.mls.InMemoryStore;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.mls.types.Store;
import dev.hornbeam.mls.types.StoreKey;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A client over a key source, with a store of its own, which can be started again. */
final class Member {
  private final CipherSuite suite;
  private final String name;
  private final KeySource keys;
  private final KeyHandle signature;
  private Store store = new InMemoryStore();
  private MlsClient client;

  Member(CipherSuite suite, String name, KeySource keys, KeyHandle signature) throws MlsException {
    this.suite = suite;
    this.name = name;
    this.keys = keys;
    this.signature = signature;
    this.client = build();
  }

  /** One whose signature key is made. */
  static Member of(CipherSuite suite, String name, KeySource keys) throws MlsException {
    KeyHandle key = keys.create(KeySource.Purpose.SIGNATURE, suite, "signature of " + name);
    return new Member(suite, name, keys, key);
  }

  private MlsClient build() throws MlsException {
    return MlsClient.builder(suite)
        .credential(Credential.basic(name))
        .signatureKey(keys.open(signature.ref()))
        .keys(keys)
        .store(store)
        .build();
  }

  /** The same member in another process, with the same store and another source. */
  Member over(KeySource other) throws MlsException {
    Member same = new Member(suite, name, other, signature);
    same.store = store;
    same.client = same.build();
    return same;
  }

  MlsClient client() {
    return client;
  }

  Group group(GroupId id) throws MlsException {
    return client.group(id).orElseThrow();
  }

  /** The process ends, and another goes on with the store. */
  void restart() throws MlsException {
    client = build();
    client.sweep();
  }

  /** The process ends, and the store is lost. */
  void loseStore() throws MlsException {
    store = new InMemoryStore();
    restart();
  }

  /** The same identity with a store of its own, as a thief, or a test, would have it. */
  Identity identity() {
    return client.identity();
  }

  /** Adds others, who join. */
  void add(GroupId id, Member... others) throws MlsException {
    Group group = group(id);
    var commit = group.commit().addAll(packages(others)).stage();
    group.merge(commit);
    for (Member each : others) {
      each.client().join(commit.welcome().orElseThrow());
    }
  }

  private static List<Bytes> packages(Member... members) throws MlsException {
    Bytes[] made = new Bytes[members.length];
    for (int i = 0; i < members.length; i++) {
      made[i] = members[i].client().newKeyPackage();
    }
    return Arrays.asList(made);
  }

  /** Commits, and the others follow. */
  void commit(GroupId id, Member... others) throws MlsException {
    Group group = group(id);
    var commit = group.commit().stage();
    group.merge(commit);
    receive(id, commit.message(), others);
  }

  /** Others process a commit, and agree with this member then. */
  void receive(GroupId id, Bytes commit, Member... others) throws MlsException {
    for (Member each : others) {
      Group group = each.group(id);
      group.merge(assertInstanceOf(Received.CommitReceived.class, group.receive(commit)).commit());
      requireAgreement(group(id), group);
    }
  }

  static void requireAgreement(Group one, Group other) throws MlsException {
    try (Secret ours = one.epochAuthenticator();
        Secret theirs = other.epochAuthenticator()) {
      assertTrue(ours.matches(theirs));
    }
  }

  /** What the store refers to, and the signature key: the names of those on a token. */
  Set<String> living() throws MlsException {
    Set<String> ids = new TreeSet<>();
    TokenKeySource.objectId(signature.ref()).ifPresent(id -> ids.add(id.toString()));
    for (StoreKey key : store.keys(StoreKey.Kind.KEY)) {
      try (Secret row = store.read(key).orElseThrow()) {
        TlsReader r = new TlsReader(row);
        r.u16("suite");
        r.u8("state");
        TokenKeySource.objectId(KeyRef.decode(r)).ifPresent(id -> ids.add(id.toString()));
      }
    }
    return ids;
  }

  /** All that the store holds. */
  Map<StoreKey, Bytes> stored() throws MlsException {
    Map<StoreKey, Bytes> rows = new TreeMap<>();
    for (StoreKey.Kind kind : StoreKey.Kind.values()) {
      for (StoreKey key : store.keys(kind)) {
        try (Secret row = store.read(key).orElseThrow()) {
          rows.put(key, Bytes.copyOf(row.expose()));
        }
      }
    }
    return rows;
  }

  /** What members need together. */
  static Set<String> living(Member... members) throws MlsException {
    Set<String> ids = new TreeSet<>();
    for (Member each : members) {
      ids.addAll(each.living());
    }
    return ids;
  }
}
