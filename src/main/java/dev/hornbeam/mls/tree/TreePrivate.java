package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.Workers;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The private half of a member's view of a tree (RFC 9420 s.4.2): the key of its leaf, and those
 * keys of the nodes above it that it knows. Does not change; a state for another version of the
 * tree has copies of its own of the keys that go on.
 *
 * <p>Owns its keys: {@link #close} wipes those in software. A leaf key in hardware is only a handle
 * here, shared with any copies, and outlives them all; its {@code KeySource} destroys it.
 */
public final class TreePrivate implements AutoCloseable {
  private final LeafIndex index;
  private final HpkeKey leafKey;
  private final SortedMap<NodeIndex, HpkeKey> nodeKeys;

  /**
   * A state of keys that were stored, or of none but the leaf's for one who makes a group.
   *
   * @param leafKey is owned by this object from now on
   * @param nodeKeys are owned by this object from now on
   */
  public TreePrivate(LeafIndex index, HpkeKey leafKey, Map<NodeIndex, HpkeKey> nodeKeys) {
    this.index = index;
    this.leafKey = leafKey;
    this.nodeKeys = Collections.unmodifiableSortedMap(new TreeMap<>(nodeKeys));
  }

  /**
   * The state of a member who joined by a Welcome with a path secret (s.12.4.3.1). It has no key of
   * a node in which the member is unmerged, though the secret may give it away (s.4.2).
   *
   * @param leafKey is owned by the result, and still the caller's if this throws
   * @param sender who sent the commit and the Welcome
   * @param pathSecret of the lowest node above both; it stays the caller's
   * @throws InvalidMessage if the secret does not derive the public keys of the tree
   * @throws IllegalArgumentException if the leaf key is not the leaf's
   */
  public static TreePrivate joined(
      RatchetTree tree, LeafIndex index, HpkeKey leafKey, LeafIndex sender, Secret pathSecret)
      throws MlsException {
    requireKeyOf(tree, index, leafKey);
    if (index.equals(sender) || tree.leaf(sender).isEmpty()) {
      throw new InvalidMessage(Rule.PATH_SECRET_MISMATCH, "the sender is no other member");
    }
    TreePath path = TreePath.of(tree.root(), (int) sender.value());
    int common = FilteredPath.commonLevel(index, sender);
    List<NodeIndex> indexes = new ArrayList<>();
    List<ParentNode> nodes = new ArrayList<>();
    for (int level = common; level <= path.depth(); level++) {
      ParentNode node = path.parent(level).node();
      if (node != null) {
        indexes.add(path.parent(level).nodeIndex());
        nodes.add(node);
      } else if (level == common) {
        throw new InvalidMessage(Rule.PATH_SECRET_MISMATCH, "its node is blank");
      }
    }
    try (PathSecrets secrets =
        PathSecrets.derive(tree.crypto(), Workers.direct(), pathSecret.copy(), nodes.size())) {
      secrets.checkPublicKeys(nodes.stream().map(ParentNode::encryptionKey).toList());
      TreeMap<NodeIndex, HpkeKey> keys = new TreeMap<>();
      for (int i = 0; i < nodes.size(); i++) {
        if (!nodes.get(i).unmergedLeaves().contains(index)) {
          keys.put(indexes.get(i), secrets.keys().get(i).copy());
        }
      }
      return new TreePrivate(index, leafKey, keys);
    }
  }

  /** Which leaf this member has. */
  public LeafIndex index() {
    return index;
  }

  /** The key of the leaf; it stays this object's. */
  public HpkeKey leafKey() {
    return leafKey;
  }

  /** The keys of the nodes above the leaf that this member knows; they stay this object's. */
  public SortedMap<NodeIndex, HpkeKey> nodeKeys() {
    return nodeKeys;
  }

  /** The key of a node, if this member knows it; it stays this object's. */
  public Optional<HpkeKey> key(NodeIndex node) {
    return node.leaf().isPresent()
        ? node.leaf().filter(index::equals).map(leaf -> leafKey)
        : Optional.ofNullable(nodeKeys.get(node));
  }

  /**
   * Whether these are all keys that the member of a tree has (s.4.2): those of the nodes above its
   * leaf that are not blank, and in which it is not unmerged.
   *
   * @throws IllegalArgumentException if the leaf has another key there
   */
  public boolean isWholeIn(RatchetTree tree) {
    TreePath path = path(tree, index, leafKey);
    int known = 0;
    for (int level = 1; level <= path.depth(); level++) {
      ParentNode parent = path.parent(level).node();
      if (parent != null && !parent.unmergedLeaves().contains(index)) {
        HpkeKey key = nodeKeys.get(path.parent(level).nodeIndex());
        if (key == null || !parent.encryptionKey().equals(key.publicKey())) {
          return false;
        }
        known++;
      }
    }
    return known == nodeKeys.size();
  }

  /** The same state for another owner. */
  public TreePrivate copy() {
    TreeMap<NodeIndex, HpkeKey> keys = new TreeMap<>();
    nodeKeys.forEach((node, key) -> keys.put(node, key.copy()));
    return new TreePrivate(index, leafKey.copy(), keys);
  }

  /**
   * The state in another version of the tree: keys of nodes that were blanked or replaced are not
   * in it (s.7.5). The caller closes it.
   *
   * @throws IllegalArgumentException if the leaf has another key there
   */
  public TreePrivate in(RatchetTree tree) {
    return in(tree, new TreeMap<>());
  }

  /**
   * The state in another version of the tree, in which an Update by this member gave its leaf
   * another key. The caller closes it.
   *
   * @param newLeafKey is owned by the result
   * @throws IllegalArgumentException if the leaf has another key there
   */
  public TreePrivate in(RatchetTree tree, HpkeKey newLeafKey) {
    return new TreePrivate(index, newLeafKey, surviving(tree, newLeafKey));
  }

  /** As {@link #in(RatchetTree)}, with more keys, which the result owns. */
  TreePrivate in(RatchetTree tree, SortedMap<NodeIndex, HpkeKey> more) {
    SortedMap<NodeIndex, HpkeKey> keys = surviving(tree, leafKey);
    keys.putAll(more);
    return new TreePrivate(index, leafKey.copy(), keys);
  }

  /** Wipes the keys that are in software. */
  @Override
  public void close() {
    leafKey.close();
    nodeKeys.values().forEach(HpkeKey::close);
  }

  @Override
  public String toString() {
    return "TreePrivate[leaf " + index + ", nodes " + nodeKeys.keySet() + "]";
  }

  static void requireKeyOf(LeafNode leaf, HpkeKey key) {
    if (!leaf.encryptionKey().equals(key.publicKey())) {
      throw new IllegalArgumentException("this is not the key of the leaf node");
    }
  }

  private static void requireKeyOf(RatchetTree tree, LeafIndex index, HpkeKey key) {
    requireKeyOf(
        tree.leaf(index)
            .orElseThrow(() -> new IllegalArgumentException("leaf " + index + " is no member")),
        key);
  }

  /** The way from a leaf, of which it is the key, to the root. */
  private static TreePath path(RatchetTree tree, LeafIndex index, HpkeKey leafKey) {
    if (tree.width().contains(index)) {
      TreePath path = TreePath.of(tree.root(), (int) index.value());
      LeafNode leaf = path.leaf().node();
      if (leaf != null) {
        requireKeyOf(leaf, leafKey);
        return path;
      }
    }
    throw new IllegalArgumentException("leaf " + index + " is no member");
  }

  /** Copies of the keys that the tree has too: all are of nodes on the way to the root. */
  private SortedMap<NodeIndex, HpkeKey> surviving(RatchetTree tree, HpkeKey newLeafKey) {
    TreePath path = path(tree, index, newLeafKey);
    TreeMap<NodeIndex, HpkeKey> keys = new TreeMap<>();
    for (int level = 1; level <= path.depth(); level++) {
      NodeIndex node = path.parent(level).nodeIndex();
      ParentNode parent = path.parent(level).node();
      HpkeKey key = nodeKeys.get(node);
      if (parent != null && key != null && parent.encryptionKey().equals(key.publicKey())) {
        keys.put(node, key.copy());
      }
    }
    return keys;
  }
}
