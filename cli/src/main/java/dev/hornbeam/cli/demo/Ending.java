package dev.hornbeam.cli.demo;

import dev.hornbeam.cli.demo.Hands.Timed;
import dev.hornbeam.mls.NewGroup;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import java.util.ArrayList;
import java.util.List;

/** How a group ends, and the one begins that replaces it. */
final class Ending {
  private final Cast cast;
  private final Hands hands;
  private final Account account;
  private final Scene old;
  private final Scene next;
  private final Participant founder;
  private final Participant second;

  /**
   * @param old the scene of the group that ends
   */
  Ending(Scene old) {
    this.old = old;
    this.cast = old.cast();
    this.hands = old.hands();
    this.account = old.account();
    this.next = new Scene(cast, hands, account, 1);
    this.founder = cast.founder();
    this.second = cast.second();
  }

  /**
   * A ReInit ends the group; all go over to the new one, and talk there.
   *
   * @param invitation to the old group, for those who are offline
   * @return the members who are to agree
   */
  List<Participant> reinitialize(Beginning.Invitation invitation) throws DemoFailed, MlsException {
    account.section(
        "A new group replaces it",
        "A ReInit ends the group. The new one begins with all members, and with a secret of the old"
            + " one, so that nobody else can pass it off as the successor.");
    Timed<Bytes> proposal =
        hands.time(
            "proposing",
            () ->
                second
                    .group()
                    .propose()
                    .reInit(GroupId.of("Hornbeam demo, continued"), cast.suite(), Extensions.NONE));
    old.send(second, proposal.value());
    account
        .row(second.name() + " proposes a ReInit")
        .sent("proposal", proposal)
        .read(old.conversation().deliver(second))
        .print();
    old.commit(founder, founder.name() + " commits it, which closes the group", edit -> edit);
    List<Participant> others = cast.all().subList(1, cast.all().size());
    List<Bytes> keyPackages = old.publishKeyPackages(others);
    Bytes welcome = found(keyPackages);
    next.conversation().enter(founder);
    List<Participant> joining = cast.online().stream().filter(each -> each != founder).toList();
    next.join(joining, welcome);
    next.say(founder, "A new start.");
    next.say(second, "With all of us.");
    next.commit(second, second.name() + " commits, for fresh keys", edit -> edit);
    List<Participant> compared = new ArrayList<>(next.conversation().present());
    compared.addAll(wake(invitation, welcome));
    return compared;
  }

  private Bytes found(List<Bytes> keyPackages) throws DemoFailed {
    Timed<NewGroup> made =
        hands.time(
            "making the new group",
            () -> founder.client().reinitialize(founder.group().id(), keyPackages));
    founder.enter(made.value().group());
    account
        .row(founder.name() + " makes the new group")
        .epoch(made.value().group().epoch())
        .make(made.took())
        .print();
    return made.value().welcome().orElseThrow(AssertionError::new);
  }

  /** Some of those who were offline read everything that they have missed. */
  private List<Participant> wake(Beginning.Invitation invitation, Bytes welcome) throws DemoFailed {
    List<Participant> sleepers = cast.sleepers();
    if (sleepers.isEmpty()) {
      return sleepers;
    }
    account.section(
        "Late comers",
        Account.number(cast.offline().size())
            + " members were offline all the time. "
            + (sleepers.size() == 1 ? "It comes" : "Some of them come")
            + " online now, with the Welcome from the beginning, and process all messages since.");
    DeliveryService before = old.conversation().service();
    DeliveryService after = next.conversation().service();
    for (Participant sleeper : sleepers) {
      Timed<Participant> woken =
          hands.time(
              sleeper.name() + " catches up",
              () -> {
                sleeper.join(invitation.welcome());
                sleeper.skipTo(invitation.position());
                sleeper.catchUp(before);
                sleeper.join(welcome);
                sleeper.skipTo(0);
                sleeper.catchUp(after);
                return sleeper;
              });
      account
          .row(
              sleeper.name()
                  + " joins, and processes "
                  + (before.size() - invitation.position() + after.size())
                  + " messages")
          .read(woken.took())
          .print();
    }
    return sleepers;
  }
}
