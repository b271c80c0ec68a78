package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.crypto.Workers;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The public half of a ratchet tree (RFC 9420 s.4, 7). Immutable: {@link #edit} makes a new
 * version, which shares with this one all that is the same. In every tree leaves and parents stand
 * where they belong, keys are unique, and unmerged leaves are sorted, not blank and where they
 * should be; whether signatures and parent hashes hold, {@link TreeValidator} says.
 */
public final class RatchetTree {
  /** Bytes that a tree's encoding is given at first, at most. */
  private static final long LARGE = 1 << 26;

  private final SuiteCrypto crypto;
  private final Subtree root;
  private final KeyIndex keys;
  private final Support support;

  RatchetTree(SuiteCrypto crypto, Subtree root, KeyIndex keys, Support support) {
    this.crypto = crypto;
    this.root = root;
    this.keys = keys;
    this.support = support;
  }

  /** A leaf that is not blank, and where it stands. */
  public record Member(LeafIndex index, LeafNode leaf) {}

  /** A tree of one blank leaf. */
  public static RatchetTree empty(SuiteCrypto crypto) {
    return new RatchetTree(crypto, new Subtree.Leaf(0, null), KeyIndex.EMPTY, Support.NONE);
  }

  /**
   * The tree of the nodes of a {@code ratchet_tree} extension (s.12.4.3.3).
   *
   * @throws InvalidMessage if they end in a blank node or do not form a tree as described above
   */
  public static RatchetTree of(SuiteCrypto crypto, TreeNodes nodes) throws InvalidMessage {
    List<Optional<Node>> list = nodes.list();
    if (list.isEmpty() || list.get(list.size() - 1).isEmpty()) {
      throw new InvalidMessage(Rule.TREE_TRAILING_BLANK);
    }
    if (list.size() % 2 == 0) {
      throw new InvalidMessage(Rule.TREE_SHAPE, "the last node is a parent");
    }
    LeafCount width = LeafCount.atLeast(list.size() / 2 + 1);
    return of(crypto, width, i -> i < list.size() ? list.get(i).orElse(null) : null);
  }

  /**
   * The tree of nodes that were stored one by one.
   *
   * @param nodes those that are not blank
   * @throws InvalidMessage if they do not form a tree of that width as described above
   */
  public static RatchetTree of(SuiteCrypto crypto, LeafCount width, Map<NodeIndex, Node> nodes)
      throws InvalidMessage {
    // Before there are as many nodes as a damaged width says.
    int last = nodes.keySet().stream().mapToInt(NodeIndex::value).max().orElse(0);
    if (!LeafCount.atLeast(last / 2 + 1).equals(width)) {
      throw new InvalidMessage(Rule.TREE_SHAPE, "its width is another");
    }
    return of(crypto, width, i -> nodes.get(new NodeIndex(i)));
  }

  /**
   * The tree that the bytes of a {@code ratchet_tree} extension are (s.12.4.3.3).
   *
   * @throws MlsException if the bytes are malformed, or as {@link #of(SuiteCrypto, TreeNodes)}
   */
  public static RatchetTree decode(SuiteCrypto crypto, Bytes encoded) throws MlsException {
    return of(crypto, TlsReader.decode(encoded, TreeNodes::decode));
  }

  private static RatchetTree of(
      SuiteCrypto crypto, LeafCount width, IntFunction<@Nullable Node> nodes)
      throws InvalidMessage {
    for (int i = 0; i < width.nodes(); i++) {
      Node node = nodes.apply(i);
      Node.Type type = i % 2 == 0 ? Node.Type.LEAF : Node.Type.PARENT;
      if (node != null && node.type() != type) {
        throw new InvalidMessage(Rule.TREE_NODE_KIND, "node " + i);
      }
    }
    Subtree root = Subtree.build(width.depth(), 0, nodes);
    UnmergedLeaves.check(root);
    List<NodeChange> changes = new ArrayList<>();
    NodeChange.collect(null, root, changes);
    return new RatchetTree(crypto, root, KeyIndex.of(changes), Support.NONE.after(changes));
  }

  /** The number of leaves, blank ones counted. */
  public LeafCount width() {
    return new LeafCount(1 << root.level());
  }

  /** The number of leaves that are not blank. */
  public int memberCount() {
    return root.members();
  }

  /** The node, if it is in the tree and not blank. */
  public Optional<Node> node(NodeIndex index) {
    return width().contains(index) ? root.find(index.value()).value() : Optional.empty();
  }

  /** The leaf node, if the leaf is in the tree and not blank. */
  public Optional<LeafNode> leaf(LeafIndex index) {
    return width()
        .node(index)
        .flatMap(this::node)
        .map(node -> node instanceof LeafNode leaf ? leaf : null);
  }

  /** The leaves that are not blank, from left to right. */
  public Iterable<Member> members() {
    return () -> new MemberIterator(root);
  }

  /** The leftmost blank leaf; the leaf behind the last one, if none is blank (s.12.1.1). */
  public LeafIndex leftmostFree() {
    return new LeafIndex(root.leftmostFree());
  }

  /**
   * The nodes that together cover all below a node that is not blank (s.4.1.1), in order.
   *
   * @throws IllegalArgumentException if the tree does not have the node
   */
  public List<NodeIndex> resolution(NodeIndex index) {
    if (!width().contains(index)) {
      throw new IllegalArgumentException("node " + index + " is not in a tree of " + width());
    }
    List<NodeIndex> resolution = new ArrayList<>();
    root.find(index.value()).resolve(resolution);
    return resolution;
  }

  /**
   * The direct path of a leaf without the nodes whose child off the path has an empty resolution
   * (s.4.1.2), leaf to root.
   *
   * @throws IllegalArgumentException if the tree does not have the leaf
   */
  public List<NodeIndex> filteredDirectPath(LeafIndex leaf) {
    if (!width().contains(leaf)) {
      throw new IllegalArgumentException("leaf " + leaf + " is not in a tree of " + width());
    }
    TreePath path = TreePath.of(root, (int) leaf.value());
    List<NodeIndex> filtered = new ArrayList<>();
    for (int level = 1; level <= path.depth(); level++) {
      if (path.isFiltered(level)) {
        filtered.add(path.parent(level).nodeIndex());
      }
    }
    return filtered;
  }

  /** Where the signature key is. */
  public Optional<LeafIndex> findBySignatureKey(Bytes key) {
    return keys.findSignatureKey(key).flatMap(NodeIndex::leaf);
  }

  /** Where the encryption key is, in a leaf or in a parent. */
  public Optional<NodeIndex> findByEncryptionKey(Bytes key) {
    return keys.findEncryptionKey(key);
  }

  /** What the members support. */
  public Support support() {
    return support;
  }

  /** The members' keys and support, from which those of changed memberships follow. */
  public Membership membership() {
    return new Membership(keys, support);
  }

  /** The tree hash of the whole tree (s.7.8), {@code Nh} bytes. */
  public Bytes treeHash() {
    return root.hash(crypto);
  }

  /**
   * The tree hash of a node (s.7.8), {@code Nh} bytes.
   *
   * @throws IllegalArgumentException if the tree does not have the node
   */
  public Bytes treeHash(NodeIndex index) {
    if (!width().contains(index)) {
      throw new IllegalArgumentException("node " + index + " is not in a tree of " + width());
    }
    return root.find(index.value()).hash(crypto);
  }

  /** The tree hash of the whole tree, computed by the workers where it is not known yet. */
  public Bytes treeHash(Workers workers) throws MlsException {
    List<Subtree> parts = new ArrayList<>();
    collectUnhashed(root, Math.max(0, root.level() - 6), parts);
    workers.forEach(parts, part -> part.hash(crypto));
    return treeHash();
  }

  /** The start of a new version. */
  public TreeEditor edit() {
    return new TreeEditor(this);
  }

  /** What to write to a store that has the other version, for it to have this one. */
  public TreeDelta changesSince(RatchetTree before) {
    List<NodeChange> changes = new ArrayList<>();
    NodeChange.collect(before.root, root, changes);
    List<TreeDelta.Change> changed = new ArrayList<>(changes.size());
    for (NodeChange change : changes) {
      changed.add(
          new TreeDelta.Change(
              new NodeIndex(change.index()),
              Optional.ofNullable(change.before()),
              Optional.ofNullable(change.after())));
    }
    return new TreeDelta(width(), changed);
  }

  /** The nodes as a {@code ratchet_tree} extension has them (s.12.4.3.3). */
  public TreeNodes nodes() {
    List<Optional<Node>> list = new ArrayList<>(width().nodes());
    collectNodes(root, list);
    int size = list.size();
    while (size > 0 && list.get(size - 1).isEmpty()) {
      size--;
    }
    return new TreeNodes(list.subList(0, size));
  }

  /** The data of a {@code ratchet_tree} extension (s.12.4.3.3). */
  public Bytes encoded() {
    // A parent has a key and a hash, and perhaps unmerged leaves: beyond this the writer grows.
    long size = 16;
    for (Member member : members()) {
      size += member.leaf().encoded().length() + 96L;
    }
    return new TlsWriter((int) Math.min(size, LARGE)).struct(nodes()).toBytes();
  }

  SuiteCrypto crypto() {
    return crypto;
  }

  Subtree root() {
    return root;
  }

  /** A version of this tree with another root, which differs by few nodes. */
  RatchetTree with(Subtree newRoot) throws InvalidMessage {
    List<NodeChange> changes = new ArrayList<>();
    NodeChange.collect(root, newRoot, changes);
    return new RatchetTree(crypto, newRoot, keys.after(changes), support.after(changes));
  }

  private static void collectUnhashed(Subtree at, int level, List<Subtree> parts) {
    if (at.isHashed()) {
      return;
    }
    if (at instanceof Subtree.Branch branch && at.level() > level) {
      collectUnhashed(branch.left(), level, parts);
      collectUnhashed(branch.right(), level, parts);
    } else {
      parts.add(at);
    }
  }

  private static void collectNodes(Subtree at, List<Optional<Node>> list) {
    TreeMeter.visit();
    if (at.isBlank()) {
      list.addAll(Collections.nCopies((2 << at.level()) - 1, Optional.empty()));
    } else if (at instanceof Subtree.Branch branch) {
      collectNodes(branch.left(), list);
      list.add(at.value());
      collectNodes(branch.right(), list);
    } else {
      list.add(at.value());
    }
  }

  private static final class MemberIterator implements Iterator<Member> {
    private final Deque<Subtree> ahead = new ArrayDeque<>();

    MemberIterator(Subtree root) {
      push(root);
    }

    @Override
    public boolean hasNext() {
      return !ahead.isEmpty();
    }

    @Override
    public Member next() {
      if (ahead.isEmpty()) {
        throw new NoSuchElementException();
      }
      Subtree at = ahead.pop();
      while (at instanceof Subtree.Branch branch) {
        TreeMeter.visit();
        if (branch.left().members() == 0) {
          at = branch.right();
        } else {
          push(branch.right());
          at = branch.left();
        }
      }
      if (at.node() instanceof LeafNode leaf) {
        return new Member(new LeafIndex(at.firstLeaf()), leaf);
      }
      throw new AssertionError();
    }

    private void push(Subtree subtree) {
      if (subtree.members() > 0) {
        ahead.push(subtree);
      }
    }
  }
}
