package dev.hornbeam.mls.tree;

import static dev.hornbeam.mls.tree.TreeFixtures.CRYPTO;
import static dev.hornbeam.mls.tree.TreeFixtures.GROUP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.Workers;
import dev.hornbeam.mls.tree.TreeFixtures.Client;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A tree with the private half of each member. Its commits are made by one and opened by all, who
 * must come to the same.
 */
final class SimulatedGroup {
  private static final Bytes CONTEXT = Bytes.utf8("context");

  private final SortedMap<LeafIndex, Client> clients = new TreeMap<>();
  private final SortedMap<LeafIndex, TreePrivate> states = new TreeMap<>();
  private RatchetTree tree = RatchetTree.empty(CRYPTO);

  /** Proposals that wait for a commit. */
  record Proposals(Set<LeafIndex> updates, Set<LeafIndex> removes, int adds) {
    static final Proposals NONE = new Proposals(Set.of(), Set.of(), 0);

    static Proposals adding(int adds) {
      return new Proposals(Set.of(), Set.of(), adds);
    }

    static Proposals removing(LeafIndex... removes) {
      return new Proposals(Set.of(), Set.of(removes), 0);
    }
  }

  static SimulatedGroup of(int members) throws Exception {
    SimulatedGroup group = new SimulatedGroup();
    group.apply(Proposals.adding(members));
    return group;
  }

  RatchetTree tree() {
    return tree;
  }

  Client client(int index) {
    return Optional.ofNullable(clients.get(new LeafIndex(index))).orElseThrow();
  }

  TreePrivate state(int index) {
    return state(new LeafIndex(index));
  }

  TreePrivate state(LeafIndex index) {
    return Optional.ofNullable(states.get(index)).orElseThrow();
  }

  List<LeafIndex> members() {
    return List.copyOf(clients.keySet());
  }

  /** Applies proposals without a path; says who was added. */
  Set<LeafIndex> apply(Proposals proposals) throws Exception {
    TreeEditor editor = tree.edit();
    for (LeafIndex index : proposals.updates) {
      Client renewed = Optional.ofNullable(clients.get(index)).orElseThrow().renewed();
      clients.put(index, renewed);
      editor.updateLeaf(index, renewed.update(index));
    }
    for (LeafIndex index : proposals.removes) {
      editor.removeLeaf(index);
      clients.remove(index);
      Optional.ofNullable(states.remove(index)).ifPresent(TreePrivate::close);
    }
    Set<LeafIndex> added = new HashSet<>();
    for (int i = 0; i < proposals.adds; i++) {
      Client client = Client.fresh();
      LeafIndex index = editor.addLeaf(client.keyPackage());
      clients.put(index, client);
      added.add(index);
    }
    tree = editor.build();
    for (LeafIndex index : members()) {
      replaceState(index, stateWithoutPath(index, added, proposals));
    }
    assertConsistent();
    return added;
  }

  private TreePrivate stateWithoutPath(LeafIndex index, Set<LeafIndex> added, Proposals proposals) {
    HpkeKey leafKey = Optional.ofNullable(clients.get(index)).orElseThrow().leafKey();
    if (added.contains(index)) {
      return new TreePrivate(index, leafKey.copy(), Map.of());
    }
    return proposals.updates.contains(index)
        ? state(index).in(tree, leafKey.copy())
        : state(index).in(tree);
  }

  /** A commit with a path by a member, which adds, updates and removes others. */
  void commit(LeafIndex sender, Proposals proposals, Workers workers) throws Exception {
    Set<LeafIndex> added = apply(proposals);
    Client renewed = Optional.ofNullable(clients.get(sender)).orElseThrow().renewed();
    path(sender, renewed, added, workers);
  }

  /** An external commit by a new client. */
  LeafIndex join() throws Exception {
    LeafIndex sender = tree.leftmostFree();
    path(sender, Client.fresh(), Set.of(), Workers.direct());
    return sender;
  }

  private void path(LeafIndex sender, Client client, Set<LeafIndex> added, Workers workers)
      throws Exception {
    try (OutgoingPath made = TreeKem.create(tree, sender, added, workers, client.signer(sender))) {
      UpdatePath sent = made.encrypt(CONTEXT, workers);
      UpdatePath update = TlsReader.decode(sent.encoded(), UpdatePath::decode);
      IncomingPath merged = TreeKem.apply(tree, sender, update, added);
      assertEquals(made.tree().treeHash(), merged.tree().treeHash());
      tree = merged.tree();
      clients.put(sender, client);
      for (LeafIndex index : members()) {
        if (index.equals(sender)) {
          replaceState(index, made.privateState(client.leafKey().copy()));
        } else if (added.contains(index)) {
          try (Secret secret = made.pathSecret(index)) {
            HpkeKey leafKey = state(index).leafKey().copy();
            replaceState(index, TreePrivate.joined(tree, index, leafKey, sender, secret));
          }
        } else {
          IncomingPath.Opened opened = merged.open(state(index), CONTEXT, workers);
          assertTrue(opened.commitSecret().matches(made.commitSecret()));
          opened.commitSecret().close();
          replaceState(index, opened.own());
        }
      }
    }
    assertConsistent();
  }

  /** The path that the sender would send now; nobody opens it. */
  UpdatePath pathBy(int sender, Set<LeafIndex> added) throws Exception {
    LeafIndex index = new LeafIndex(sender);
    try (OutgoingPath path =
        TreeKem.create(
            tree, index, added, Workers.direct(), client(sender).renewed().signer(index))) {
      return path.encrypt(CONTEXT, Workers.direct());
    }
  }

  private void replaceState(LeafIndex index, TreePrivate state) {
    Optional.ofNullable(states.put(index, state)).ifPresent(TreePrivate::close);
  }

  /** The tree invariant (s.4.2): the key of a node is known to just the merged members below it. */
  private void assertConsistent() {
    for (int i = 1; i < tree.width().nodes(); i += 2) {
      NodeIndex node = new NodeIndex(i);
      Optional<Node> parent = tree.node(node);
      for (LeafIndex member : members()) {
        boolean knows =
            node.covers(tree.width().node(member).orElseThrow())
                && parent.isPresent()
                && !((ParentNode) parent.get()).unmergedLeaves().contains(member);
        assertEquals(
            knows ? parent.map(Node::encryptionKey) : Optional.empty(),
            state(member).key(node).map(HpkeKey::publicKey));
      }
    }
    List<LeafIndex> inTree = new ArrayList<>();
    tree.members().forEach(member -> inTree.add(member.index()));
    assertEquals(members(), inTree);
  }

  /** What one who joins would check. */
  void validate() throws Exception {
    RatchetTree received = RatchetTree.decode(CRYPTO, tree.encoded());
    TreeValidator.validate(received, GROUP, LeafValidationTest.RULES, Workers.direct());
  }
}
