package dev.hornbeam.mls.schedule;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.schedule.SecretTreeChange.NodeSecret;
import dev.hornbeam.mls.schedule.SecretTreeChange.RatchetState;
import dev.hornbeam.mls.schedule.SecretTreePlan.Descent;
import dev.hornbeam.mls.schedule.SecretTreePlan.Ratchet;
import dev.hornbeam.mls.tree.LeafCount;
import dev.hornbeam.mls.tree.NodeIndex;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.RatchetPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The message keys of one epoch (RFC 9420 s.9), each given out once. Secrets are derived when a
 * leaf is first used, and a node's secret is wiped as soon as those of its children exist.
 *
 * <p>Not safe for use by several threads: it is confined, with its steps, to the lock of its group.
 */
public final class SecretTree implements AutoCloseable {
  private static final String TREE = "tree";
  private static final Bytes LEFT = Bytes.utf8("left");
  private static final Bytes RIGHT = Bytes.utf8("right");

  private final SuiteCrypto crypto;
  private final RatchetPolicy policy;
  private final LeafCount leaves;

  /** The secrets not used yet: no node here is above another, or above a leaf with ratchets. */
  private final Map<NodeIndex, Secret> nodes = new HashMap<>();

  private final Map<Ratchet, HashRatchet> ratchets = new HashMap<>();
  private long version;
  private Optional<RatchetStep> sending = Optional.empty();
  private boolean closed;

  private SecretTree(SuiteCrypto crypto, RatchetPolicy policy, LeafCount leaves) {
    this.crypto = crypto;
    this.policy = policy;
    this.leaves = leaves;
  }

  /**
   * The tree of a new epoch.
   *
   * @param leaves as many as in the ratchet tree
   * @param encryptionSecret {@code encryption_secret}, {@code Nh} bytes, which the tree owns from
   *     now on
   */
  public static SecretTree of(
      SuiteCrypto crypto, RatchetPolicy policy, LeafCount leaves, Secret encryptionSecret) {
    SecretTree tree = new SecretTree(crypto, policy, leaves);
    tree.nodes.put(leaves.root(), encryptionSecret);
    return tree;
  }

  /**
   * Rebuilds a tree from its stored rows, which stay the caller's.
   *
   * @throws MalformedMessage if a row is not one that a tree gave, or they are not all that it gave
   */
  public static SecretTree load(
      SuiteCrypto crypto,
      RatchetPolicy policy,
      LeafCount leaves,
      Iterable<? extends SecretTreeChange> rows)
      throws MalformedMessage {
    SecretTree tree = new SecretTree(crypto, policy, leaves);
    for (SecretTreeChange row : rows) {
      if (row instanceof NodeSecret node) {
        node.value().ifPresent(secret -> tree.nodes.put(node.node(), secret.copy()));
      } else if (row instanceof RatchetState state) {
        HashRatchet ratchet = HashRatchet.decode(crypto, state.encoded());
        tree.ratchets.put(new Ratchet(state.leaf(), state.type()), ratchet);
      }
    }
    boolean areSecrets =
        tree.nodes.values().stream().allMatch(node -> node.length() == crypto.hashLength());
    int stored = tree.nodes.size() + tree.ratchets.size();
    if (!areSecrets || tree.rowsFor(leaves.root()) != stored) {
      tree.close();
      throw new MalformedMessage("SecretTree", 0, "a row is missing, one too many, or no secret");
    }
    return tree;
  }

  /**
   * How many rows serve the leaves under a node: one if its secret is here, else those of its
   * children, and at a leaf its two ratchets. A leaf that is not served makes the number negative.
   */
  private long rowsFor(NodeIndex node) {
    if (nodes.containsKey(node)) {
      return 1;
    }
    Optional<LeafIndex> leaf = node.leaf();
    if (leaf.isPresent()) {
      boolean isServed =
          Arrays.stream(RatchetType.values())
              .allMatch(type -> ratchets.containsKey(new Ratchet(leaf.get(), type)));
      return isServed ? RatchetType.values().length : Integer.MIN_VALUE;
    }
    long left = rowsFor(node.left().orElseThrow());
    return left < 0 ? left : left + rowsFor(node.right().orElseThrow());
  }

  /** All rows, for storing the tree as a whole. The caller owns them. */
  public SecretTreeChanges rows() {
    requireOpen();
    List<SecretTreeChange> rows = new ArrayList<>(nodes.size() + ratchets.size());
    nodes.forEach((node, secret) -> rows.add(new NodeSecret(node, Optional.of(secret.copy()))));
    ratchets.forEach((id, state) -> rows.add(SecretTreePlan.row(id, state)));
    return new SecretTreeChanges(rows);
  }

  /**
   * Opens the key of a message received. The tree is unchanged until the step is accepted; the
   * caller closes it.
   *
   * @param leaf a leaf of the tree, and not blank in the ratchet tree
   * @param generation a {@code uint32}
   * @throws UndecryptableMessage if the key was used or has been dropped, or is further ahead than
   *     the policy follows; nothing was derived
   * @throws IllegalArgumentException if the tree has no such leaf
   */
  public RatchetStep open(LeafIndex leaf, RatchetType type, long generation)
      throws UndecryptableMessage {
    requireOpen();
    return new RatchetStep(this, plan(new Ratchet(leaf, type), generation));
  }

  /**
   * Opens the key of the next message that this member sends. The step's changes are stored before
   * the message leaves; accepted, the generation is used up even if the message is never sent.
   *
   * @param own the leaf of this member
   * @throws IllegalStateException if the step before was neither accepted nor closed, for it holds
   *     the same key, or if all 2^32 generations are used up
   */
  public RatchetStep next(LeafIndex own, RatchetType type) {
    requireOpen();
    if (sending.isPresent()) {
      throw new IllegalStateException("the step of the message before is still open");
    }
    Ratchet id = new Ratchet(own, type);
    HashRatchet known = ratchets.get(id);
    try {
      RatchetStep step = new RatchetStep(this, plan(id, known == null ? 0 : known.next()));
      sending = Optional.of(step);
      return step;
    } catch (UndecryptableMessage e) {
      throw new AssertionError("the next generation is never used or too far ahead", e);
    }
  }

  /** Wipes every secret. Closing again does nothing. */
  @Override
  public void close() {
    closed = true;
    nodes.values().forEach(Secret::close);
    ratchets.values().forEach(HashRatchet::close);
    nodes.clear();
    ratchets.clear();
  }

  boolean isClosed() {
    return closed;
  }

  boolean isCurrent(SecretTreePlan plan) {
    return plan.version() == version;
  }

  /** Works out, for the tree as it is now, what opening the key does to it. */
  SecretTreePlan plan(Ratchet id, long generation) throws UndecryptableMessage {
    requireOpen();
    HashRatchet known = ratchets.get(id);
    if (known != null) {
      return new SecretTreePlan(version, id, known.open(generation, policy), Optional.empty());
    }
    return firstUse(id, generation);
  }

  /** Puts a current plan into effect, and wipes what it replaces. */
  void apply(SecretTreePlan plan) {
    plan.descent()
        .ifPresent(
            d -> {
              Objects.requireNonNull(nodes.remove(d.used())).close();
              nodes.putAll(d.siblings());
              ratchets.put(d.otherId(), d.other());
            });
    HashRatchet before = ratchets.put(plan.ratchet(), plan.step().after());
    if (before != null) {
      before.close();
    }
    plan.step().key().close();
    version++;
  }

  void ended(RatchetStep step) {
    sending = sending.filter(s -> s != step);
  }

  /** Both ratchets of a leaf come of the nearest secret above it, which is thereby used. */
  private SecretTreePlan firstUse(Ratchet id, long generation) throws UndecryptableMessage {
    HashRatchet.requireWithin(generation, policy);
    NodeIndex node = node(id.leaf());
    List<NodeIndex> path = new ArrayList<>(List.of(node));
    path.addAll(node.directPath(leaves));
    int top = 0;
    while (!nodes.containsKey(path.get(top))) {
      top++;
    }
    Map<NodeIndex, Secret> siblings = new HashMap<>();
    try (Secret leafSecret = descend(path.subList(0, top + 1), node.copath(leaves), siblings);
        HashRatchet first = first(leafSecret, id.type())) {
      HashRatchet.Step step = first.open(generation, policy);
      Ratchet other = new Ratchet(id.leaf(), id.type().other());
      Descent descent =
          new Descent(path.get(top), siblings, other, first(leafSecret, other.type()));
      return new SecretTreePlan(version, id, step, Optional.of(descent));
    }
  }

  /**
   * Derives from the last node of a path, whose secret is here, down to the first.
   *
   * @param siblings is given the secrets beside the path
   */
  private Secret descend(
      List<NodeIndex> path, List<NodeIndex> copath, Map<NodeIndex, Secret> siblings) {
    int top = path.size() - 1;
    Secret secret = Objects.requireNonNull(nodes.get(path.get(top))).copy();
    for (int i = top - 1; i >= 0; i--) {
      NodeIndex sibling = copath.get(i);
      boolean isLeft = path.get(i).compareTo(sibling) < 0;
      try (Secret parent = secret) {
        siblings.put(sibling, child(parent, isLeft ? RIGHT : LEFT));
        secret = child(parent, isLeft ? LEFT : RIGHT);
      }
    }
    return secret;
  }

  private Secret child(Secret parent, Bytes side) {
    return crypto.expandWithLabel(parent, TREE, side, crypto.hashLength());
  }

  private HashRatchet first(Secret leafSecret, RatchetType type) {
    return HashRatchet.of(
        crypto, crypto.expandWithLabel(leafSecret, type.label(), Bytes.EMPTY, crypto.hashLength()));
  }

  private NodeIndex node(LeafIndex leaf) {
    return leaves
        .node(leaf)
        .orElseThrow(() -> new IllegalArgumentException("no leaf " + leaf + " in " + leaves));
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the secret tree was closed");
    }
  }
}
