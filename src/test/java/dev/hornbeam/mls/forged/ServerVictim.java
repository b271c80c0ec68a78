package dev.hornbeam.mls.forged;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.hornbeam.mls.CommitBuilder;
import dev.hornbeam.mls.Friends;
import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.PublicGroup;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server that follows the group of some friends. */
record ServerVictim(PublicGroup server, Friends friends) implements Victim {
  /** Starts to follow the group as it is now, and gets what was sent before. */
  static ServerVictim of(Stage stage) throws MlsException {
    PublicGroup server =
        PublicGroup.follow(
            stage.friends().group(Stage.ALICE).groupInfo(),
            Optional.empty(),
            LeafFlaws.validator());
    for (Bytes message : stage.sent()) {
      server.receive(message);
    }
    return new ServerVictim(server, stage.friends());
  }

  @Override
  public State state() {
    return new State(
        Map.of(),
        List.of(server.epoch(), server.treeHash(), server.ratchetTree(), server.members()));
  }

  @Override
  public void take(Bytes message) throws MlsException {
    server.receive(message);
  }

  /** An honest commit is still followed. */
  @Override
  public void goOn() throws MlsException {
    OutgoingCommit honest =
        friends
            .group(Stage.ALICE)
            .commit()
            .framing(HandshakeFraming.PUBLIC)
            .pending(CommitBuilder.PendingChoice.NONE)
            .stage();
    assertInstanceOf(PublicGroup.Observed.CommitObserved.class, server.receive(honest.message()));
    friends.group(Stage.ALICE).discard(honest);
  }
}
