package dev.hornbeam.mls.group;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.framing.VerifiedContent;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.schedule.KeySchedule;
import dev.hornbeam.mls.tree.IncomingPath;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.Optional;
import java.util.function.Function;

/** Processes a commit of someone else's (RFC 9420 s.12.4.2), in the order of that section. */
public final class CommitProcessing {
  private CommitProcessing() {}

  /**
   * What a commit leads to. The caller closes it.
   *
   * @param next empty if the commit removes this member
   * @param usedUpdate the leaf key of an Update of this member's that the commit brings into force
   */
  public record Result(
      PublicTransition transition, Optional<NextEpoch> next, Optional<KeyHandle> usedUpdate)
      implements AutoCloseable {
    @Override
    public void close() {
      next.ifPresent(NextEpoch::close);
    }
  }

  /** The keys behind an Update of this member's. */
  public record UpdateKeys(KeyHandle leaf, KeyHandle signature) {}

  /**
   * Processes a commit whose MAC or encryption, and signature, were checked.
   *
   * @param base the state it starts from; it stays the caller's, unchanged
   * @param updates gives the keys of an Update of this member's, by its leaf's public key
   * @throws MlsException if the commit is refused, or a key or a pre-shared key is not there
   */
  public static Result process(
      Environment env,
      GroupState base,
      VerifiedContent content,
      ProposalList list,
      PskSource psks,
      Function<Bytes, Optional<UpdateKeys>> updates)
      throws MlsException {
    boolean leaves = list.removes(base.own().index());
    PublicTransition transition =
        PublicTransition.of(
            env,
            base.shared(),
            content,
            list,
            leaves ? AppliedProposals.Role.LEAVER : AppliedProposals.Role.RECEIVER);
    if (leaves) {
      return new Result(transition, Optional.empty(), Optional.empty());
    }
    requireSupport(base.own().index(), transition);
    Optional<Bytes> updatedKey = ownUpdate(base, transition);
    Optional<UpdateKeys> update = updatedKey.flatMap(updates);
    if (updatedKey.isPresent() && update.isEmpty()) {
      throw new KeyUnavailable("the key of this member's own Update is gone");
    }
    try (OwnKeys own = ownKeys(base, transition, update);
        IncomingPath.Opened path = open(env, transition, own);
        Secret pskSecret = PskSource.pskSecret(env.crypto(), psks, transition.applied().psks());
        Secret initSecret = initSecret(env, base, list);
        KeySchedule.JoinerSecret joiner =
            KeySchedule.joiner(
                env.crypto(), initSecret, path.commitSecret(), transition.next().context());
        KeySchedule.MemberSecret member = joiner.withPsk(pskSecret)) {
      OwnKeys next = new OwnKeys(own.signature(), own.leaf(), path.own().copy());
      NextEpoch epoch = NextEpoch.start(member, transition.next(), next);
      try {
        PublicState shared = transition.next();
        epoch
            .state()
            .secrets()
            .verifyConfirmationTag(
                shared.context().confirmedTranscriptHash(), shared.confirmationTag());
      } catch (InvalidMessage e) {
        epoch.close();
        throw e;
      }
      return new Result(transition, Optional.of(epoch), update.map(UpdateKeys::leaf));
    }
  }

  /** As this member's leaf lists it from then on, be it by an Update of the same commit. */
  private static void requireSupport(LeafIndex own, PublicTransition transition)
      throws InvalidMessage, MalformedMessage {
    PublicState next = transition.next();
    GroupInfos.requireSupport(
        next.member(own).capabilities(), next.tree().support(), next.context().extensions());
  }

  /** The public key of this member's leaf, if the commit replaces it by an Update. */
  private static Optional<Bytes> ownUpdate(GroupState base, PublicTransition transition) {
    return transition.applied().list().entries().stream()
        .filter(entry -> entry.sender().equals(new Sender.Member(base.own().index())))
        .map(ProposalList.Entry::proposal)
        .filter(Proposal.Update.class::isInstance)
        .map(Proposal.Update.class::cast)
        .map(update -> update.leafNode().encryptionKey())
        .findFirst();
  }

  /** The member's keys in the tree after the proposals, before the path. */
  private static OwnKeys ownKeys(
      GroupState base, PublicTransition transition, Optional<UpdateKeys> update) {
    RatchetTree tree = transition.applied().tree();
    OwnKeys own = base.own();
    if (update.isEmpty()) {
      return new OwnKeys(own.signature(), own.leaf(), own.tree().in(tree));
    }
    KeyHandle leaf = update.get().leaf();
    return new OwnKeys(update.get().signature(), leaf, own.tree().in(tree, OwnKeys.hpkeKey(leaf)));
  }

  private static IncomingPath.Opened open(Environment env, PublicTransition transition, OwnKeys own)
      throws MlsException {
    if (transition.path().isPresent()) {
      return transition
          .path()
          .get()
          .open(own.tree(), transition.provisional().encoded(), env.workers());
    }
    return new IncomingPath.Opened(own.tree().copy(), Secret.zeros(env.crypto().hashLength()));
  }

  /** Of the epoch before, or brought by the joiner of an external commit (s.8.3). */
  private static Secret initSecret(Environment env, GroupState base, ProposalList list)
      throws InvalidMessage {
    Optional<Proposal.ExternalInit> external = list.first(Proposal.ExternalInit.class);
    if (external.isEmpty()) {
      return base.secrets().initSecret().copy();
    }
    try (HpkeKey key = base.secrets().externalKey()) {
      return env.crypto().externalInitSecret(key, external.get().kemOutput());
    } catch (CryptoRefused e) {
      throw new InvalidMessage(Rule.EXTERNAL_INIT_KEM);
    }
  }
}
