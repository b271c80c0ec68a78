package dev.hornbeam.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The module that breaks on purpose ({@code native/}), over SoftHSM: copies of both libraries, so
 * that each is initialised, and broken, apart from others in one JVM.
 *
 * <pre>{@code
 * try (SoftHsm hsm = SoftHsm.inThisJvm("alice");
 *     FaultModule module = FaultModule.overSoftHsm()) {
 *   // load module.library()
 *   module.rules("fail C_Sign CKR_DEVICE_ERROR call=2");
 * }
 * }</pre>
 */
public final class FaultModule implements AutoCloseable {
  private static final String BUILT = "native/target/faultp11.so";
  private static final String LEFT_OUT = "native/target/left-out";

  private final Workspace workspace;
  private final List<String> settings;
  private final Path library;
  private int generation;

  private FaultModule(Workspace workspace, List<String> settings, Path library) {
    this.workspace = workspace;
    this.settings = settings;
    this.library = library;
  }

  /**
   * Why the module was not built: this machine lacks a compiler or headers.
   *
   * @return empty if it was built, or was to be and was not
   */
  public static Optional<String> leftOut() {
    try {
      return Files.exists(find(LEFT_OUT))
          ? Optional.of(Files.readString(find(LEFT_OUT)).strip())
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes a module that forwards to a copy of SoftHSM. Its tokens are those that SOFTHSM2_CONF of
   * the process names, as SoftHSM's own are.
   *
   * @param settings further lines of its configuration, such as {@code face = v3}
   * @return the fixture, which the caller closes after it finalised the module
   * @throws FixtureException if the fault module is not built
   */
  public static FaultModule overSoftHsm(String... settings) {
    Path built = find(BUILT);
    if (!Files.exists(built)) {
      throw new FixtureException("no " + BUILT + ": build it with sh native/build.sh");
    }
    Workspace workspace = Workspace.create("fault");
    try {
      Path real = copy(SoftHsm.library(), workspace.file("softhsm.so"));
      List<String> lines = new ArrayList<>(List.of(settings));
      lines.add("real = " + real);
      lines.add("status = " + workspace.file("status"));
      Path library = copy(built, workspace.file("faultp11.so"));
      FaultModule module = new FaultModule(workspace, lines, library);
      module.rules();
      return module;
    } catch (RuntimeException e) {
      workspace.close();
      throw e;
    }
  }

  /**
   * @return the module to be loaded
   */
  public Path library() {
    return library;
  }

  /**
   * Puts rules in force, in place of those before: each call that begins from now on goes by them,
   * and their counters begin anew.
   *
   * @param rules lines as {@code native/README.md} tells; none to break nothing
   */
  public synchronized void rules(String... rules) {
    generation++;
    List<String> lines = new ArrayList<>(settings);
    lines.add("generation = " + generation);
    lines.addAll(List.of(rules));
    Path written = workspace.write("rules.new", String.join("\n", lines) + "\n");
    try {
      Files.move(
          written,
          workspace.file("faultp11.so.conf"),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @return what the module says since its last call
   * @throws FixtureException if the rules in force are wrong
   */
  public Status status() {
    try {
      while (true) {
        List<String> lines = Files.readAllLines(workspace.file("status"));
        Optional<Status> status = Status.of(lines);
        if (status.isPresent()) {
          return status.get();
        }
        Thread.onSpinWait();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What the module counted.
   *
   * @param sessionsOpen at SoftHSM now, without those whose opening was made to fail afterwards
   * @param sessionsPeak the most of them at once
   * @param calls by function, {@code *} for all, since the rules in force began
   * @param fired how often each rule fired, in the order of the rules
   */
  public record Status(
      long sessionsOpen, long sessionsPeak, Map<String, Long> calls, List<Long> fired) {
    /** Copies what is given. */
    public Status {
      calls = Map.copyOf(calls);
      fired = List.copyOf(fired);
    }

    /**
     * @param function a name, or {@code *}
     * @return how often it was called since the rules in force began
     */
    public long calls(String function) {
      return calls.getOrDefault(function, 0L);
    }

    private static Optional<Status> of(List<String> lines) {
      if (lines.size() < 2
          || !lines.get(0).replace("begin", "end").equals(lines.get(lines.size() - 1))) {
        return Optional.empty(); // It is being written.
      }
      Map<String, Long> numbers = new HashMap<>();
      Map<String, Long> calls = new HashMap<>();
      List<Long> fired = new ArrayList<>();
      for (String line : lines) {
        String[] words = line.split(" ", -1);
        switch (words[0]) {
          case "calls" -> calls.put(words[1], Long.parseLong(words[3]));
          case "rule" -> fired.add(Long.parseLong(words[3]));
          case "sessions-open", "sessions-peak", "sessions-orphaned" ->
              numbers.put(words[0], Long.parseLong(words[1]));
          case "error" -> {
            if (!line.equals("error none")) {
              throw new FixtureException("wrong rules: " + line);
            }
          }
          default -> {}
        }
      }
      return Optional.of(
          new Status(
              numbers.getOrDefault("sessions-open", 0L)
                  - numbers.getOrDefault("sessions-orphaned", 0L),
              numbers.getOrDefault("sessions-peak", 0L),
              calls,
              fired));
    }
  }

  /** Deletes the copies. They stay mapped in a process that loaded them. */
  @Override
  public void close() {
    workspace.close();
  }

  private static Path copy(Path from, Path to) {
    try {
      return Files.copy(from.toRealPath(), to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Below the folder of the project, from whichever of its modules the test runs. */
  private static Path find(String path) {
    Path here = Path.of("").toAbsolutePath();
    for (Path folder = here; folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve("native"))) {
        return folder.resolve(path);
      }
    }
    return here.resolve(path);
  }
}
