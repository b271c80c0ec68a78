package dev.hornbeam.interop;

import com.google.protobuf.ByteString;
import dev.hornbeam.interop.rpc.CommitRequest;
import dev.hornbeam.interop.rpc.ProposalDescription;
import dev.hornbeam.mls.Change;
import dev.hornbeam.mls.CommitBuilder;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.IncomingCommit;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.ProposalBuilder;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.StagedCommit;
import dev.hornbeam.mls.TreeDelivery;
import dev.hornbeam.mls.WaitingProposal;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.ContentType;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.types.ExternalSender;
import io.grpc.StatusException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A member of a group: a state, in the interface's words. Its methods are called within {@link
 * #use}.
 */
final class Membership extends Session {
  static final String KIND = "state";

  private final Group group;
  private final HandshakeFraming framing;

  /** Of the proposals that wait: by what they are to be named in commits, from how they came. */
  private final Map<Bytes, Bytes> references = new HashMap<>();

  private Optional<OutgoingCommit> pending = Optional.empty();

  Membership(Party party, Group group, HandshakeFraming framing) {
    super(party);
    this.group = group;
    this.framing = framing;
  }

  Group group() {
    return group;
  }

  HandshakeFraming framing() {
    return framing;
  }

  /** The epoch authenticator; nothing once this member was removed. */
  ByteString authenticator() throws MlsException {
    return !isRemoved() ? Protobuf.string(group.epochAuthenticator()) : ByteString.EMPTY;
  }

  private boolean isRemoved() {
    return !group.isActive() && group.successor().isEmpty();
  }

  // --- Messages ---

  /** Decrypts a message of the application, which leaves the inbox. */
  Received.ApplicationData unprotect(ByteString message) throws MlsException, StatusException {
    Bytes ciphertext = Protobuf.bytes(message);
    requireContent(ciphertext, ContentType.APPLICATION, "ciphertext");
    if (group.receive(ciphertext) instanceof Received.ApplicationData data) {
      group.acknowledge(data.inboxId());
      return data;
    }
    throw Failures.unfit("the message is this member's own");
  }

  // --- Proposals ---

  /** Makes a proposal of a kind that requests describe. */
  Bytes propose(ProposalDescription wanted) throws MlsException, StatusException {
    return remembered(Descriptions.propose(proposal(), wanted, Roster.of(group)));
  }

  /** Proposes a fresh leaf for itself. */
  Bytes proposeUpdate() throws MlsException {
    return remembered(proposal().update());
  }

  /** Proposes that the group have one more external sender. */
  Bytes proposeExternalSender(ByteString sender) throws MlsException {
    List<ExternalSender> senders = new ArrayList<>(ExternalSender.listedIn(group.extensions()));
    senders.add(TlsReader.decode(Protobuf.bytes(sender), ExternalSender::decode));
    return remembered(
        proposal().extensions(group.extensions().with(ExternalSender.toExtension(senders))));
  }

  private ProposalBuilder proposal() {
    return group.propose().framing(framing);
  }

  /** It waits now, and is the last that does. */
  private Bytes remembered(Bytes message) throws MlsException {
    List<WaitingProposal> waiting = group.waitingProposals();
    references.put(message, waiting.get(waiting.size() - 1).reference());
    return message;
  }

  /** Takes in the proposals that are not known yet, and tells what all of them are named by. */
  private List<Bytes> receiveAll(List<ByteString> messages) throws MlsException, StatusException {
    List<Bytes> named = new ArrayList<>();
    for (ByteString each : messages) {
      Bytes message = Protobuf.bytes(each);
      Bytes known = references.get(message);
      named.add(known == null ? receive(message) : known);
    }
    return named;
  }

  private Bytes receive(Bytes message) throws MlsException, StatusException {
    requireContent(message, ContentType.PROPOSAL, "a proposal");
    if (group.receive(message) instanceof Received.ProposalReceived proposal) {
      references.put(message, proposal.reference());
      return proposal.reference();
    }
    throw Failures.unfit("a proposal is this member's own, and does not wait any more");
  }

  // --- Commits ---

  /**
   * Makes a commit.
   *
   * @return to be held or discarded
   */
  OutgoingCommit stage(CommitRequest request) throws MlsException, StatusException {
    CommitBuilder commit =
        group
            .commit()
            .framing(framing)
            .covering(receiveAll(request.getByReferenceList()))
            .path(
                request.getForcePath()
                    ? CommitBuilder.PathChoice.ALWAYS
                    : CommitBuilder.PathChoice.WHEN_REQUIRED)
            .tree(tree(request.getExternalTree()));
    Roster roster = Roster.of(group);
    for (ProposalDescription each : request.getByValueList()) {
      Descriptions.commit(commit, each, roster);
    }
    return commit.stage();
  }

  /** From now on its own commit is pending, in the place of one that was. */
  void hold(OutgoingCommit commit) {
    discardPending();
    pending = Optional.of(commit);
  }

  /** The commit of its own that waits to be put in force. */
  OutgoingCommit pending() throws StatusException {
    return pending.orElseThrow(() -> Failures.unfit("no commit of this member is pending"));
  }

  /**
   * Takes in a commit of another member, with the proposals that it covers.
   *
   * @return to be merged or discarded
   */
  IncomingCommit receive(List<ByteString> proposals, ByteString commit)
      throws MlsException, StatusException {
    receiveAll(proposals);
    Bytes message = Protobuf.bytes(commit);
    requireContent(message, ContentType.COMMIT, "commit");
    Received received = group.receive(message);
    if (received instanceof Received.CommitReceived other) {
      return other.commit();
    }
    if (received instanceof Received.RemovalReceived removal) {
      return removal.commit();
    }
    throw Failures.unfit("the commit is this member's own: HandlePendingCommit puts it in force");
  }

  /** Puts a commit in force: its own pending one, or another's, which ends that one. */
  void merge(StagedCommit commit) throws MlsException {
    group.merge(commit);
    pending = pending.filter(own -> own != commit);
    discardPending();
    references.clear();
  }

  /** Lets its own pending commit go, if there is one. */
  private void discardPending() {
    pending.ifPresent(own -> Failures.quietly("discard a commit", () -> group.discard(own)));
    pending = Optional.empty();
  }

  /** Lets a commit go that is not pending. */
  void discard(StagedCommit commit) throws MlsException {
    group.discard(commit);
  }

  /** The ReInit that a commit covers, if it does. */
  static Optional<Change.ReInit> reInit(StagedCommit commit) {
    return commit.changes().stream()
        .filter(Change.ReInit.class::isInstance)
        .map(Change.ReInit.class::cast)
        .findFirst();
  }

  // --- The end ---

  /** Another group took the place of this one, under the same id: only the identity is left. */
  void replaced() {
    handOver();
    party().retire();
  }

  @Override
  void release() {
    discardPending();
    if (!isRemoved()) { // otherwise another group of the same actor may have the id
      Failures.quietly("delete a group", () -> party().client().deleteGroup(group.id()));
    }
    party().retire();
  }

  @Override
  String kind() {
    return KIND;
  }

  static TreeDelivery tree(boolean outside) {
    return outside ? TreeDelivery.OUT_OF_BAND : TreeDelivery.IN_MESSAGE;
  }

  /** What is in a message shows before it is decrypted, so that a wrong one uses up nothing. */
  private static void requireContent(Bytes message, ContentType wanted, String field)
      throws MlsException, StatusException {
    MlsMessage decoded = MlsMessage.decode(message);
    boolean fits =
        decoded instanceof MlsMessage.Private secret
            ? secret.body().contentType() == wanted
            : decoded instanceof MlsMessage.Public open
                && open.body().content().content().type() == wanted;
    if (!fits) {
      throw Failures.badRequest(field + " is a message of another kind");
    }
  }
}
