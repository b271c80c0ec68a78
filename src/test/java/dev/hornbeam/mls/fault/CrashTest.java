package dev.hornbeam.mls.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.ExternalJoin;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.NewGroup;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.testing.FaultyStore;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.StoreKey;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Alice's process ends just before or just after the first, second, third... change of her store,
 * and another begins with what is stored. Whatever she was at, her life goes on: nothing that was
 * received is lost or read twice, no message key is used for two messages, and no key is left over.
 */
class CrashTest {
  private static final int ENDLESS = 200;
  private static final Bytes TEXT = Bytes.utf8("text");

  @ParameterizedTest
  @CsvSource({
    "PRIVATE, BEFORE_THE_CHANGE",
    "PRIVATE, AFTER_THE_CHANGE",
    "PUBLIC, BEFORE_THE_CHANGE",
    "PUBLIC, AFTER_THE_CHANGE"
  })
  void lifeGoesOnAfterACrashAtAnyChange(HandshakeFraming framing, FaultyStore.Moment moment)
      throws MlsException {
    for (int nth = 1; nth < ENDLESS; nth++) {
      Life life = new Life(new FaultWorld(framing), moment);
      life.world.store.crashAtChange(nth, moment);
      try {
        life.live();
      } catch (MlsException | RuntimeException | AssertionError e) {
        throw new AssertionError("with a crash at change " + nth, e);
      }
      if (life.crashes == 0) {
        return;
      }
    }
    throw new AssertionError("the life never ends");
  }

  /** Something that Alice does, from its beginning. */
  private interface Action {
    void run() throws MlsException;
  }

  /** Whether she finds it done when she comes back. */
  private interface Done {
    boolean isDone() throws MlsException;
  }

  private static final class Life {
    private final FaultWorld world;
    private final FaultyStore.Moment moment;
    private int crashes;

    Life(FaultWorld world, FaultyStore.Moment moment) {
      this.world = world;
      this.moment = moment;
    }

    private void step(Action action, Done done) throws MlsException {
      try {
        action.run();
      } catch (FaultyStore.Crash crash) {
        crashes++;
        world.restart();
        if (!done.isDone()) {
          action.run();
        }
      }
    }

    /** For what leaves no trace but a key that is never used: it is done again. */
    private void step(Action action) throws MlsException {
      step(action, () -> false);
    }

    void live() throws MlsException {
      read();
      step(() -> write(TEXT));
      propose();
      commit();
      step(
          () -> {
            OutgoingCommit commit = world.a.commit().stage();
            world.sent(commit.message());
            world.a.discard(commit);
          },
          () -> true);
      step(() -> write(TEXT));
      join();
      joinByOneself();
      branch();
      world.store.heal();
      if (moment == FaultyStore.Moment.AFTER_THE_CHANGE) {
        world.goOn();
      } else {
        // A key that was made, and of which no row knows yet, is for the source to find.
        world.goOnWithStrayKeys();
      }
    }

    private void read() throws MlsException {
      Bytes message = world.b.protect(TEXT);
      step(() -> world.a.receive(message), () -> !world.a.inbox().isEmpty());
      List<Received.ApplicationData> inbox = world.a.inbox();
      assertEquals(List.of(TEXT), inbox.stream().map(Received.ApplicationData::data).toList());
      assertThrows(UndecryptableMessage.class, () -> world.a.receive(message));
      step(() -> world.a.acknowledge(inbox.get(0).inboxId()), () -> world.a.inbox().isEmpty());
      assertTrue(world.a.inbox().isEmpty());
    }

    private void write(Bytes text) throws MlsException {
      Bytes message = world.sent(world.a.protect(text));
      Received.ApplicationData read =
          assertInstanceOf(Received.ApplicationData.class, world.b.receive(message));
      assertEquals(text, read.data());
    }

    /** Proposals of both, and Bob's commit. */
    private void propose() throws MlsException {
      step(() -> world.b.receive(world.sent(world.a.propose().update())));
      Bytes proposal = world.b.propose().psk(FaultWorld.PSK);
      step(
          () -> world.a.receive(proposal),
          () -> world.store.keys(StoreKey.Kind.PROPOSAL).size() == 2);
      OutgoingCommit commit = world.b.commit().stage();
      step(
          () -> FaultWorld.merge(world.a, commit.message()),
          () -> world.a.epoch() > commit.baseEpoch());
      world.b.merge(commit);
      FaultWorld.assertAgreed(world.a, world.b);
    }

    /** A commit that the others have and its committer has lost is made good by a resync. */
    private void commit() throws MlsException {
      OutgoingCommit[] commit = new OutgoingCommit[1];
      step(
          () -> {
            commit[0] = world.a.commit().stage();
            world.sent(commit[0].message());
          });
      FaultWorld.merge(world.b, commit[0].message());
      step(() -> world.a.merge(commit[0]), () -> true);
      assertInstanceOf(Received.OwnMessage.class, world.a.receive(commit[0].message()));
      if (world.a.epoch() < world.b.epoch()) {
        joinAgain(world.b);
        world.a = world.alice.group(FaultWorld.ID).orElseThrow();
      }
      FaultWorld.assertAgreed(world.a, world.b);
    }

    private void join() throws MlsException {
      Bytes[] keyPackage = new Bytes[1];
      step(() -> keyPackage[0] = world.alice.newKeyPackage());
      Group other = world.bob.createGroup(GroupId.of("other"));
      OutgoingCommit add = other.commit().add(keyPackage[0]).stage();
      other.merge(add);
      step(
          () -> world.alice.join(add.welcome().orElseThrow()),
          () -> world.alice.group(other.id()).isPresent());
      FaultWorld.assertAgreed(other, world.alice.group(other.id()).orElseThrow());
      step(() -> world.alice.deleteGroup(other.id()));
      assertTrue(world.alice.group(other.id()).isEmpty());
    }

    private void joinByOneself() throws MlsException {
      Group other = world.bob.createGroup(GroupId.of("another"));
      ExternalJoin[] join = new ExternalJoin[1];
      step(() -> join[0] = world.alice.joinExternally(other.groupInfo()).stage());
      FaultWorld.merge(other, join[0].message());
      step(() -> world.alice.merge(join[0]), () -> true);
      if (world.alice.group(other.id()).isEmpty()) {
        joinAgain(other);
      }
      FaultWorld.assertAgreed(other, world.alice.group(other.id()).orElseThrow());
      step(() -> world.alice.deleteGroup(other.id()));
    }

    /** Alice is in the group, as Bob sees it, but cannot go on from what she has. */
    private void joinAgain(Group ofBob) throws MlsException {
      ExternalJoin join =
          world
              .alice
              .joinExternally(ofBob.groupInfo())
              .removing(ofBob.members().get(1).leaf())
              .stage();
      FaultWorld.merge(ofBob, join.message());
      world.alice.merge(join);
    }

    /** One whose Welcome was never sent is made again. */
    private void branch() throws MlsException {
      GroupId id = GroupId.of("branch");
      step(
          () -> {
            if (world.alice.group(id).isPresent()) {
              world.alice.deleteGroup(id);
            }
            NewGroup branch =
                world.alice.branch(FaultWorld.ID, id, List.of(world.bob.newKeyPackage()));
            FaultWorld.assertAgreed(branch.group(), world.bob.join(branch.welcome().orElseThrow()));
          });
    }
  }
}
