package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.HpkeCiphertext;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.crypto.Workers;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A received path that fits the tree. Its public half is known; members open the private one. */
public final class IncomingPath {
  private final FilteredPath path;
  private final RatchetTree tree;
  private final UpdatePath update;

  IncomingPath(FilteredPath path, RatchetTree tree, UpdatePath update) {
    this.path = path;
    this.tree = tree;
    this.update = update;
  }

  /** What a member learns from a path; the caller closes it, or both parts. */
  public record Opened(TreePrivate own, Secret commitSecret) implements AutoCloseable {
    @Override
    public void close() {
      own.close();
      commitSecret.close();
    }
  }

  /** The tree with the path merged. */
  public RatchetTree tree() {
    return tree;
  }

  /**
   * Decrypts the one path secret that is meant for this member, and derives what follows from it
   * (s.7.5).
   *
   * @param own this member's private state in the tree before the path; it stays as it is
   * @param groupContext the encoded provisional group context, which has the hash of {@link #tree}
   * @param workers make the nodes' keys
   * @throws InvalidMessage if the secret does not decrypt or does not derive the path's public keys
   * @throws KeyUnavailable if the leaf's private key is needed and its token does not answer now
   * @throws IllegalArgumentException if the private state is the sender's, an added member's, or of
   *     another tree
   */
  public Opened open(TreePrivate own, Bytes groupContext, Workers workers) throws MlsException {
    int entry = path.entryOf(own.index());
    Secret first = pathSecret(own, groupContext);
    try (PathSecrets secrets = PathSecrets.derive(crypto(), workers, first, path.size() - entry)) {
      secrets.checkPublicKeys(
          update.nodes().stream().skip(entry).map(UpdatePathNode::encryptionKey).toList());
      TreeMap<NodeIndex, HpkeKey> keys = new TreeMap<>();
      for (int i = entry; i < path.size(); i++) {
        keys.put(path.index(i), secrets.keys().get(i - entry).copy());
      }
      return new Opened(own.in(tree, keys), secrets.commitSecret().copy());
    }
  }

  /**
   * Decrypts the path secret that is meant for this member, and no more: that of the lowest node
   * that it shares with the sender. The caller closes it. Throws as {@link #open}.
   */
  public Secret pathSecret(TreePrivate own, Bytes groupContext)
      throws InvalidMessage, KeyUnavailable {
    LeafIndex index = own.index();
    if (path.isAdded(index)) {
      throw new IllegalArgumentException("an added member learns the secrets by its Welcome");
    }
    int entry = path.entryOf(index);
    List<NodeIndex> recipients = path.recipients(entry);
    for (int i = 0; i < recipients.size(); i++) {
      Optional<HpkeKey> key = own.key(recipients.get(i));
      if (key.isPresent()) {
        return decrypt(
            key.get(), update.nodes().get(entry).encryptedPathSecret().get(i), groupContext);
      }
    }
    throw new IllegalArgumentException("the private state is of another tree");
  }

  private Secret decrypt(HpkeKey key, HpkeCiphertext sealed, Bytes groupContext)
      throws InvalidMessage, KeyUnavailable {
    try {
      return crypto().decryptWithLabel(key, TreeKem.LABEL, groupContext, sealed);
    } catch (CryptoRefused e) {
      throw new InvalidMessage(Rule.PATH_SECRET_UNREADABLE);
    }
  }

  private SuiteCrypto crypto() {
    return tree.crypto();
  }
}
