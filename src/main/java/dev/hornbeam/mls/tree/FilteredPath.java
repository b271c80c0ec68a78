package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that a commit by a leaf sets: its filtered direct path (RFC 9420 s.4.1.2, 7.5), each
 * with who must learn its secret.
 */
final class FilteredPath {
  private final RatchetTree tree;
  private final LeafIndex sender;
  private final Set<LeafIndex> added;
  private final TreePath path;
  private final List<Integer> levels = new ArrayList<>();

  /**
   * @param tree after the proposals were applied
   * @param sender a member, or the leftmost free leaf, which need not be in the tree yet
   * @param added who learn the secrets by a Welcome and not from the path
   */
  FilteredPath(RatchetTree tree, LeafIndex sender, Set<LeafIndex> added) {
    if (tree.leaf(sender).isEmpty() && !sender.equals(tree.leftmostFree())) {
      throw new IllegalArgumentException("leaf " + sender + " cannot send a path");
    }
    this.tree = tree;
    this.sender = sender;
    this.added = added;
    int position = (int) sender.value();
    this.path = TreePath.of(TreeEditor.extended(tree.root(), position), position);
    for (int level = 1; level <= path.depth(); level++) {
      if (path.isFiltered(level)) {
        levels.add(level);
      }
    }
  }

  /** What a path sets: the nodes, and the parent hash that the leaf node must have. */
  record Nodes(List<ParentNode> parents, Bytes leafParentHash) {}

  int size() {
    return levels.size();
  }

  LeafIndex sender() {
    return sender;
  }

  boolean isAdded(LeafIndex leaf) {
    return added.contains(leaf);
  }

  NodeIndex index(int i) {
    return path.parent(levels.get(i)).nodeIndex();
  }

  /** Which entry the leaf, a member other than the sender, is below of, off the sender's path. */
  int entryOf(LeafIndex leaf) {
    int entry = levels.indexOf(commonLevel(sender, leaf));
    if (entry < 0) {
      throw new IllegalArgumentException("leaf " + leaf + " is no member beside the sender");
    }
    return entry;
  }

  /** The level of the lowest node above both leaves; 0 for the same leaf. */
  static int commonLevel(LeafIndex one, LeafIndex other) {
    return Long.SIZE - Long.numberOfLeadingZeros(one.value() ^ other.value());
  }

  /** The nodes that the secret of an entry is encrypted to, in order (s.7.5). */
  List<NodeIndex> recipients(int i) {
    List<NodeIndex> recipients = new ArrayList<>();
    path.copathChild(levels.get(i)).resolve(recipients);
    if (!added.isEmpty()) {
      recipients.removeIf(node -> node.leaf().map(added::contains).orElse(false));
    }
    return recipients;
  }

  /** The nodes for the public keys. Parent hashes are computed from the root down (s.7.9). */
  Nodes nodes(List<Bytes> publicKeys) {
    List<ParentNode> parents = new ArrayList<>(publicKeys.size());
    Bytes parentHash = Bytes.EMPTY;
    for (int i = publicKeys.size() - 1; i >= 0; i--) {
      Bytes key = publicKeys.get(i);
      parents.add(0, new ParentNode(key, parentHash, List.of()));
      Bytes siblingHash = path.copathChild(levels.get(i)).hash(tree.crypto());
      parentHash = ParentHash.of(tree.crypto(), key, parentHash, siblingHash);
    }
    return new Nodes(parents, parentHash);
  }

  /**
   * The tree with the path set and the rest of the direct path blank.
   *
   * @throws InvalidMessage if it has a key twice
   */
  RatchetTree merged(LeafNode leaf, List<ParentNode> parents) throws InvalidMessage {
    return tree.with(path.with(leaf, level -> at(level, parents)));
  }

  private @Nullable ParentNode at(int level, List<ParentNode> parents) {
    int entry = levels.indexOf(level);
    return entry < 0 ? null : parents.get(entry);
  }
}
