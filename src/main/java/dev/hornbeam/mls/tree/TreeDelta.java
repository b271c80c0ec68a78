package dev.hornbeam.mls.tree;

import java.util.List;

/**
 * What differs between two versions of a tree, as a store takes it: nodes to write or to delete
 * (those that are blank now), after which every node beyond the width is to be deleted.
 *
 * @param width of the newer version
 * @param changed the nodes within that width that differ, from left to right
 */
public record TreeDelta(LeafCount width, List<NodeIndex> changed) {
  public TreeDelta {
    changed = List.copyOf(changed);
  }
}
