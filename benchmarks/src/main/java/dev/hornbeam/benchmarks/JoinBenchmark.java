package dev.hornbeam.benchmarks;

import dev.hornbeam.mls.ExternalJoin;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.InMemoryStore;
import dev.hornbeam.mls.IncomingCommit;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.ChangeSet;
import dev.hornbeam.mls.types.Store;
import dev.hornbeam.mls.types.StoreKey;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Carol joins a group of n, so that she is one more. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class JoinBenchmark {
  /**
   * A Welcome for Carol. To join uses her key package up, so she is a new client each time, with
   * the same keys in a store of her own; that takes far less time than a join.
   */
  @State(Scope.Benchmark)
  public static class Invited {
    private final InMemoryStore prepared = new InMemoryStore();
    private MlsClient first;
    private MlsClient carol;
    private Bytes welcome;

    @Setup
    public void prepare(GroupScene scene) throws MlsException {
      first = scene.outsider("carol", prepared);
      Bytes keyPackage = first.newKeyPackage();
      Group alice = scene.member(0);
      OutgoingCommit commit = alice.commit().add(keyPackage).stage();
      alice.merge(commit);
      welcome = commit.welcome().orElseThrow();
      renew(scene);
      Group joined = carol.join(welcome);
      Results.requireAgreed(alice, joined);
      Results.require(joined.members().size() == scene.n + 1);
    }

    @Setup(Level.Invocation)
    public void renew(GroupScene scene) throws MlsException {
      carol = scene.twin(first, copy());
    }

    /** Carol, as she was when she made her key package. */
    MlsClient client() {
      return first;
    }

    Bytes welcome() {
      return welcome;
    }

    /** A store that has the key package. */
    Store copy() throws MlsException {
      Store copy = new InMemoryStore();
      try (ChangeSet changes = new ChangeSet()) {
        for (StoreKey.Kind kind : StoreKey.Kind.values()) {
          for (StoreKey key : prepared.keys(kind)) {
            Secret value = prepared.read(key).orElseThrow();
            changes.put(key, value);
          }
        }
        copy.apply(changes);
      }
      return copy;
    }
  }

  /** What Carol needs to join by herself, and a commit by which she does. */
  @State(Scope.Benchmark)
  public static class Uninvited {
    private MlsClient carol;
    private Bytes groupInfo;
    private Bytes commit;

    @Setup
    public void prepare(GroupScene scene) throws MlsException {
      carol = scene.outsider("carol", new InMemoryStore());
      Group alice = scene.member(0);
      groupInfo = alice.groupInfo();
      ExternalJoin join = carol.joinExternally(groupInfo).stage();
      commit = join.message();
      alice.merge(((Received.CommitReceived) alice.receive(commit)).commit());
      Results.requireAgreed(alice, carol.merge(join));
      carol.deleteGroup(alice.id());
    }
  }

  /**
   * By a Welcome, from its bytes to a group that is stored, in memory: verifies the group with each
   * leaf, key and hash of its tree.
   */
  @Benchmark
  public Group join(Invited invited) throws MlsException {
    return invited.carol.join(invited.welcome);
  }

  /** By an external commit, which is discarded: verifies the group and makes the commit. */
  @Benchmark
  public ExternalJoin externalJoin(Uninvited uninvited) throws MlsException {
    ExternalJoin join = uninvited.carol.joinExternally(uninvited.groupInfo).stage();
    uninvited.carol.discard(join);
    return join;
  }

  /** Bob verifies an external commit and computes the next epoch. */
  @Benchmark
  public IncomingCommit processExternalJoin(GroupScene scene, Uninvited uninvited)
      throws MlsException {
    IncomingCommit commit =
        ((Received.CommitReceived) scene.bob.receive(uninvited.commit)).commit();
    scene.bob.discard(commit);
    return commit;
  }
}
