package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.LeafIndex;

/**
 * A member of a group.
 *
 * @param leaf its place in the tree; it may be another's once this member was removed
 * @param credential as it was validated when it came into the group
 * @param signatureKey as on the wire (RFC 9420 s.5.1.1)
 */
public record Member(LeafIndex leaf, Credential credential, Bytes signatureKey) {
  static Member of(LeafIndex leaf, LeafNode node) {
    return new Member(leaf, node.credential(), node.signatureKey());
  }
}
