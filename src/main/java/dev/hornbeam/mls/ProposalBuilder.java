package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.CustomProposal;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.Optional;

/**
 * A proposal (RFC 9420 s.12.1), whose last call makes it and returns the message: an encoded {@code
 * MLSMessage}. The group's members keep it until someone commits.
 *
 * <p>A member's own proposal waits in its group as soon as it is made, so that no application data
 * can be sent until someone has committed. It is made if it returns; {@link
 * dev.hornbeam.mls.error.StaleCommit} means that a commit was merged meanwhile, {@link
 * dev.hornbeam.mls.error.InvalidMessage} that the others would refuse it, and {@link
 * IllegalStateException} that this member was removed or the group has ended. Who is outside of the
 * group cannot check what it proposes; the members do.
 */
public final class ProposalBuilder {
  /** Who proposes, and how the message is made. */
  interface Proposer {
    Bytes propose(Proposal proposal, Optional<HandshakeFraming> framing, Bytes authenticatedData)
        throws MlsException;

    Bytes update(
        Optional<Identity> identity, Optional<HandshakeFraming> framing, Bytes authenticatedData)
        throws MlsException;

    /** Bytes of a {@code psk_nonce}. */
    Bytes nonce();
  }

  private final Proposer proposer;
  private Optional<HandshakeFraming> framing = Optional.empty();
  private Bytes authenticatedData = Bytes.EMPTY;

  ProposalBuilder(Proposer proposer) {
    this.proposer = proposer;
  }

  /**
   * How the message is carried, if not as the client was built to. From outside of the group, it is
   * always public: the last call throws {@link IllegalArgumentException} if this says otherwise.
   */
  public ProposalBuilder framing(HandshakeFraming value) {
    framing = Optional.of(value);
    return this;
  }

  /** Data that is authenticated with the message, and not encrypted. */
  public ProposalBuilder authenticatedData(Bytes value) {
    authenticatedData = value;
    return this;
  }

  /**
   * To add a client.
   *
   * @param keyPackage an encoded {@code MLSMessage} with a KeyPackage
   * @throws MlsException if the key package breaks a rule, or the proposal cannot be made now
   */
  public Bytes add(Bytes keyPackage) throws MlsException {
    return propose(new Proposal.Add(Messages.keyPackage(keyPackage)));
  }

  /**
   * To give this member's leaf a fresh key, once another member commits it.
   *
   * @throws MlsException if the proposal cannot be made now
   * @throws IllegalArgumentException from outside of the group
   */
  public Bytes update() throws MlsException {
    return proposer.update(Optional.empty(), framing, authenticatedData);
  }

  /**
   * To give this member's leaf a fresh key and another credential or signature key, in this group
   * alone, once another member commits it.
   *
   * @throws MlsException if the proposal cannot be made now
   * @throws IllegalArgumentException from outside of the group
   */
  public Bytes update(Identity identity) throws MlsException {
    return proposer.update(Optional.of(identity), framing, authenticatedData);
  }

  /**
   * To remove a member; this one asks so to leave.
   *
   * @throws MlsException if there is no such member, or the proposal cannot be made now
   */
  public Bytes remove(LeafIndex member) throws MlsException {
    return propose(new Proposal.Remove(member));
  }

  /**
   * To use a pre-shared key that the members have by other means: {@link MlsClient#putPsk}.
   *
   * @throws MlsException if the proposal cannot be made now
   */
  public Bytes psk(Bytes id) throws MlsException {
    return propose(Proposals.psk(new Psk.External(id), proposer.nonce()));
  }

  /**
   * To use the resumption PSK of an epoch, which shows that members were in it (RFC 9420 s.8.6).
   *
   * @param epoch an unsigned number
   * @throws MlsException if the proposal cannot be made now
   */
  public Bytes resumptionPsk(GroupId group, long epoch) throws MlsException {
    return propose(Proposals.psk(Proposals.resumption(group, epoch), proposer.nonce()));
  }

  /**
   * To end the group, for one with other parameters (RFC 9420 s.12.1.5).
   *
   * @param newGroup as for {@link CommitBuilder#reInit}
   * @throws MlsException if the proposal cannot be made now
   */
  public Bytes reInit(GroupId newGroup, CipherSuite suite, Extensions extensions)
      throws MlsException {
    return propose(Proposals.reInit(newGroup, suite, extensions));
  }

  /**
   * To replace all extensions of the group context (RFC 9420 s.12.1.7).
   *
   * @throws MlsException if the proposal cannot be made now
   */
  public Bytes extensions(Extensions extensions) throws MlsException {
    return propose(new Proposal.GroupContextExtensions(extensions));
  }

  /**
   * A proposal of the application's own type.
   *
   * @param type registered with every client of the group: {@link MlsClientBuilder#customProposal}
   * @param value what it says
   * @throws MlsException if the proposal cannot be made now
   */
  public <T> Bytes custom(CustomProposal<T> type, T value) throws MlsException {
    return propose(Proposals.custom(type, value));
  }

  private Bytes propose(Proposal proposal) throws MlsException {
    return proposer.propose(proposal, framing, authenticatedData);
  }
}
