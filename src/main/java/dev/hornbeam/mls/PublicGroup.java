package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.crypto.Workers;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.error.StaleCommit;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.framing.PublicFraming;
import dev.hornbeam.mls.framing.SenderKeys;
import dev.hornbeam.mls.framing.SignedContent;
import dev.hornbeam.mls.group.Environment;
import dev.hornbeam.mls.group.GroupInfos;
import dev.hornbeam.mls.group.PendingProposal;
import dev.hornbeam.mls.group.ProposalList;
import dev.hornbeam.mls.group.ProposalReceipt;
import dev.hornbeam.mls.group.PublicState;
import dev.hornbeam.mls.group.PublicTransition;
import dev.hornbeam.mls.message.Commit;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.FramedContent;
import dev.hornbeam.mls.message.GroupInfo;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.ProposalRef;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.GroupId;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A group as a server follows it: without secrets, from handshake messages that are not encrypted
 * ({@link HandshakeFraming#PUBLIC}). It checks all that can be checked without membership; it
 * cannot check membership tags, confirmation tags and encryptions, so a member can make it follow a
 * commit that the other members refuse. It does not know proposal types of an application's own,
 * and is not stored. Safe for use by several threads.
 */
public final class PublicGroup {
  private final Environment env;
  private final Map<ProposalRef, PendingProposal> pending = new LinkedHashMap<>();
  private PublicState state;
  private boolean ended;

  private PublicGroup(Environment env, PublicState state) {
    this.env = env;
    this.state = state;
  }

  /** What {@link #receive} made of a message. */
  public sealed interface Observed {
    /**
     * A proposal, kept until a commit.
     *
     * @param change what it asks for
     */
    record ProposalObserved(Change change) implements Observed {}

    /**
     * A commit, ready for {@link PublicGroup#merge}; nothing has changed yet.
     *
     * @param commit to be merged, or to be let go by doing nothing
     */
    record CommitObserved(PublicCommit commit) implements Observed {}
  }

  /**
   * Begins to follow a group.
   *
   * @param groupInfo an encoded {@code MLSMessage}, as {@link Group#groupInfo()} gives it
   * @param ratchetTree the tree, if the GroupInfo does not have it: {@link Group#ratchetTree}
   * @param validator decides about the members' credentials
   * @throws MlsException if the GroupInfo or the tree breaks a rule, or is of a suite that this
   *     engine does not have
   */
  public static PublicGroup follow(
      Bytes groupInfo, Optional<Bytes> ratchetTree, CredentialValidator validator)
      throws MlsException {
    GroupInfo info = Messages.groupInfo(groupInfo);
    CipherSuite suite =
        CipherSuite.of(info.groupContext().cipherSuite())
            .orElseThrow(() -> new InvalidMessage(Rule.GROUP_INFO_SUITE));
    Environment env =
        new Environment(
            SuiteCrypto.of(suite, CryptoProfile.fastest(), new SecureRandom()),
            Workers.direct(),
            validator,
            Map.of(),
            Duration.ofDays(366),
            Clock.systemUTC());
    return new PublicGroup(env, GroupInfos.verify(env, info, ratchetTree));
  }

  /** The name of the group. */
  public synchronized GroupId id() {
    return state.groupId();
  }

  /** The epoch, an unsigned number. */
  public synchronized long epoch() {
    return state.epoch();
  }

  /** The members, from left to right. */
  public synchronized List<Member> members() {
    List<Member> members = new ArrayList<>();
    state.tree().members().forEach(m -> members.add(Member.of(m.index(), m.leaf())));
    return members;
  }

  /** The hash of the ratchet tree, {@code Nh} bytes (RFC 9420 s.7.8). */
  public synchronized Bytes treeHash() {
    return state.context().treeHash();
  }

  /** The ratchet tree, encoded as in the {@code ratchet_tree} extension, for those who join. */
  public synchronized Bytes ratchetTree() {
    return state.tree().encoded();
  }

  /**
   * Checks a handshake message. A proposal is kept; a commit is in force once it is merged.
   *
   * @param message an encoded {@code MLSMessage} with a PublicMessage
   * @throws InvalidMessage if it breaks a rule, is of another group or is not a PublicMessage
   * @throws UndecryptableMessage if it is of another epoch, or a commit refers to a proposal that
   *     this object did not receive
   * @throws MlsException if it is malformed; as in each case, nothing has changed
   */
  public synchronized Observed receive(Bytes message) throws MlsException {
    if (!(MlsMessage.decode(message) instanceof MlsMessage.Public each)) {
      throw new InvalidMessage(Rule.MESSAGE_KIND, "only a PublicMessage can be followed");
    }
    FramedContent framed = each.body().content();
    if (!framed.groupId().equals(state.groupId())) {
      throw new InvalidMessage(Rule.MESSAGE_GROUP);
    }
    if (framed.epoch() != state.epoch()) {
      throw new UndecryptableMessage(
          Long.compareUnsigned(framed.epoch(), state.epoch()) > 0
              ? UndecryptableMessage.Reason.EPOCH_AHEAD
              : UndecryptableMessage.Reason.EPOCH_EXPIRED);
    }
    if (ended) {
      throw new InvalidMessage(Rule.GROUP_ENDED);
    }
    SignedContent content =
        PublicFraming.verify(
            env.crypto(),
            state.context(),
            SenderKeys.of(state.tree(), state.context().extensions()),
            each.body());
    return framed.content() instanceof Content.Committed committed
        ? stage(content, committed.commit())
        : keep(content);
  }

  /**
   * Puts a commit in force.
   *
   * @param commit one that this very object received; the proposals that wait are gone then
   * @throws StaleCommit if another was merged since
   */
  public synchronized void merge(PublicCommit commit) throws StaleCommit {
    if (!commit.base().context().equals(state.context())) {
      throw new StaleCommit(commit.base().epoch(), state.epoch());
    }
    state = commit.transition().next();
    ended = commit.transition().applied().list().first(Proposal.ReInit.class).isPresent();
    pending.clear();
  }

  private Observed stage(SignedContent content, Commit commit) throws MlsException {
    ProposalList list =
        ProposalList.resolve(
            content.sender(),
            commit.proposals(),
            reference -> Optional.ofNullable(pending.get(reference)));
    // The validator may merge another commit meanwhile: this one still starts from its own base.
    PublicState base = state;
    PublicTransition transition = PublicTransition.of(env, base, content, list);
    return new Observed.CommitObserved(new PublicCommit(base, transition));
  }

  private Observed keep(SignedContent content) throws MlsException {
    PendingProposal proposal =
        new PendingProposal(ProposalRef.of(env.crypto(), content.content()), content.content());
    PublicState base = state;
    ProposalReceipt.check(env, base, proposal.proposal(), proposal.sender());
    if (state.epoch() != base.epoch()) {
      throw new UndecryptableMessage(UndecryptableMessage.Reason.EPOCH_EXPIRED);
    }
    pending.put(proposal.reference(), proposal);
    return new Observed.ProposalObserved(Changes.of(proposal.proposal(), proposal.sender()));
  }
}
