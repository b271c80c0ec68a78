package dev.hornbeam.mls.group;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.framing.ContentSignature;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.Commit;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.FramedContent;
import dev.hornbeam.mls.message.FramedContentAuthData;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.message.Welcome;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.schedule.EpochSecrets;
import dev.hornbeam.mls.schedule.KeySchedule;
import dev.hornbeam.mls.schedule.TranscriptHashes;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.tree.OutgoingPath;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.tree.TreeKem;
import dev.hornbeam.mls.tree.UpdatePath;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes a commit (RFC 9420 s.12.4.1), in the order of that section. Nothing is changed by it. */
public final class CommitMaking {
  private CommitMaking() {}

  /**
   * What is to be committed.
   *
   * @param leafKey a fresh key for the committer's leaf, if the commit is to have a path
   * @param leaf what the committer's new leaf says, but for its key and its source
   * @param signature signs the leaf, and is the member's signature key from then on
   * @param groupInfoExtensions of the GroupInfo in the Welcome
   */
  public record Plan(
      ProposalList list,
      Optional<KeyHandle> leafKey,
      LeafNode.Contents leaf,
      KeyHandle signature,
      WireFormat wireFormat,
      Bytes authenticatedData,
      Extensions groupInfoExtensions,
      TreeDelivery tree,
      WelcomeBatches welcomes) {}

  /** Where new members get the ratchet tree from. */
  public enum TreeDelivery {
    IN_GROUP_INFO,
    OUT_OF_BAND
  }

  /** How many Welcome messages there are for the members that a commit adds. */
  public enum WelcomeBatches {
    ONE_FOR_ALL,
    ONE_EACH
  }

  /**
   * A commit and what it leads to. The caller closes it.
   *
   * @param content to be protected with the keys of the old epoch
   * @param welcomes none if nobody is added
   */
  public record Made(
      AppliedProposals applied,
      NextEpoch next,
      AuthenticatedContent content,
      List<Welcome> welcomes)
      implements AutoCloseable {
    @Override
    public void close() {
      next.close();
    }
  }

  /** Where a commit starts: the state, and who commits with which key so far. */
  private record Start(
      Environment env,
      PublicState shared,
      LeafIndex committer,
      AppliedProposals applied,
      KeyHandle signer) {}

  /** The path of a commit, or its absence. */
  private record PathPart(
      GroupContext provisional,
      RatchetTree tree,
      Optional<UpdatePath> update,
      Optional<OutgoingPath> outgoing,
      Secret commitSecret)
      implements AutoCloseable {
    @Override
    public void close() {
      outgoing.ifPresent(OutgoingPath::close);
      commitSecret.close();
    }
  }

  /**
   * Makes a member's commit.
   *
   * @param base the state it starts from; it stays the caller's, unchanged
   * @throws MlsException if the proposals break a rule, or a key or a pre-shared key is not there
   * @throws IllegalArgumentException if the proposals need a path and the plan has no leaf key
   */
  public static Made byMember(Environment env, GroupState base, Plan plan, PskSource psks)
      throws MlsException {
    AppliedProposals applied =
        AppliedProposals.of(env, base.shared(), plan.list(), AppliedProposals.Role.COMMITTER);
    KeyHandle signer = base.own().signature();
    Start start = new Start(env, base.shared(), base.own().index(), applied, signer);
    try (Secret initSecret = base.secrets().initSecret().copy()) {
      return make(start, plan, psks, initSecret, Optional.of(base.own()));
    }
  }

  /**
   * Makes an external commit (s.12.4.3.2).
   *
   * @param shared of the group, verified
   * @param initSecret brought by the ExternalInit of the plan; it stays the caller's
   * @throws MlsException as {@link #byMember}
   */
  public static Made byNewMember(
      Environment env, PublicState shared, Plan plan, PskSource psks, Secret initSecret)
      throws MlsException {
    AppliedProposals applied =
        AppliedProposals.of(env, shared, plan.list(), AppliedProposals.Role.COMMITTER);
    LeafIndex leaf = applied.tree().leftmostFree();
    Start start = new Start(env, shared, leaf, applied, plan.signature());
    return make(start, plan, psks, initSecret, Optional.empty());
  }

  private static Made make(
      Start start, Plan plan, PskSource psks, Secret initSecret, Optional<OwnKeys> before)
      throws MlsException {
    Environment env = start.env;
    try (PathPart path = path(start, plan);
        Secret pskSecret = PskSource.pskSecret(env.crypto(), psks, start.applied.psks())) {
      GroupInfos.requireSupport(
          ownLeaf(path.tree, start).capabilities(),
          path.tree.support(),
          start.applied.extensions());
      FramedContent content =
          new FramedContent(
              start.shared.groupId(),
              start.shared.epoch(),
              plan.list().committer(),
              plan.authenticatedData(),
              new Content.Committed(new Commit(plan.list().toCommit(), path.update)));
      Bytes signature = sign(start, plan, content);
      Bytes confirmed =
          TranscriptHashes.confirmed(
              env.crypto(),
              start.shared.interimTranscriptHash(),
              plan.wireFormat(),
              content,
              signature);
      GroupContext context = path.provisional.withTranscript(confirmed);
      try (KeySchedule.JoinerSecret joiner =
              KeySchedule.joiner(env.crypto(), initSecret, path.commitSecret, context);
          KeySchedule.MemberSecret member = joiner.withPsk(pskSecret)) {
        NextEpoch next = next(start, plan, path, context, member, before);
        try {
          FramedContentAuthData auth =
              new FramedContentAuthData(
                  signature, Optional.of(next.state().shared().confirmationTag()));
          return new Made(
              start.applied,
              next,
              new AuthenticatedContent(plan.wireFormat(), content, auth),
              welcomes(start, plan, path, next.state(), joiner, member));
        } catch (MlsException | RuntimeException e) {
          next.close();
          throw e;
        }
      }
    }
  }

  private static PathPart path(Start start, Plan plan) throws MlsException {
    Environment env = start.env;
    AppliedProposals applied = start.applied;
    GroupContext context = start.shared.context();
    if (plan.leafKey().isEmpty()) {
      if (applied.list().needsPath(env)) {
        throw new IllegalArgumentException("these proposals are committed with a path only");
      }
      RatchetTree tree = applied.tree();
      return new PathPart(
          context.next(tree.treeHash(env.workers()), applied.extensions()),
          tree,
          Optional.empty(),
          Optional.empty(),
          Secret.zeros(env.crypto().hashLength()));
    }
    OutgoingPath outgoing =
        TreeKem.create(
            applied.tree(),
            start.committer,
            Set.copyOf(applied.addedLeaves()),
            env.workers(),
            parentHash -> leaf(start, plan, plan.leafKey().get(), parentHash));
    try {
      GroupRules.checkSupport(outgoing.tree().support(), applied.extensions());
      env.leafValidation(applied.extensions()).checkOwn(ownLeaf(outgoing.tree(), start));
      GroupContext provisional =
          context.next(outgoing.tree().treeHash(env.workers()), applied.extensions());
      UpdatePath update = outgoing.encrypt(provisional.encoded(), env.workers());
      return new PathPart(
          provisional,
          outgoing.tree(),
          Optional.of(update),
          Optional.of(outgoing),
          outgoing.commitSecret().copy());
    } catch (MlsException | RuntimeException e) {
      outgoing.close();
      throw e;
    }
  }

  private static LeafNode ownLeaf(RatchetTree tree, Start start) {
    return tree.leaf(start.committer).orElseThrow(AssertionError::new);
  }

  private static LeafNode leaf(Start start, Plan plan, KeyHandle leafKey, Bytes parentHash)
      throws KeyUnavailable {
    LeafNode.Contents leaf = plan.leaf();
    return new LeafNode.Contents(
            leafKey.publicKey(),
            plan.signature().publicKey(),
            leaf.credential(),
            leaf.capabilities(),
            new LeafNodeSource.Commit(parentHash),
            leaf.extensions())
        .sign(
            start.env.crypto(),
            plan.signature().privateKey(),
            start.shared.groupId(),
            start.committer);
  }

  private static Bytes sign(Start start, Plan plan, FramedContent content) throws KeyUnavailable {
    return ContentSignature.sign(
        start.env.crypto(),
        start.signer.privateKey(),
        plan.wireFormat(),
        content,
        start.shared.context());
  }

  private static NextEpoch next(
      Start start,
      Plan plan,
      PathPart path,
      GroupContext context,
      KeySchedule.MemberSecret member,
      Optional<OwnKeys> before) {
    OwnKeys own = ownKeys(plan, path, before);
    SuiteCrypto crypto = start.env.crypto();
    try (KeySchedule.EpochSecret epoch = member.epoch(context);
        EpochSecrets secrets = epoch.secrets()) {
      Bytes tag = secrets.confirmationTag(context.confirmedTranscriptHash());
      Bytes interim = TranscriptHashes.interim(crypto, context.confirmedTranscriptHash(), tag);
      return NextEpoch.start(epoch, new PublicState(context, path.tree, interim, tag), own);
    }
  }

  private static OwnKeys ownKeys(Plan plan, PathPart path, Optional<OwnKeys> before) {
    if (path.outgoing.isPresent()) {
      KeyHandle leaf = plan.leafKey().orElseThrow(AssertionError::new);
      return new OwnKeys(
          plan.signature(), leaf, path.outgoing.get().privateState(OwnKeys.hpkeKey(leaf)));
    }
    OwnKeys own = before.orElseThrow(AssertionError::new);
    return new OwnKeys(own.signature(), own.leaf(), own.tree().in(path.tree));
  }

  private static List<Welcome> welcomes(
      Start start,
      Plan plan,
      PathPart path,
      GroupState next,
      KeySchedule.JoinerSecret joiner,
      KeySchedule.MemberSecret member)
      throws MlsException {
    if (start.applied.added().isEmpty()) {
      return List.of();
    }
    Bytes groupInfo =
        GroupInfos.sign(start.env.crypto(), next, plan.groupInfoExtensions(), plan.tree())
            .encoded();
    try (KeySchedule.WelcomeSecret secret = member.welcome()) {
      Bytes encryptedGroupInfo = secret.seal(groupInfo);
      return new WelcomeMaking(
              start.env, start.applied, path.outgoing, joiner.value(), encryptedGroupInfo)
          .make(plan.welcomes());
    }
  }
}
