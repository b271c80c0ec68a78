package dev.hornbeam.cli.demo;

import dev.hornbeam.cli.demo.Hands.Timed;
import dev.hornbeam.mls.CommitBuilder.PathChoice;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeySource.Purpose;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How a group begins: it is made, members are added, and they talk. */
final class Beginning {
  private final Cast cast;
  private final Hands hands;
  private final Account account;
  private final Scene scene;
  private final Participant founder;
  private final Participant second;
  private final Participant last;

  /**
   * How those who are offline will come in.
   *
   * @param welcome for them
   * @param position of the first message at the delivery service that is news to them
   */
  record Invitation(Bytes welcome, int position) {}

  Beginning(Scene scene) {
    this.scene = scene;
    this.cast = scene.cast();
    this.hands = scene.hands();
    this.account = scene.account();
    this.founder = cast.founder();
    this.second = cast.second();
    this.last = cast.last();
  }

  /** From making the group to its members' being in it. */
  Invitation begin() throws DemoFailed, MlsException {
    account.section(
        "A group begins",
        "The others publish key packages; "
            + founder.name()
            + " makes a group and adds them by a commit. The Welcome brings them the group's"
            + " secrets and its tree. A commit without a path is small, but the keys above the new"
            + " member are not known to it: it is unmerged there.");
    List<Participant> others = cast.all().subList(1, cast.all().size());
    List<Bytes> keyPackages = scene.publishKeyPackages(others);
    Timed<Group> made =
        hands.time(
            "making a group", () -> founder.client().createGroup(GroupId.of("Hornbeam demo")));
    founder.enter(made.value());
    scene.conversation().enter(founder);
    account
        .row(founder.name() + " makes the group")
        .epoch(made.value().epoch())
        .make(made.took())
        .print();
    int first = others.size() == 1 ? 1 : others.size() - 1;
    Invitation invitation = addFirst(others.subList(0, first), keyPackages.subList(0, first));
    if (others.size() > 1) {
      addLast(keyPackages.get(first));
    }
    account.picture(List.of(TreePicture.LEGEND));
    scene.picture(founder);
    return invitation;
  }

  private Invitation addFirst(List<Participant> added, List<Bytes> keyPackages)
      throws DemoFailed, MlsException {
    OutgoingCommit commit =
        scene.commit(
            founder,
            founder.name() + " adds " + Names.list(Cast.names(added)),
            edit -> edit.addAll(keyPackages));
    Bytes welcome = commit.welcome().orElseThrow(AssertionError::new);
    List<Participant> joining = added.stream().filter(cast.online()::contains).toList();
    scene.join(joining, welcome);
    return new Invitation(welcome, scene.conversation().service().size());
  }

  private void addLast(Bytes keyPackage) throws DemoFailed, MlsException {
    OutgoingCommit commit =
        scene.commit(
            second,
            second.name() + " adds " + last.name() + ", without a path",
            edit -> edit.add(keyPackage).path(PathChoice.WHEN_REQUIRED));
    scene.join(List.of(last), commit.welcome().orElseThrow(AssertionError::new));
  }

  /** Where the keys of one member are. */
  void custody() {
    account.section(
        "Where " + second.name() + "'s private keys are",
        "What the group says of each kind (Group.custody), and what such a key is for.");
    Group group = second.group();
    account.fact(
        "signature key",
        group.custody(Purpose.SIGNATURE)
            + ", "
            + cast.custody().signatureKeys()
            + ": signs all that "
            + second.name()
            + " sends");
    account.fact(
        "leaf key",
        group.custody(Purpose.LEAF)
            + ", "
            + cast.custody().hpkeKeys()
            + ": opens what commits bring; new with each commit or update of "
            + second.name()
            + "'s own");
    account.fact("init key", group.custody(Purpose.INIT) + ": it has opened the one Welcome");
    account.fact(
        "path keys", "software, always: they are derived from path secrets (RFC 9420 s.7.4)");
  }

  /** Messages in order, out of order, and late. */
  void talk() throws DemoFailed, MlsException {
    account.section(
        "Messages",
        "Each message has a key of its own, which is deleted when it has been used: messages may"
            + " come in any order, and from the epoch before.");
    scene.say(founder, "Hello to all of you.");
    scene.say(second, "Hello " + founder.name() + ".");
    outOfOrder();
    late();
  }

  private void outOfOrder() throws DemoFailed, MlsException {
    DeliveryService service = scene.conversation().service();
    List<Bytes> messages = new ArrayList<>();
    service.hold();
    Duration took = Duration.ZERO;
    for (String text : List.of("one", "two", "three")) {
      Timed<Bytes> message =
          hands.time("encrypting", () -> founder.group().protect(Bytes.utf8(text)));
      scene.send(founder, message.value());
      messages.add(message.value());
      took = took.plus(message.took());
    }
    service.releaseReversed();
    Duration read = scene.conversation().deliver(founder);
    scene.requireHeard(founder, List.of("three", "two", "one"));
    account
        .row(founder.name() + ": \"one\", \"two\", \"three\"; in reverse")
        .messages("message", messages)
        .make(took.dividedBy(messages.size()))
        .read(read)
        .print();
  }

  private void late() throws DemoFailed, MlsException {
    DeliveryService service = scene.conversation().service();
    service.hold();
    Timed<Bytes> message =
        hands.time("encrypting", () -> second.group().protect(Bytes.utf8("I am late.")));
    scene.send(second, message.value());
    account
        .row(second.name() + ": \"I am late.\" (held back on the way)")
        .sent("message", message)
        .print();
    scene.commit(founder, founder.name() + " commits, for fresh keys", edit -> edit);
    service.releaseReversed();
    Duration read = scene.conversation().deliver(second);
    scene.requireHeard(second, List.of("I am late."));
    account.row("it comes after that, and all can read it").read(read).print();
  }
}
