package dev.hornbeam.benchmarks.baseline;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.DiffieHellman;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.tree.NodeIndex;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asynchronous ratcheting trees (Cohn-Gordon, Cremers, Garratt, Millican, Milner: On Ends-to-Ends
 * Encryption, 2018). Each node has a key pair, and the private key of a parent is derived from the
 * Diffie-Hellman agreement of its children: who knows one of them can compute it with the public
 * key of the other. An update replaces a leaf's key and sends the public keys from there to the
 * root. The root's secret goes into the stage key, which the members have in common.
 *
 * <p>A newcomer's first leaf key is the agreement of its prekey and a fresh setup key, so that it
 * need not be there; until it updates, who added it knows it too.
 *
 * <p>Left out: the agreement of identity keys that the paper's leaf keys also have (signatures of
 * prekeys and of each change authenticate here, as in MLS), a hash of the whole tree in the stage
 * key (it has that of each change), signatures by each member of its own leaf, and a check that the
 * public keys of a change are those of the secrets that it leads to, but for the root's. It is for
 * suite 1, where any 32 bytes are a private key.
 *
 * @param path from the member's leaf
 * @param stage the stage key, {@code Nh} bytes
 */
record ArtMember(
    SuiteCrypto crypto, Client self, int leaf, ArtTree tree, ArtPath path, Secret stage)
    implements Baseline {
  private static final String CHANGE = "ArtChange";
  private static final String WELCOME = "ArtWelcome";

  static List<Baseline> found(SuiteCrypto crypto, List<Client> clients, int living)
      throws CryptoRefused {
    List<Bytes> signers = clients.stream().map(c -> c.identity().publicKey()).toList();
    ArtTree blank = ArtTree.of(signers, Map.of());
    List<HpkeKey> leaves = new ArrayList<>();
    try (HpkeKey setup = crypto.generateHpkeKey()) {
      for (Client client : clients) {
        leaves.add(ArtPath.merged(crypto, setup, client.prekey().publicKey()));
      }
    }
    Map<NodeIndex, Bytes> publicKeys = new HashMap<>();
    foundNode(crypto, blank, blank.width().root(), leaves, publicKeys);
    ArtTree tree = ArtTree.of(signers, publicKeys);
    List<Baseline> members = new ArrayList<>();
    for (int i = 0; i < living; i++) {
      ArtPath path = ArtPath.known(crypto, tree, ArtTree.node(i), leaves.get(i));
      Secret stage = crypto.deriveSecret(path.root(), "first stage");
      members.add(new ArtMember(crypto, clients.get(i), i, tree, path, stage));
    }
    return members;
  }

  @Override
  public Sent update() throws CryptoRefused, MlsException {
    NodeIndex node = ArtTree.node(leaf);
    ArtPath next = ArtPath.fresh(crypto, tree, node, crypto.generateHpkeKey());
    ArtChange change = new ArtChange(leaf, leaf, Optional.empty(), next.publicKeys());
    try (Secret joiner = joiner()) {
      Secret nextStage = stage(crypto, joiner, next, change);
      Bytes message = signed(change, nextStage).encoded();
      ArtTree nextTree = tree.with(leaf, change.path());
      return new Sent(with(nextTree, next, nextStage), message, List.of());
    }
  }

  @Override
  public Sent add(Prekey newcomer) throws CryptoRefused, MlsException {
    newcomer.verify(crypto);
    int added = tree.size();
    ArtTree wider = tree.plus(newcomer.signatureKey());
    try (HpkeKey setup = crypto.generateHpkeKey();
        Secret agreed = DiffieHellman.agree(crypto, setup, newcomer.publicKey());
        Secret joiner = joiner()) {
      ArtPath its =
          ArtPath.fresh(crypto, wider, ArtTree.node(added), ArtPath.derived(crypto, agreed));
      ArtChange.Addition addition = new ArtChange.Addition(newcomer, setup.publicKey());
      ArtChange change = new ArtChange(leaf, added, Optional.of(addition), its.publicKeys());
      ArtTree nextTree = wider.with(added, change.path());
      int shared = sharedLevel(added);
      ArtPath next = path.under(its, shared);
      Secret nextStage = stage(crypto, joiner, next, change);
      ArtChange.Signed signed = signed(change, nextStage);
      List<Bytes> direct = new ArrayList<>(Collections.nCopies(added, Bytes.EMPTY));
      direct.add(welcome(signed, nextTree, agreed, joiner));
      its.keys().subList(0, shared).forEach(HpkeKey::close);
      return new Sent(with(nextTree, next, nextStage), signed.encoded(), direct);
    }
  }

  @Override
  public Baseline receive(Bytes message) throws CryptoRefused, MlsException {
    ArtChange.Signed signed = TlsReader.decode(message, ArtChange.Signed::decode);
    ArtChange change = signed.change();
    ArtTree changed = changed(signed);
    int shared = sharedLevel(change.leaf());
    // The highest node that is above this member and not above the changed leaf.
    NodeIndex from =
        shared == 1
            ? ArtTree.node(leaf)
            : ArtTree.node(leaf).directPath(changed.width()).get(shared - 2);
    ArtPath climbed = ArtPath.known(crypto, changed, from, path.at(shared - 1));
    ArtPath next = path.under(climbed, shared - 1);
    try (Secret joiner = joiner()) {
      Secret nextStage = stage(crypto, joiner, next, change);
      checkTag(crypto, nextStage, signed);
      return with(changed, next, nextStage);
    }
  }

  /** Takes what {@link #add} sent to the newcomer, the tree on trust in who signed it. */
  static Baseline join(SuiteCrypto crypto, Client client, Bytes message)
      throws CryptoRefused, MlsException {
    TlsReader r = new TlsReader(message);
    ArtChange.Signed signed = r.struct("change", ArtChange.Signed::decode);
    ArtTree tree = r.struct("tree", ArtTree::decode);
    Bytes sealed = r.opaque("joiner");
    Bytes welcomed = r.input(0, r.offset());
    Bytes signature = r.opaque("signature");
    r.finish();
    ArtChange change = signed.change();
    Bytes adder = tree.signatureKey(change.sender());
    if (!crypto.verifyWithLabel(adder, WELCOME, welcomed, signature)) {
      throw new CryptoRefused("the signature of a welcome is not valid");
    }
    ArtChange.Addition addition =
        change.addition().orElseThrow(() -> new CryptoRefused("a welcome adds nobody"));
    if (change.leaf() != tree.size() - 1) {
      throw new CryptoRefused("a welcome is not for the last member");
    }
    try (Secret shared = DiffieHellman.agree(crypto, client.key(), addition.setupKey());
        OneTimeKey key = OneTimeKey.derive(crypto, shared, "welcome");
        Secret joiner = key.open(Bytes.EMPTY, sealed)) {
      NodeIndex node = ArtTree.node(change.leaf());
      ArtPath path = ArtPath.known(crypto, tree, node, ArtPath.derived(crypto, shared));
      Secret stage = stage(crypto, joiner, path, change);
      checkTag(crypto, stage, signed);
      return new ArtMember(crypto, client, change.leaf(), tree, path, stage);
    }
  }

  @Override
  public Secret secret() {
    return stage;
  }

  @Override
  public int size() {
    return tree.size();
  }

  /** The key of a node, from those of the leaves; writes down each public key on the way. */
  private static HpkeKey foundNode(
      SuiteCrypto crypto,
      ArtTree blank,
      NodeIndex node,
      List<HpkeKey> leaves,
      Map<NodeIndex, Bytes> publicKeys)
      throws CryptoRefused {
    HpkeKey key;
    if (node.isLeaf()) {
      key = leaves.get(node.value() / 2);
    } else {
      NodeIndex right = node.right().orElseThrow();
      key = foundNode(crypto, blank, node.left().orElseThrow(), leaves, publicKeys);
      if (!blank.isBlank(right)) {
        HpkeKey other = foundNode(crypto, blank, right, leaves, publicKeys);
        key = ArtPath.merged(crypto, key, other.publicKey());
      }
    }
    publicKeys.put(node, key.publicKey());
    return key;
  }

  /** Checks who sent a change, and does it to the tree. */
  private ArtTree changed(ArtChange.Signed signed) throws CryptoRefused {
    ArtChange change = signed.change();
    Bytes sender = tree.signatureKey(change.sender());
    if (!crypto.verifyWithLabel(sender, CHANGE, signed.toBeSigned(), signed.signature())) {
      throw new CryptoRefused("the signature of a change is not valid");
    }
    int expected = change.addition().isPresent() ? size() : change.sender();
    if (change.leaf() != expected || change.leaf() == leaf) {
      throw new CryptoRefused("a change of a leaf that is not the sender's, or is this member's");
    }
    ArtTree before = tree;
    if (change.addition().isPresent()) {
      Prekey newcomer = change.addition().get().prekey();
      newcomer.verify(crypto);
      before = tree.plus(newcomer.signatureKey());
    }
    return before.with(change.leaf(), change.path());
  }

  private int sharedLevel(int other) {
    return ArtTree.node(leaf).commonAncestor(ArtTree.node(other)).level();
  }

  /** What a newcomer is given of the stage key that it must not know. */
  private Secret joiner() {
    return crypto.deriveSecret(stage, "joiner");
  }

  private static Secret stage(SuiteCrypto crypto, Secret joiner, ArtPath path, ArtChange change) {
    try (Secret mixed = crypto.extract(joiner, path.root())) {
      Bytes context = crypto.hash(change.encoded());
      return crypto.expandWithLabel(mixed, "stage", context, crypto.hashLength());
    }
  }

  private ArtChange.Signed signed(ArtChange change, Secret nextStage) throws KeyUnavailable {
    Bytes tag = tag(crypto, nextStage);
    Bytes toBeSigned = ArtChange.Signed.toBeSigned(change, tag);
    Bytes signature = crypto.signWithLabel(self.identity().privateKey(), CHANGE, toBeSigned);
    return new ArtChange.Signed(change, tag, signature);
  }

  private static void checkTag(SuiteCrypto crypto, Secret stage, ArtChange.Signed signed)
      throws CryptoRefused {
    if (!tag(crypto, stage).matches(signed.tag())) {
      throw new CryptoRefused("the sender of a change has another stage key");
    }
  }

  /** The change itself is in the stage key. */
  private static Bytes tag(SuiteCrypto crypto, Secret stage) {
    try (Secret key = crypto.deriveSecret(stage, "confirm")) {
      return crypto.mac(key, Bytes.EMPTY);
    }
  }

  private Bytes welcome(ArtChange.Signed change, ArtTree tree, Secret shared, Secret joiner)
      throws KeyUnavailable {
    try (OneTimeKey key = OneTimeKey.derive(crypto, shared, "welcome")) {
      TlsWriter w = new TlsWriter();
      w.struct(change).struct(tree).opaque(key.seal(Bytes.EMPTY, joiner));
      Bytes signature = crypto.signWithLabel(self.identity().privateKey(), WELCOME, w.toBytes());
      return w.opaque(signature).toBytes();
    }
  }

  private ArtMember with(ArtTree nextTree, ArtPath nextPath, Secret nextStage) {
    return new ArtMember(crypto, self, leaf, nextTree, nextPath, nextStage);
  }
}
