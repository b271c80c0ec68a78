package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.HpkeCiphertext;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.crypto.Workers;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A path of one's own, with its secrets. Owns them; closing wipes them. */
public final class OutgoingPath implements AutoCloseable {
  private final FilteredPath path;
  private final RatchetTree tree;
  private final LeafNode leaf;
  private final PathSecrets secrets;

  OutgoingPath(FilteredPath path, RatchetTree tree, LeafNode leaf, PathSecrets secrets) {
    this.path = path;
    this.tree = tree;
    this.leaf = leaf;
    this.secrets = secrets;
  }

  /** One encryption of a path secret: to whom, and where it goes. */
  private record Seal(int entry, int position, Bytes publicKey) {}

  /** The tree with the path merged. */
  public RatchetTree tree() {
    return tree;
  }

  /** The commit secret, {@code Nh} bytes; it stays this object's. */
  public Secret commitSecret() {
    return secrets.commitSecret();
  }

  /**
   * The path as it is sent, each secret encrypted to all who must learn it (s.7.6). With {@link
   * Workers#direct} randomness is drawn in the order of the path.
   *
   * @param groupContext the encoded provisional group context, which has the hash of {@link #tree}
   * @throws InvalidMessage if a node of the tree has a public key that nothing encrypts to
   */
  public UpdatePath encrypt(Bytes groupContext, Workers workers) throws MlsException {
    List<Seal> seals = new ArrayList<>();
    List<HpkeCiphertext[]> sealed = new ArrayList<>();
    for (int i = 0; i < path.size(); i++) {
      List<NodeIndex> recipients = path.recipients(i);
      sealed.add(new HpkeCiphertext[recipients.size()]);
      for (int k = 0; k < recipients.size(); k++) {
        seals.add(new Seal(i, k, publicKey(recipients.get(k))));
      }
    }
    SuiteCrypto.LabeledEncryption encryption =
        tree.crypto().encryption(TreeKem.LABEL, groupContext);
    workers.forEach(seals, seal -> sealed.get(seal.entry)[seal.position] = seal(seal, encryption));
    List<UpdatePathNode> nodes = new ArrayList<>();
    for (int i = 0; i < path.size(); i++) {
      Bytes publicKey = secrets.keys().get(i).publicKey();
      nodes.add(new UpdatePathNode(publicKey, Arrays.asList(sealed.get(i))));
    }
    return new UpdatePath(leaf, nodes);
  }

  /**
   * The path secret that goes into the Welcome of a member whom the commit adds: that of the lowest
   * node above both (s.12.4.3.1). The caller closes it.
   *
   * @throws IllegalArgumentException if the leaf is no member of the new tree, or the sender
   */
  public Secret pathSecret(LeafIndex newMember) {
    return secrets.secrets().get(path.entryOf(newMember)).copy();
  }

  /** The path secrets of the nodes that the path sets; they stay this object's. */
  public SortedMap<NodeIndex, Secret> pathSecrets() {
    TreeMap<NodeIndex, Secret> byNode = new TreeMap<>();
    for (int i = 0; i < path.size(); i++) {
      byNode.put(path.index(i), secrets.secrets().get(i));
    }
    return byNode;
  }

  /**
   * The sender's private state in the new tree. It has copies of its own of the node keys, and owns
   * the leaf key.
   *
   * @param leafKey of the new leaf node
   * @throws IllegalArgumentException if it is another one
   */
  public TreePrivate privateState(HpkeKey leafKey) {
    TreePrivate.requireKeyOf(leaf, leafKey);
    TreeMap<NodeIndex, HpkeKey> keys = new TreeMap<>();
    for (int i = 0; i < path.size(); i++) {
      keys.put(path.index(i), secrets.keys().get(i).copy());
    }
    return new TreePrivate(path.sender(), leafKey, keys);
  }

  @Override
  public void close() {
    secrets.close();
  }

  private Bytes publicKey(NodeIndex index) {
    return tree.node(index).orElseThrow(AssertionError::new).encryptionKey();
  }

  private HpkeCiphertext seal(Seal seal, SuiteCrypto.LabeledEncryption encryption)
      throws InvalidMessage {
    try {
      return encryption.seal(seal.publicKey, secrets.secrets().get(seal.entry));
    } catch (CryptoRefused e) {
      throw new InvalidMessage(Rule.LEAF_KEY_INVALID);
    }
  }
}
