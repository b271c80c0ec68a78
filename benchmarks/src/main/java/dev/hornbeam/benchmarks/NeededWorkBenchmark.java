package dev.hornbeam.benchmarks;

import dev.hornbeam.mls.LargeGroup;
import dev.hornbeam.mls.crypto.AssembledProfile;
import dev.hornbeam.mls.crypto.FastestOperations;
import dev.hornbeam.mls.crypto.OperationRecorder;
import dev.hornbeam.mls.crypto.RecordedWork;
import dev.hornbeam.mls.error.MlsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
 * What no engine can do without: the public-key operations of a group operation, and nothing else.
 *
 * <p>The set-up runs the benchmark of the group operation once and writes down each signature,
 * verification, key pair and agreement with its operands. Just these are done again, on one thread,
 * each by the implementation that has measured fastest at it. Hashing, key derivation, ciphers,
 * encoding and checks are not among them. So the time of the operation divided by this one is what
 * the engine adds to the bare work, at any n and shape, in one run of JMH.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class NeededWorkBenchmark {
  private static final Map<String, FastestOperations> FASTEST = new ConcurrentHashMap<>();

  /**
   * What is priced. An operation of {@link CommitBenchmark} has its own name for making the commit,
   * and that after {@code process} for processing it; but to process a bare commit is {@code
   * process}. The others have the names of their methods in {@link CommitBenchmark}, {@link
   * JoinBenchmark} and {@link AddManyBenchmark}.
   */
  @Param({"commit", "process", "addOne", "processAddOne", "join", "addMany", "processAddMany"})
  public String operation;

  /** As in the benchmark that is priced. */
  @Param({"2", "10", "100", "1000", "10000"})
  public int n;

  /** As in the benchmark that is priced; to add many needs none, and is the same in either. */
  @Param({"bare", "full"})
  public String shape;

  /**
   * Among which implementations the fastest is looked for: {@code engine}, those that the engine
   * itself chooses from; {@code all}, also those that it uses if told to.
   */
  @Param("engine")
  public String among;

  private RecordedWork work;

  /** Records the work, and does it once to see that it is right. */
  @Setup
  public void prepare() throws MlsException {
    OperationRecorder recorder = new OperationRecorder(LargeGroup.SUITE);
    record(recorder);
    FastestOperations fastest = FASTEST.computeIfAbsent(among, NeededWorkBenchmark::fastest);
    work = recorder.work(fastest);
    Results.require(!work.counts().isEmpty() && work.isRight());
  }

  /** All that is needed. */
  @Benchmark
  public int needed() {
    return work.perform();
  }

  /** What is done again. */
  RecordedWork work() {
    return work;
  }

  private static FastestOperations fastest(String among) {
    List<Profile> profiles =
        switch (among) {
          case "engine" -> List.of(Profile.FASTEST, Profile.PORTABLE);
          case "all" -> Arrays.asList(Profile.values());
          default -> throw new Lacking("there are no implementations " + among);
        };
    List<AssembledProfile> found = new ArrayList<>();
    for (Profile each : profiles) {
      try {
        found.add(each.assemble());
      } catch (Lacking e) {
        // Who is not there is not the fastest.
      }
    }
    return FastestOperations.of(
        LargeGroup.SUITE, found.stream().map(AssembledProfile::profile).toList());
  }

  /** Runs the benchmark that is priced, so that what is recorded is what it does. */
  private void record(OperationRecorder recorder) throws MlsException {
    switch (operation) {
      case "addMany", "processAddMany" -> recordAddMany(recorder);
      default -> {
        GroupScene scene = new GroupScene();
        scene.n = n;
        scene.shape = shape;
        scene.threads = 1;
        scene.profile = recorder.profile();
        scene.begin();
        try {
          record(recorder, scene);
        } finally {
          scene.end();
        }
      }
    }
  }

  private void recordAddMany(OperationRecorder recorder) throws MlsException {
    AddManyBenchmark many = new AddManyBenchmark();
    many.n = n;
    many.threads = 1;
    many.profile = recorder.profile();
    many.prepare();
    recorder.reset();
    if (operation.equals("addMany")) {
      many.addMany();
    } else {
      many.processAddMany();
    }
    many.end();
  }

  private void record(OperationRecorder recorder, GroupScene scene) throws MlsException {
    switch (operation) {
      case "join" -> {
        JoinBenchmark.Invited invited = new JoinBenchmark.Invited();
        invited.prepare(scene);
        invited.renew(scene);
        recorder.reset();
        new JoinBenchmark().join(invited);
      }
      case "externalJoin", "processExternalJoin" -> {
        JoinBenchmark.Uninvited uninvited = new JoinBenchmark.Uninvited();
        uninvited.prepare(scene);
        recorder.reset();
        if (operation.equals("externalJoin")) {
          new JoinBenchmark().externalJoin(uninvited);
        } else {
          new JoinBenchmark().processExternalJoin(scene, uninvited);
        }
      }
      case "epoch" -> {
        recorder.reset();
        new CommitBenchmark().epoch(scene);
      }
      default -> recordCommit(recorder, scene);
    }
  }

  private void recordCommit(OperationRecorder recorder, GroupScene scene) throws MlsException {
    CommitBenchmark.Change change = new CommitBenchmark.Change();
    change.operation = committed();
    change.prepare(scene);
    CommitBenchmark commits = new CommitBenchmark();
    if (operation.equals(change.operation)) {
      recorder.reset();
      commits.stage(scene, change);
    } else {
      CommitBenchmark.Message message = new CommitBenchmark.Message();
      message.prepare(scene, change);
      recorder.reset();
      commits.process(scene, change, message);
    }
  }

  /** The parameter {@code operation} of {@link CommitBenchmark}. */
  private String committed() {
    String process = "process";
    if (operation.equals(process)) {
      return "commit";
    }
    if (!operation.startsWith(process)) {
      return operation;
    }
    String name = operation.substring(process.length());
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }
}
