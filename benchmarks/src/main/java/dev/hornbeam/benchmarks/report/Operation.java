package dev.hornbeam.benchmarks.report;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An operation on groups, whoever does it and however large the group is.
 *
 * @param benchmark the simple name of Hornbeam's benchmark of it
 * @param variant the parameters that make it another operation, such as {@code operation=addOne}
 * @param shape of the tree; empty where there is but one
 */
record Operation(String benchmark, String variant, String shape) implements Comparable<Operation> {
  private static final String COMMIT = "CommitBenchmark.stage";
  private static final String PROCESS = "CommitBenchmark.process";

  /** Titles that plots and tables name their operations by. */
  static final String COMMITTING = "commit with a path";

  static final String PROCESSING = "process a commit";
  static final String ADDING = "add one";
  static final String PROCESSING_ADD = "process an add";

  /** The operations that have names of their own, in the order of telling. */
  private static final List<Titled> TITLES =
      List.of(
          new Titled("CreateBenchmark.create", "", "create a group"),
          new Titled(COMMIT, "operation=commit", COMMITTING),
          new Titled(PROCESS, "operation=commit", PROCESSING),
          new Titled(COMMIT, "operation=addOne", ADDING),
          new Titled(PROCESS, "operation=addOne", PROCESSING_ADD),
          new Titled(COMMIT, "operation=addOneWithoutPath", "add one without a path"),
          new Titled(PROCESS, "operation=addOneWithoutPath", "process an add without a path"),
          new Titled(COMMIT, "operation=remove", "remove one"),
          new Titled(PROCESS, "operation=remove", "process a removal"),
          new Titled(COMMIT, "operation=update", "commit an update"),
          new Titled(PROCESS, "operation=update", "process an update"),
          new Titled("AddManyBenchmark.addMany", "", "add n at once"),
          new Titled("AddManyBenchmark.processAddMany", "", "process an add of n"),
          new Titled("JoinBenchmark.join", "", "join by a Welcome"),
          new Titled("JoinBenchmark.externalJoin", "", "join externally"),
          new Titled("JoinBenchmark.processExternalJoin", "", "process an external join"),
          new Titled("MessageBenchmark.protect", "size=32", "protect 32 B"),
          new Titled("MessageBenchmark.unprotect", "size=32", "unprotect 32 B"),
          new Titled("MessageBenchmark.protect", "size=1024", "protect 1 KiB"),
          new Titled("MessageBenchmark.unprotect", "size=1024", "unprotect 1 KiB"),
          new Titled("MessageBenchmark.protect", "size=65536", "protect 64 KiB"),
          new Titled("MessageBenchmark.unprotect", "size=65536", "unprotect 64 KiB"),
          new Titled("StateBenchmark.export", "", "export a secret"),
          new Titled("StateBenchmark.serialise", "", "serialise the state"),
          new Titled("StateBenchmark.deserialise", "", "deserialise the state"),
          new Titled("StateBenchmark.load", "", "load the state"));

  /** What {@code NeededWorkBenchmark} calls the operations that it prices. */
  private static final Map<String, String> PRICED =
      Map.of(
          "commit",
          COMMITTING,
          "process",
          PROCESSING,
          "addOne",
          ADDING,
          "processAddOne",
          PROCESSING_ADD,
          "remove",
          "remove one",
          "join",
          "join by a Welcome",
          "addMany",
          "add n at once",
          "processAddMany",
          "process an add of n");

  /** Before each of these, something is made anew. */
  private static final Set<String> RENEWED =
      Set.of(
          "MessageBenchmark.unprotect",
          "JoinBenchmark.join",
          "StateBenchmark.load",
          "StateBenchmark.serialise",
          "StateBenchmark.deserialise");

  private record Titled(String benchmark, String variant, String title) {}

  /** The operation that was measured, if it was one on groups by MLS. */
  static Optional<Operation> of(Measured measured) {
    String benchmark = Names.ours(measured.name());
    boolean isOperation =
        TITLES.stream().anyMatch(titled -> type(titled.benchmark()).equals(type(benchmark)));
    Map<String, String> rest = new TreeMap<>(measured.params());
    rest.keySet().removeAll(List.of("n", "shape", "threads"));
    String variant = Step.label("", new TreeMap<>(rest)).strip();
    return isOperation
        ? Optional.of(new Operation(benchmark, variant, measured.param("shape")))
        : Optional.empty();
  }

  /** The operation of a title. */
  static Operation titled(String title, String shape) {
    return TITLES.stream()
        .filter(titled -> titled.title().equals(title))
        .findFirst()
        .map(titled -> new Operation(titled.benchmark(), titled.variant(), shape))
        .orElseThrow();
  }

  /** The operation that the needed work was measured for. */
  static Optional<Operation> pricedBy(Measured needed) {
    return Optional.ofNullable(PRICED.get(needed.param("operation")))
        .map(title -> titled(title, needed.param("shape")))
        .map(priced -> priced.isOfAnyTree() ? priced : titled(priced.title(), ""));
  }

  /** Members are added many at once to a pair, whose tree has but one shape. */
  private boolean isOfAnyTree() {
    return !type(benchmark).equals("AddManyBenchmark");
  }

  /**
   * How many times longer the peer takes.
   *
   * @return empty if either is absent, or does another work than the other
   */
  OptionalDouble toPeer(@Nullable Measured ours, @Nullable Measured peers) {
    // The peer is given its keys, where Hornbeam makes and stores them.
    return benchmark.equals("CreateBenchmark.create")
        ? OptionalDouble.empty()
        : Ratio.of(peers, ours);
  }

  /** Whether JMH's count of what is allocated is of the operation, and not also of its set-up. */
  boolean isAllocationItsOwn() {
    return !RENEWED.contains(benchmark);
  }

  /** What a reader knows it by. */
  String title() {
    return TITLES.stream()
        .filter(this::is)
        .map(Titled::title)
        .findFirst()
        .orElse((benchmark + " " + variant).strip());
  }

  private boolean is(Titled titled) {
    return titled.benchmark().equals(benchmark) && titled.variant().equals(variant);
  }

  private static String type(String benchmark) {
    return benchmark.substring(0, benchmark.indexOf('.'));
  }

  private int rank() {
    for (int i = 0; i < TITLES.size(); i++) {
      if (is(TITLES.get(i))) {
        return i;
      }
    }
    return TITLES.size();
  }

  /** In the order of telling: full trees first. */
  @Override
  public int compareTo(Operation other) {
    return Comparator.comparingInt(Operation::rank)
        .thenComparing(Operation::benchmark)
        .thenComparing(Operation::variant)
        .thenComparing(Operation::shape, Comparator.reverseOrder())
        .compare(this, other);
  }
}
