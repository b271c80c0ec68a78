package dev.hornbeam.mls.forged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.hornbeam.mls.CommitBuilder;
import dev.hornbeam.mls.Friends;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.Refusals;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.WireFormat;
import java.util.List;

/** Bob, and the store of his client. */
record MemberVictim(Friends friends) implements Victim {
  /** Gets what was sent before. */
  static MemberVictim of(Stage stage) throws MlsException {
    MemberVictim victim = new MemberVictim(stage.friends());
    for (Bytes message : stage.sent()) {
      victim.take(message);
    }
    return victim;
  }

  @Override
  public State state() throws MlsException {
    return new State(
        friends.stored(Stage.BOB),
        List.of(group().epoch(), group().treeHash(), group().commitRequired()));
  }

  @Override
  public void take(Bytes message) throws MlsException {
    Received received = group().receive(message);
    if (received instanceof Received.CommitReceived
        || received instanceof Received.RemovalReceived) {
      Refusals.discard(group(), received);
    }
  }

  /** Each of the others is still read, and an honest commit works, in the clear and encrypted. */
  @Override
  public void goOn() throws MlsException {
    for (int sender = 0; sender < friends.groups().size(); sender++) {
      if (sender != Stage.BOB) {
        Content content = new Content.Application(Bytes.utf8("hello"));
        Bytes message =
            friends.privately(
                sender, friends.forge(sender).signed(WireFormat.PRIVATE_MESSAGE, content));
        Received.ApplicationData data =
            assertInstanceOf(Received.ApplicationData.class, group().receive(message));
        assertEquals(Stage.leaf(sender), data.sender().leaf());
        group().acknowledge(data.inboxId());
      }
    }
    for (HandshakeFraming framing : HandshakeFraming.values()) {
      OutgoingCommit honest =
          friends
              .group(Stage.ALICE)
              .commit()
              .framing(framing)
              .pending(CommitBuilder.PendingChoice.NONE)
              .stage();
      take(honest.message());
      friends.group(Stage.ALICE).discard(honest);
    }
  }

  private Group group() {
    return friends.group(Stage.BOB);
  }
}
