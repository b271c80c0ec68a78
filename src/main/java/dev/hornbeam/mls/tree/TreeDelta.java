package dev.hornbeam.mls.tree;

import java.util.List;
import java.util.Optional;

/**
 * What differs between two versions of a tree, as a store takes it.
 *
 * @param width of the newer version
 * @param changed the nodes that differ, from left to right; those beyond the width, which only an
 *     older and wider version has, are blank now
 */
public record TreeDelta(LeafCount width, List<Change> changed) {
  /** A node that is not the same in both versions; a blank one is empty. */
  public record Change(NodeIndex index, Optional<Node> before, Optional<Node> after) {}

  public TreeDelta {
    changed = List.copyOf(changed);
  }
}
