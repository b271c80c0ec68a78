package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.Rule;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where each public key of a tree is. A tree without this index does not exist, so in every tree
 * the signature keys are unique among the members and the encryption keys among all nodes (RFC 9420
 * s.7.3, 12.4.3.1).
 */
final class KeyIndex {
  static final KeyIndex EMPTY = new KeyIndex(PersistentMap.empty(), PersistentMap.empty());

  private final PersistentMap<Bytes, NodeIndex> signatureKeys;
  private final PersistentMap<Bytes, NodeIndex> encryptionKeys;

  private KeyIndex(
      PersistentMap<Bytes, NodeIndex> signatureKeys,
      PersistentMap<Bytes, NodeIndex> encryptionKeys) {
    this.signatureKeys = signatureKeys;
    this.encryptionKeys = encryptionKeys;
  }

  /** The index of a whole tree, given as the changes that make it of a blank one. */
  static KeyIndex of(List<NodeChange> nodes) throws InvalidMessage {
    TreeMap<Bytes, NodeIndex> signature = new TreeMap<>();
    TreeMap<Bytes, NodeIndex> encryption = new TreeMap<>();
    for (NodeChange change : nodes) {
      NodeIndex index = new NodeIndex(change.index());
      Node node = change.after();
      if (node != null && encryption.put(node.encryptionKey(), index) != null) {
        throw encryptionKeyTwice(index);
      }
      if (node instanceof LeafNode leaf && signature.put(leaf.signatureKey(), index) != null) {
        throw signatureKeyTwice(index);
      }
    }
    return new KeyIndex(PersistentMap.copyOf(signature), PersistentMap.copyOf(encryption));
  }

  /**
   * The index after the changes. Keys may change places: all that go are taken out first.
   *
   * @throws InvalidMessage if a key would then be there twice
   */
  KeyIndex after(List<NodeChange> changes) throws InvalidMessage {
    PersistentMap<Bytes, NodeIndex> signature = signatureKeys;
    PersistentMap<Bytes, NodeIndex> encryption = encryptionKeys;
    for (NodeChange change : changes) {
      if (change.before() != null) {
        encryption = encryption.without(change.before().encryptionKey());
      }
      if (change.before() instanceof LeafNode leaf && !keepsSignatureKey(change)) {
        signature = signature.without(leaf.signatureKey());
      }
    }
    for (NodeChange change : changes) {
      NodeIndex index = new NodeIndex(change.index());
      Node node = change.after();
      if (node != null) {
        if (encryption.get(node.encryptionKey()).isPresent()) {
          throw encryptionKeyTwice(index);
        }
        encryption = encryption.with(node.encryptionKey(), index);
      }
      if (node instanceof LeafNode leaf && !keepsSignatureKey(change)) {
        if (signature.get(leaf.signatureKey()).isPresent()) {
          throw signatureKeyTwice(index);
        }
        signature = signature.with(leaf.signatureKey(), index);
      }
    }
    return new KeyIndex(signature, encryption);
  }

  /** As nearly every Update and path does. */
  private static boolean keepsSignatureKey(NodeChange change) {
    return change.before() instanceof LeafNode before
        && change.after() instanceof LeafNode after
        && before.signatureKey().equals(after.signatureKey());
  }

  Optional<NodeIndex> findSignatureKey(Bytes key) {
    return signatureKeys.get(key);
  }

  Optional<NodeIndex> findEncryptionKey(Bytes key) {
    return encryptionKeys.get(key);
  }

  private static InvalidMessage signatureKeyTwice(NodeIndex at) {
    return new InvalidMessage(Rule.SIGNATURE_KEY_NOT_UNIQUE, "node " + at);
  }

  private static InvalidMessage encryptionKeyTwice(NodeIndex at) {
    return new InvalidMessage(Rule.ENCRYPTION_KEY_NOT_UNIQUE, "node " + at);
  }
}
