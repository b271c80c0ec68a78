package dev.hornbeam.mls.testing;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.crypto.Workers;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.framing.ContentSignature;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.group.PublicState;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.Commit;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.FramedContent;
import dev.hornbeam.mls.message.FramedContentAuthData;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.ProposalOrRef;
import dev.hornbeam.mls.message.ProposalRef;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.schedule.EpochSecrets;
import dev.hornbeam.mls.schedule.KeySchedule;
import dev.hornbeam.mls.schedule.TranscriptHashes;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.tree.OutgoingPath;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.tree.TreeEditor;
import dev.hornbeam.mls.tree.TreeKem;
import dev.hornbeam.mls.tree.UpdatePath;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.LeafIndex;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * A commit that need not keep to the rules: the test says what is wrong with it, and the rest is as
 * it should be, down to the confirmation tag. A list of proposals that cannot be applied is taken
 * as if it were empty, for the path.
 */
public final class ForgedCommit {
  private final SuiteCrypto crypto;
  private final PublicState shared;
  private final Sender sender;
  private final Secret initSecret;
  private final LeafNode.Contents contents;
  private PrivateKey signer;
  private final List<ProposalOrRef> list = new ArrayList<>();
  private final List<Proposal> proposals = new ArrayList<>();
  private final List<Sender> proposers = new ArrayList<>();
  private PrivateKey leafSigner;
  private boolean hasPath = true;
  private Secret pskSecret;
  private Bytes authenticatedData = Bytes.EMPTY;
  private UnaryOperator<LeafNode.Contents> leaf = UnaryOperator.identity();
  private UnaryOperator<LeafNode> signedLeaf = UnaryOperator.identity();
  private BiFunction<UpdatePath, GroupContext, UpdatePath> path = (update, context) -> update;
  private UnaryOperator<Bytes> tag = UnaryOperator.identity();
  private Optional<HpkeKey> leafKey = Optional.empty();

  private ForgedCommit(
      SuiteCrypto crypto,
      PublicState shared,
      Sender sender,
      Secret initSecret,
      LeafNode.Contents contents,
      PrivateKey signer) {
    this.crypto = crypto;
    this.shared = shared;
    this.sender = sender;
    this.initSecret = initSecret;
    this.contents = contents;
    this.signer = signer;
    this.leafSigner = signer;
    this.pskSecret = Secret.zeros(crypto.hashLength());
  }

  /**
   * Begins a member's commit.
   *
   * @param state stays the caller's
   */
  public static ForgedCommit by(GroupState state) {
    return new ForgedCommit(
        state.secrets().crypto(),
        state.shared(),
        new Sender.Member(state.own().index()),
        state.secrets().initSecret(),
        state.ownLeaf().contents(),
        state.own().signature().privateKey());
  }

  /**
   * Begins an external commit. The ExternalInit is the first proposal of the list.
   *
   * @param leaf what the joiner's leaf says, but for its key and its source
   */
  public static ForgedCommit external(
      SuiteCrypto crypto,
      PublicState shared,
      Bytes externalPub,
      LeafNode.Contents leaf,
      PrivateKey signer)
      throws CryptoRefused {
    SuiteCrypto.ExternalInit init = crypto.externalInit(externalPub);
    return new ForgedCommit(
            crypto, shared, new Sender.NewMemberCommit(), init.initSecret(), leaf, signer)
        .with(new Proposal.ExternalInit(init.kemOutput()));
  }

  /** Adds proposals to the list, by value. */
  public ForgedCommit with(Proposal... more) {
    for (Proposal proposal : more) {
      list.add(new ProposalOrRef.ByValue(proposal));
      proposals.add(proposal);
      proposers.add(sender);
    }
    return this;
  }

  /** Adds a proposal that was sent before, by reference. */
  public ForgedCommit with(ProposalRef reference, Sender proposer, Proposal proposal) {
    list.add(new ProposalOrRef.ByReference(reference));
    proposals.add(proposal);
    proposers.add(proposer);
    return this;
  }

  /** Empties the list again. */
  public ForgedCommit withoutProposals() {
    list.clear();
    proposals.clear();
    proposers.clear();
    return this;
  }

  public ForgedCommit withoutPath() {
    hasPath = false;
    return this;
  }

  /** Changes the new leaf before it is signed. */
  public ForgedCommit leaf(UnaryOperator<LeafNode.Contents> change) {
    leaf = change;
    return this;
  }

  /** Signs the leaf with another key, for another signature key in it. */
  public ForgedCommit leafSigner(PrivateKey key) {
    leafSigner = key;
    return this;
  }

  /** Signs the commit with another key. */
  public ForgedCommit signer(PrivateKey key) {
    signer = key;
    return this;
  }

  /** Changes the new leaf after it is signed. */
  public ForgedCommit signedLeaf(UnaryOperator<LeafNode> change) {
    signedLeaf = change;
    return this;
  }

  public ForgedCommit authenticatedData(Bytes value) {
    authenticatedData = value;
    return this;
  }

  /** The new leaf key, for a test that goes on with it. */
  public ForgedCommit leafKey(KeyHandle key) {
    leafKey = Optional.of(new HpkeKey(key.privateKey(), key.publicKey()));
    return this;
  }

  /** Changes the path after it is encrypted. */
  public ForgedCommit path(UnaryOperator<UpdatePath> change) {
    return path((update, context) -> change.apply(update));
  }

  /** Changes the path after it is encrypted, given the context that it is encrypted with. */
  public ForgedCommit path(BiFunction<UpdatePath, GroupContext, UpdatePath> change) {
    path = change;
    return this;
  }

  /** Uses this {@code psk_secret}. */
  public ForgedCommit pskSecret(Secret secret) {
    pskSecret = secret;
    return this;
  }

  /** Changes the confirmation tag. */
  public ForgedCommit tag(UnaryOperator<Bytes> change) {
    tag = change;
    return this;
  }

  /** The commit, signed and with its confirmation tag. */
  public AuthenticatedContent make(WireFormat format) throws MlsException {
    Applied applied = apply();
    LeafIndex own =
        sender instanceof Sender.Member member ? member.leaf() : applied.tree.leftmostFree();
    if (!hasPath) {
      GroupContext next = shared.context().next(applied.tree.treeHash(), applied.extensions);
      return sign(format, Optional.empty(), next, Secret.zeros(crypto.hashLength()));
    }
    HpkeKey key = leafKey.orElseGet(crypto::generateHpkeKey);
    List<LeafNode> sent = new ArrayList<>();
    try (OutgoingPath outgoing = outgoing(applied, key, own, sent)) {
      GroupContext next = shared.context().next(outgoing.tree().treeHash(), applied.extensions);
      UpdatePath encrypted = outgoing.encrypt(next.encoded(), Workers.direct());
      UpdatePath update = path.apply(new UpdatePath(sent.get(0), encrypted.nodes()), next);
      return sign(format, Optional.of(update), next, outgoing.commitSecret());
    }
  }

  /**
   * The path with the leaf in its tree, or an honest one if no tree can have it.
   *
   * @param sent is given the leaf
   */
  private OutgoingPath outgoing(Applied applied, HpkeKey key, LeafIndex own, List<LeafNode> sent)
      throws MlsException {
    try {
      return TreeKem.create(
          applied.tree,
          own,
          applied.added,
          Workers.direct(),
          hash -> {
            sent.add(signedLeaf(key, hash, own));
            return sent.get(0);
          });
    } catch (InvalidMessage notUnique) {
      return TreeKem.create(
          applied.tree,
          own,
          applied.added,
          Workers.direct(),
          hash -> {
            sent.set(0, signedLeaf(key, hash, own));
            return fresh(key, hash).sign(crypto, leafSigner, shared.groupId(), own);
          });
    }
  }

  private LeafNode.Contents fresh(HpkeKey key, Bytes parentHash) {
    return Leaves.withKey(contents, key.publicKey()).with(new LeafNodeSource.Commit(parentHash));
  }

  private LeafNode signedLeaf(HpkeKey key, Bytes parentHash, LeafIndex own) throws MlsException {
    LeafNode.Contents changed = leaf.apply(fresh(key, parentHash));
    return signedLeaf.apply(
        changed.source() instanceof LeafNodeSource.KeyPackage
            ? changed.sign(crypto, leafSigner)
            : changed.sign(crypto, leafSigner, shared.groupId(), own));
  }

  private AuthenticatedContent sign(
      WireFormat format, Optional<UpdatePath> update, GroupContext next, Secret commitSecret)
      throws MlsException {
    FramedContent framed =
        new FramedContent(
            shared.groupId(),
            shared.epoch(),
            sender,
            authenticatedData,
            new Content.Committed(new Commit(list, update)));
    Bytes signature = ContentSignature.sign(crypto, signer, format, framed, shared.context());
    Bytes confirmed =
        TranscriptHashes.confirmed(
            crypto, shared.interimTranscriptHash(), format, framed, signature);
    GroupContext context = next.withTranscript(confirmed);
    try (KeySchedule.JoinerSecret joiner =
            KeySchedule.joiner(crypto, initSecret, commitSecret, context);
        KeySchedule.MemberSecret member = joiner.withPsk(pskSecret);
        KeySchedule.EpochSecret epoch = member.epoch(context);
        EpochSecrets secrets = epoch.secrets()) {
      Bytes confirmation = tag.apply(secrets.confirmationTag(confirmed));
      return new AuthenticatedContent(
          format, framed, new FramedContentAuthData(signature, Optional.of(confirmation)));
    }
  }

  private record Applied(RatchetTree tree, Set<LeafIndex> added, Extensions extensions) {}

  private Applied apply() {
    Extensions extensions = shared.context().extensions();
    TreeEditor editor = shared.tree().edit();
    Set<LeafIndex> added = new HashSet<>();
    try {
      for (int i = 0; i < proposals.size(); i++) {
        if (proposals.get(i) instanceof Proposal.Update update
            && proposers.get(i) instanceof Sender.Member member) {
          editor.updateLeaf(member.leaf(), update.leafNode());
        } else if (proposals.get(i) instanceof Proposal.GroupContextExtensions each) {
          extensions = each.extensions();
        }
      }
      for (Proposal proposal : proposals) {
        if (proposal instanceof Proposal.Remove remove) {
          editor.removeLeaf(remove.removed());
        }
      }
      for (Proposal proposal : proposals) {
        if (proposal instanceof Proposal.Add add) {
          added.add(editor.addLeaf(add.keyPackage().leafNode()));
        }
      }
      RatchetTree tree = editor.build();
      boolean canCommit =
          !(sender instanceof Sender.Member member) || tree.leaf(member.leaf()).isPresent();
      return canCommit ? new Applied(tree, added, extensions) : unapplied();
    } catch (InvalidMessage | IllegalArgumentException e) {
      return unapplied();
    }
  }

  private Applied unapplied() {
    return new Applied(shared.tree(), Set.of(), shared.context().extensions());
  }
}
