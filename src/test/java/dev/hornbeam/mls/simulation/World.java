package dev.hornbeam.mls.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.IncomingCommit;
import dev.hornbeam.mls.Member;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.testing.SentGenerations;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/** The clients, who is a member by the commits so far, and what every member must agree on. */
final class World {
  /** What members compare at the start of an epoch. */
  private record Fingerprint(Bytes treeHash, Bytes authenticator, Bytes exported, int members) {}

  private final Random random;
  private final List<Peer> peers = new ArrayList<>();
  private final Set<Peer> members = new LinkedHashSet<>();
  private final Map<Long, Fingerprint> epochs = new HashMap<>();
  private final SentGenerations generations = new SentGenerations();
  private final Follower follower = new Follower();
  private final List<String> trace = new ArrayList<>();
  private CipherSuite suite;
  private GroupId groupId = GroupId.of("group 0");

  World(CipherSuite suite, Random random) {
    this.suite = suite;
    this.random = random;
  }

  Random random() {
    return random;
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** Some of a list, in random order. */
  <T> List<T> pick(List<T> list, int count) {
    List<T> rest = new ArrayList<>(list);
    List<T> picked = new ArrayList<>();
    while (picked.size() < count && !rest.isEmpty()) {
      picked.add(rest.remove(random.nextInt(rest.size())));
    }
    return picked;
  }

  Bytes text() {
    byte[] text = new byte[1 + random.nextInt(oneIn(10) ? 3000 : 40)];
    random.nextBytes(text);
    return Bytes.own(text);
  }

  CipherSuite suite() {
    return suite;
  }

  GroupId groupId() {
    return groupId;
  }

  Follower follower() {
    return follower;
  }

  /** Takes note of what happens, for who looks into a failure. */
  void note(String what) {
    trace.add(what);
    if (trace.size() > 60) {
      trace.remove(0);
    }
  }

  List<String> trace() {
    return trace;
  }

  List<Peer> peers() {
    return peers;
  }

  Peer newPeer() throws MlsException {
    Peer peer = new Peer("peer " + peers.size(), suite, random);
    peers.add(peer);
    return peer;
  }

  List<Peer> members() {
    return List.copyOf(members);
  }

  List<Peer> members(Predicate<Peer> which) {
    return members.stream().filter(which).toList();
  }

  List<Peer> online() {
    return members(peer -> peer.isMember() && peer.isOnline());
  }

  List<Peer> outsiders() {
    return peers.stream().filter(peer -> !members.contains(peer)).toList();
  }

  Peer named(String name) {
    return peers.stream().filter(peer -> peer.name().equals(name)).findFirst().orElseThrow();
  }

  static String name(Member member) {
    Credential.Basic basic = assertInstanceOf(Credential.Basic.class, member.credential());
    return new String(basic.identity().toArray(), java.nio.charset.StandardCharsets.UTF_8);
  }

  static LeafIndex leafOf(Group group, Peer peer) {
    return group.members().stream()
        .filter(member -> name(member).equals(peer.name()))
        .map(Member::leaf)
        .findFirst()
        .orElseThrow();
  }

  /** A group begins, with one member. */
  void begin(CipherSuite newSuite, GroupId id, Peer founder) throws MlsException {
    suite = newSuite;
    groupId = id;
    epochs.clear();
    members.clear();
    members.add(founder);
    check(founder);
  }

  /** A commit was accepted; one who has merged it says who the members are. */
  void accepted(Peer witness) throws MlsException {
    Set<Peer> now = new LinkedHashSet<>();
    witness.group().members().forEach(member -> now.add(named(name(member))));
    members.clear();
    members.addAll(now);
    check(witness);
    follower.agree(witness.group());
  }

  /** Takes note of a message that leaves: its key must be fresh. */
  long sent(Peer sender, Bytes message) throws MlsException {
    return generations.record(suite, sender.store(), message);
  }

  /** Sends a handshake message to all members, and to who follows the group. */
  void broadcast(Bytes message) throws MlsException {
    members.forEach(member -> member.handshakes().add(message));
    follower.see(message);
  }

  /** Has the members who are there process what came. */
  void deliver() throws MlsException {
    for (Peer peer : online()) {
      catchUp(peer);
    }
  }

  void catchUp(Peer peer) throws MlsException {
    while (peer.isMember() && !peer.handshakes().isEmpty()) {
      process(peer, peer.handshakes().remove());
    }
  }

  private void process(Peer peer, Bytes message) throws MlsException {
    Received received = receive(peer, message);
    if (received instanceof Received.CommitReceived
        || received instanceof Received.RemovalReceived) {
      if (oneIn(12)) {
        peer.group().discard(commit(received));
        received = receive(peer, message);
      }
      peer.group().merge(commit(received));
      if (received instanceof Received.RemovalReceived) {
        assertTrue(!peer.group().isActive(), "a removed member goes on");
        peer.left();
      } else {
        check(peer);
      }
    } else if (!(received instanceof Received.OwnMessage)) {
      assertInstanceOf(Received.ProposalReceived.class, received);
    }
  }

  static IncomingCommit commit(Received received) {
    if (received instanceof Received.RemovalReceived removal) {
      return removal.commit();
    }
    return assertInstanceOf(Received.CommitReceived.class, received).commit();
  }

  /** Receives, with the pre-shared keys that it turns out to take. */
  Received receive(Peer peer, Bytes message) throws MlsException {
    try {
      return peer.group().receive(message);
    } catch (UndecryptableMessage e) {
      if (e.reason() != UndecryptableMessage.Reason.UNKNOWN_PSK) {
        throw e;
      }
      peer.putPsks();
      return peer.group().receive(message);
    }
  }

  /** Joins by a Welcome, with the tree if it is not in there. */
  void join(Peer peer, Bytes welcome, Optional<Bytes> tree) throws MlsException {
    catchUp(peer);
    assertTrue(!peer.isMember(), () -> peer + " is a member already");
    Group group;
    try {
      group = join(peer.client(), welcome, tree);
    } catch (UndecryptableMessage e) {
      assertEquals(UndecryptableMessage.Reason.UNKNOWN_PSK, e.reason());
      peer.putPsks();
      group = join(peer.client(), welcome, tree);
    }
    peer.entered(group);
    peer.set(Peer.Presence.ONLINE);
    check(peer);
  }

  private static Group join(dev.hornbeam.mls.MlsClient client, Bytes welcome, Optional<Bytes> tree)
      throws MlsException {
    return tree.isPresent() ? client.join(welcome, tree.get()) : client.join(welcome);
  }

  /** All who come to an epoch have the same view of it. */
  void check(Peer peer) throws MlsException {
    Fingerprint actual = fingerprint(peer.group());
    Fingerprint expected = epochs.putIfAbsent(peer.group().epoch(), actual);
    if (expected != null) {
      assertEquals(expected, actual, () -> peer + " has another view of " + peer.group());
    }
  }

  static Bytes authenticator(Group group) throws MlsException {
    try (Secret secret = group.epochAuthenticator()) {
      return Bytes.copyOf(secret.expose());
    }
  }

  private static Fingerprint fingerprint(Group group) throws MlsException {
    try (Secret exported = group.export("simulation", Bytes.utf8("context"), 48)) {
      return new Fingerprint(
          group.treeHash(),
          authenticator(group),
          Bytes.copyOf(exported.expose()),
          new HashSet<>(group.members()).size());
    }
  }
}
