package dev.hornbeam.cli.demo;

import dev.hornbeam.cli.demo.Hands.Timed;
import dev.hornbeam.mls.CommitBuilder;
import dev.hornbeam.mls.ExternalJoin;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.TreeNodes;
import dev.hornbeam.mls.types.CredentialValidator.Presented;
import dev.hornbeam.mls.types.LeafIndex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One group on the stage: what its members do, each act with a line in the account. After a commit
 * the members who are online are compared.
 */
final class Scene {
  /** What goes into a commit. */
  interface Edit {
    CommitBuilder apply(CommitBuilder commit) throws MlsException;
  }

  /** Of a tree with many; those who act are there. */
  private static final int DRAWN_LEAVES = 4;

  private final Cast cast;
  private final Hands hands;
  private final Account account;
  private final Conversation conversation;
  private Optional<TreeNodes> lastPicture = Optional.empty();

  /**
   * @param epoch that the group begins with
   */
  Scene(Cast cast, Hands hands, Account account, long epoch) {
    this.cast = cast;
    this.hands = hands;
    this.account = account;
    this.conversation = new Conversation(epoch, hands);
  }

  Cast cast() {
    return cast;
  }

  Hands hands() {
    return hands;
  }

  Account account() {
    return account;
  }

  Conversation conversation() {
    return conversation;
  }

  /** Members publish a key package each, which are given in the same order. */
  List<Bytes> publishKeyPackages(List<Participant> members) throws DemoFailed {
    List<Bytes> made = new ArrayList<>(Collections.nCopies(members.size(), Bytes.EMPTY));
    List<Integer> places = IntStream.range(0, members.size()).boxed().toList();
    Duration took =
        hands.forEach(
            "making key packages",
            places,
            i -> {
              Bytes keyPackage = members.get(i).client().newKeyPackage();
              synchronized (made) {
                made.set(i, keyPackage);
              }
            });
    account
        .row(
            members.size() == 1
                ? members.get(0).name() + " publishes a key package"
                : Account.number(members.size()) + " clients publish a key package each")
        .messages("key package", made)
        .make(took)
        .print();
    return made;
  }

  /** One member says something, and all others read it. */
  void say(Participant from, String text) throws DemoFailed, MlsException {
    Timed<Bytes> message =
        hands.time(from.name() + " encrypts", () -> from.group().protect(Bytes.utf8(text)));
    send(from, message.value());
    Duration read = conversation.deliver(from);
    requireHeard(from, List.of(text));
    account.row(from.name() + ": \"" + text + "\"").sent("message", message).read(read).print();
  }

  /** Gives a message to the delivery service, which has to take it. */
  void send(Participant from, Bytes message) throws DemoFailed, MlsException {
    if (conversation.service().send(message) != DeliveryService.Verdict.TAKEN) {
      throw new DemoFailed("the delivery service did not take a message of " + from.name());
    }
  }

  /** One member commits, and all others follow. */
  OutgoingCommit commit(Participant by, String what, Edit edit) throws DemoFailed, MlsException {
    OutgoingCommit commit = commitAndDeliver(by, what, edit);
    requireAgreement();
    return commit;
  }

  /** One member removes another one, which hears of it. */
  void remove(Participant by, Participant removed) throws DemoFailed, MlsException {
    LeafIndex leaf = removed.group().ownLeaf();
    commitAndDeliver(by, by.name() + " removes " + removed.name(), edit -> edit.remove(leaf));
    if (removed.group().isActive()) {
      throw new DemoFailed(removed.name() + " was removed, and does not know");
    }
    conversation.leave(removed);
    requireAgreement();
  }

  private OutgoingCommit commitAndDeliver(Participant by, String what, Edit edit)
      throws DemoFailed {
    Timed<OutgoingCommit> made =
        hands.time(
            by.name() + " commits",
            () -> {
              OutgoingCommit staged = edit.apply(by.group().commit()).stage();
              send(by, staged.message());
              by.group().merge(staged);
              return staged;
            });
    Duration read = conversation.deliver(by);
    account
        .row(what)
        .epoch(by.group().epoch())
        .message("commit", made.value().message())
        .make(made.took())
        .read(read)
        .print();
    return made.value();
  }

  /** Members who are online join by a Welcome. */
  void join(List<Participant> joiners, Bytes welcome) throws DemoFailed, MlsException {
    Duration took = hands.forEach("joining", joiners, each -> each.join(welcome));
    joiners.forEach(conversation::enter);
    account
        .row(Names.list(Cast.names(joiners)) + (joiners.size() == 1 ? " joins" : " join"))
        .message("Welcome", welcome)
        .read(took)
        .print();
    requireAgreement();
  }

  /** One who is online joins by a commit of its own. */
  void joinExternally(Participant joiner, String what, Bytes groupInfo, Optional<LeafIndex> earlier)
      throws DemoFailed, MlsException {
    Timed<ExternalJoin> made =
        hands.time(
            joiner.name() + " joins",
            () -> {
              var builder = joiner.client().joinExternally(groupInfo);
              earlier.ifPresent(builder::removing);
              ExternalJoin join = builder.stage();
              send(joiner, join.message());
              joiner.enter(joiner.client().merge(join));
              return join;
            });
    conversation.enter(joiner);
    Duration read = conversation.deliver(joiner);
    account
        .row(what)
        .epoch(joiner.group().epoch())
        .message("commit", made.value().message())
        .make(made.took())
        .read(read)
        .print();
    requireAgreement();
  }

  /** All who are online but the sender have read these texts and no others. */
  void requireHeard(Participant from, List<String> texts) throws DemoFailed {
    for (Participant each : conversation.present()) {
      List<String> heard = each.heard();
      if (each != from && !heard.equals(texts)) {
        throw new DemoFailed(each.name() + " read " + heard + " instead of " + texts);
      }
    }
  }

  void requireAgreement() throws DemoFailed, MlsException {
    Agreement agreement = Agreement.of(conversation.present());
    if (!agreement.holds()) {
      throw new DemoFailed(
          "there is no agreement: "
              + Names.list(List.copyOf(agreement.differing()))
              + " cannot see the group as the others do");
    }
  }

  /** Draws the tree that all members have. */
  void picture(Participant of) throws MalformedMessage {
    TreeNodes tree = TlsReader.decode(of.group().ratchetTree(), TreeNodes::decode);
    account.picture(TreePicture.draw(tree, lastPicture.orElse(tree), this::name, DRAWN_LEAVES));
    lastPicture = Optional.of(tree);
  }

  private String name(LeafNode leaf) {
    return cast.custody()
        .name(new Presented(leaf.credential(), leaf.signatureKey()))
        .orElse("(unknown)");
  }
}
