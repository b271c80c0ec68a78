package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.crypto.Workers;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives the sender of a Commit new keys up to the root and tells the others (RFC 9420 s.7.4 to
 * 7.6).
 */
public final class TreeKem {
  static final String LABEL = "UpdatePathNode";

  private TreeKem() {}

  /** Makes the sender's new leaf node, whose source is {@code commit}. */
  @FunctionalInterface
  public interface LeafSigner {
    /**
     * @param parentHash what the leaf node's source must say
     */
    LeafNode sign(Bytes parentHash) throws MlsException;
  }

  /**
   * Makes new keys for a path. The group's context contains the hash of the new tree, so encryption
   * is a step of its own: {@link OutgoingPath#encrypt}.
   *
   * @param tree after the commit's proposals were applied
   * @param sender a member, or for an external commit {@link RatchetTree#leftmostFree}
   * @param added the members that the commit adds
   * @param workers make the nodes' keys
   * @param signer called once; its leaf node has a fresh encryption key
   * @return what the caller closes
   * @throws MlsException what the signer threw, or if the new leaf's keys are in the tree already
   */
  public static OutgoingPath create(
      RatchetTree tree, LeafIndex sender, Set<LeafIndex> added, Workers workers, LeafSigner signer)
      throws MlsException {
    SuiteCrypto crypto = tree.crypto();
    FilteredPath path = new FilteredPath(tree, sender, added);
    Secret first = Secret.own(crypto.random(crypto.hashLength()));
    PathSecrets secrets = PathSecrets.derive(crypto, workers, first, path.size());
    try {
      FilteredPath.Nodes nodes = path.nodes(secrets.publicKeys());
      LeafNode leaf = signer.sign(nodes.leafParentHash());
      RatchetTree merged = path.merged(leaf, nodes.parents());
      return new OutgoingPath(path, merged, leaf, secrets);
    } catch (MlsException | RuntimeException e) {
      secrets.close();
      throw e;
    }
  }

  /**
   * Verifies a path and merges it into the tree (s.7.5, 12.4.2). The leaf node is the caller's to
   * check: {@link LeafValidation}.
   *
   * @param tree after the commit's proposals were applied
   * @param sender a member, or for an external commit {@link RatchetTree#leftmostFree}
   * @param added the members that the commit adds
   * @throws InvalidMessage if the path does not fit the tree, has a public key that is not valid or
   *     not new, or its leaf node has a wrong parent hash
   */
  public static IncomingPath apply(
      RatchetTree tree, LeafIndex sender, UpdatePath update, Set<LeafIndex> added)
      throws InvalidMessage {
    FilteredPath path = new FilteredPath(tree, sender, added);
    checkShape(path, update);
    checkKeys(tree, update);
    List<Bytes> publicKeys = update.nodes().stream().map(UpdatePathNode::encryptionKey).toList();
    FilteredPath.Nodes nodes = path.nodes(publicKeys);
    if (!update.leafNode().source().equals(new LeafNodeSource.Commit(nodes.leafParentHash()))) {
      throw new InvalidMessage(Rule.PATH_PARENT_HASH);
    }
    RatchetTree merged = path.merged(update.leafNode(), nodes.parents());
    return new IncomingPath(path, merged, update);
  }

  /** The key pair of the node with the path secret (s.7.4); the caller closes it. */
  public static HpkeKey nodeKey(SuiteCrypto crypto, Secret pathSecret) {
    return PathSecrets.nodeKey(crypto, pathSecret);
  }

  private static void checkShape(FilteredPath path, UpdatePath update) throws InvalidMessage {
    if (update.nodes().size() != path.size()) {
      throw new InvalidMessage(
          Rule.PATH_LENGTH, update.nodes().size() + " nodes for " + path.size());
    }
    for (int i = 0; i < path.size(); i++) {
      int sealed = update.nodes().get(i).encryptedPathSecret().size();
      int recipients = path.recipients(i).size();
      if (sealed != recipients) {
        throw new InvalidMessage(Rule.PATH_CIPHERTEXTS, sealed + " for " + recipients + " nodes");
      }
    }
  }

  private static void checkKeys(RatchetTree tree, UpdatePath update) throws InvalidMessage {
    Set<Bytes> seen = new HashSet<>();
    checkIsNew(tree, update.leafNode().encryptionKey(), seen);
    for (UpdatePathNode node : update.nodes()) {
      checkIsNew(tree, node.encryptionKey(), seen);
      if (!tree.crypto().isHpkePublicKey(node.encryptionKey())) {
        throw new InvalidMessage(Rule.PARENT_KEY_INVALID);
      }
    }
  }

  private static void checkIsNew(RatchetTree tree, Bytes key, Set<Bytes> seen)
      throws InvalidMessage {
    if (!seen.add(key) || tree.findByEncryptionKey(key).isPresent()) {
      throw new InvalidMessage(Rule.PATH_KEY_NOT_UNIQUE);
    }
  }
}
