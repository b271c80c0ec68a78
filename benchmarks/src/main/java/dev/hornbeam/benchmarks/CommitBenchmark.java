package dev.hornbeam.benchmarks;

import dev.hornbeam.mls.Change.Update;
import dev.hornbeam.mls.CommitBuilder;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.IncomingCommit;
import dev.hornbeam.mls.LargeGroup;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Commits in a group of n: Alice makes one, to the bytes that are sent, and Bob processes it, from
 * the bytes that have come. What is made is discarded, so that the group stays as it is; the next
 * epoch has been computed by then, with its tree, its secrets and the confirmation tag, and only
 * its rows are not stored. {@link #epoch} stores them.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CommitBenchmark {
  /** What is committed. */
  @State(Scope.Benchmark)
  public static class Change {
    /**
     * Nothing but a new path; a new member, with a path and without one; the removal of the last
     * member, who in a group of two is Bob; an Update of the last member.
     */
    @Param({"commit", "addOne", "addOneWithoutPath", "remove", "update"})
    public String operation;

    private Bytes keyPackage;
    private LeafIndex last;

    /** Has two members, alive for this alone, carry the change out. */
    @Setup
    public void prepare(GroupScene scene) throws MlsException {
      keyPackage = LargeGroup.keyPackages(1).get(0);
      last = new LeafIndex(scene.n - 1L);
      Group alice = scene.member(0);
      Group bob = scene.member(1);
      propose(scene, alice, bob);
      OutgoingCommit commit = begin(alice).stage();
      Results.require(
          commit.changes().stream().anyMatch(Update.class::isInstance)
              == operation.equals("update"));
      bob.merge(received(bob, commit.message()));
      alice.merge(commit);
      if (bob.isActive()) {
        Results.requireAgreed(alice, bob);
      } else {
        Results.require(operation.equals("remove") && alice.members().size() == 1);
      }
      propose(scene, scene.alice, scene.bob);
    }

    /** Has the last member propose what others are to commit. */
    private void propose(GroupScene scene, Group alice, Group bob) throws MlsException {
      if (operation.equals("update")) {
        boolean isBob = last.equals(bob.ownLeaf());
        Bytes update = (isBob ? bob : scene.member(scene.n - 1)).propose().update();
        alice.receive(update);
        bob.receive(update);
      }
    }

    CommitBuilder begin(Group group) throws MlsException {
      return switch (operation) {
        case "commit", "update" -> group.commit();
        case "addOne" -> group.commit().add(keyPackage);
        case "addOneWithoutPath" ->
            group.commit().add(keyPackage).path(CommitBuilder.PathChoice.WHEN_REQUIRED);
        case "remove" -> group.commit().remove(last);
        default -> throw new Lacking("there is no operation " + operation);
      };
    }
  }

  /** A commit of Alice's that Bob has not processed. */
  @State(Scope.Benchmark)
  public static class Message {
    private Bytes commit;

    @Setup
    public void prepare(GroupScene scene, Change change) throws MlsException {
      OutgoingCommit staged = change.begin(scene.alice).stage();
      commit = staged.message();
      scene.alice.discard(staged);
    }
  }

  /** Alice makes the commit, the next epoch, and a Welcome if somebody is added. */
  @Benchmark
  public OutgoingCommit stage(GroupScene scene, Change change) throws MlsException {
    OutgoingCommit commit = change.begin(scene.alice).stage();
    scene.alice.discard(commit);
    return commit;
  }

  /** Bob verifies the commit and computes the next epoch. */
  @Benchmark
  public IncomingCommit process(GroupScene scene, Change change, Message message)
      throws MlsException {
    IncomingCommit commit = received(scene.bob, message.commit);
    scene.bob.discard(commit);
    return commit;
  }

  /** Alice makes a commit with a path, Bob processes it, and both store the next epoch. */
  @Benchmark
  public long epoch(GroupScene scene) throws MlsException {
    OutgoingCommit commit = scene.alice.commit().stage();
    scene.bob.merge(received(scene.bob, commit.message()));
    scene.alice.merge(commit);
    return scene.alice.epoch();
  }

  private static IncomingCommit received(Group member, Bytes commit) throws MlsException {
    Received received = member.receive(commit);
    return received instanceof Received.RemovalReceived removal
        ? removal.commit()
        : ((Received.CommitReceived) received).commit();
  }
}
