package dev.hornbeam.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A SoftHSM token in a temporary folder, and a process that uses it. SoftHSM reads from its
 * environment where its tokens are, and a JVM cannot set its own environment: so a command that
 * wants such a token runs again in a JVM that has it.
 *
 * <p>When this process is told to end, the other one is told to end too and given time to do so;
 * then the token is deleted.
 */
public final class FreshToken implements AutoCloseable {
  private static final int PIN_DIGITS = 12;
  private static final int PATIENCE_SECONDS = 60;
  private static final String INSTALL =
      SoftHsm.INSTALL + ", or name another token's module by --module";

  private final String label;
  private final Path library;
  private final Path folder;
  private final Path configuration;
  private final Path pinFile;
  private final Thread cleaning = new Thread(this::end, "hornbeam-fresh-token");
  private final List<Thread> copying = new ArrayList<>();
  private Optional<Process> running = Optional.empty();
  private boolean ended;

  private FreshToken(String label, Path library, Path folder) {
    this.label = label;
    this.library = library;
    this.folder = folder;
    this.configuration = folder.resolve("softhsm2.conf");
    this.pinFile = folder.resolve("pin");
  }

  /**
   * Makes the token.
   *
   * @param label its label, with which the name of its folder begins too
   * @throws BadInput if there is no SoftHSM here; the message says how to get it
   * @throws IOException if no token can be made
   */
  public static FreshToken make(String label) throws BadInput, IOException {
    Path library =
        SoftHsm.library().orElseThrow(() -> new BadInput("there is no SoftHSM here: " + INSTALL));
    FreshToken token = new FreshToken(label, library, Files.createTempDirectory(label + "-"));
    Runtime.getRuntime().addShutdownHook(token.cleaning);
    boolean isMade = false;
    try {
      token.initialize();
      isMade = true;
      return token;
    } finally {
      if (!isMade) {
        token.close();
      }
    }
  }

  /** The folder is for its owner only, and so is what is in it. */
  private void initialize() throws IOException, BadInput {
    Path tokens = Files.createDirectory(folder.resolve("tokens"));
    Files.writeString(
        configuration,
        "directories.tokendir = " + tokens + "\nobjectstore.backend = file\nlog.level = ERROR\n");
    String pin = pin();
    Files.writeString(pinFile, pin + "\n", StandardCharsets.US_ASCII);
    List<String> command =
        List.of(
            "softhsm2-util",
            "--init-token",
            "--free",
            "--label",
            label,
            "--pin",
            pin,
            "--so-pin",
            pin());
    Process process;
    try {
      process = start(new ProcessBuilder(command).redirectErrorStream(true));
    } catch (IOException e) {
      throw new BadInput("softhsm2-util cannot be run: " + INSTALL, e);
    }
    String output = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
    if (code(process) != 0) {
      throw new IOException("softhsm2-util made no token: " + output.strip());
    }
  }

  private static String pin() {
    StringBuilder pin = new StringBuilder();
    new SecureRandom().ints(PIN_DIGITS, 0, 10).forEach(pin::append);
    return pin.toString();
  }

  /**
   * Runs {@code hornbeam} in a JVM of its own that has this token, to its end.
   *
   * @param arguments the command and its options, but for those of {@code TokenArguments}, which
   *     are added
   * @param out is given what it prints, while it runs; stays the caller's, as the next does
   * @return its exit code
   * @throws IOException if it cannot be started, or this process is ending
   */
  public int hornbeam(List<String> arguments, PrintWriter out, PrintWriter err) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!option.startsWith("-javaagent") && !option.startsWith("-agent")) {
        command.add(option);
      }
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    command.addAll(List.of("--module", library.toString(), "--token-label", label));
    command.addAll(List.of("--pin-file", pinFile.toString()));
    Process process = start(new ProcessBuilder(command), out, err);
    int code = code(process);
    awaitCopies();
    return code;
  }

  private synchronized Process start(ProcessBuilder builder, PrintWriter out, PrintWriter err)
      throws IOException {
    Process process = start(builder);
    copying.add(copy(process.getErrorStream(), err));
    copying.add(copy(process.getInputStream(), out));
    return process;
  }

  /** Once the folder is gone, nothing is started that would need it. */
  private synchronized Process start(ProcessBuilder builder) throws IOException {
    if (ended) {
      throw new IOException("the process is ending");
    }
    builder.environment().put("SOFTHSM2_CONF", configuration.toString());
    Process process = builder.start();
    running = Optional.of(process);
    process.getOutputStream().close();
    return process;
  }

  private static Thread copy(InputStream from, PrintWriter to) {
    Thread thread = new Thread(() -> copyAll(from, to), "hornbeam-output");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void copyAll(InputStream from, PrintWriter to) {
    char[] buffer = new char[4096];
    try (Reader reader = new InputStreamReader(from, Charset.defaultCharset())) {
      for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
        to.write(buffer, 0, n);
        to.flush();
      }
    } catch (IOException e) {
      // The process has ended: there is nothing more to show.
    }
  }

  private static int code(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Ends the process, if it still runs, and deletes the token. */
  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(cleaning);
    } catch (IllegalStateException e) {
      // This process is ending already, and has done the same.
    }
  }

  private synchronized void end() {
    if (ended) {
      return;
    }
    ended = true;
    running.ifPresent(FreshToken::stop);
    awaitCopies();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      // It is gone, or the system cleans its temporary folders.
    }
  }

  private static void stop(Process process) {
    process.toHandle().destroy(); // Process.destroy would close what it still has to say.
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** What the process printed as its last words is shown too. */
  private void awaitCopies() {
    try {
      for (Thread thread : copying) {
        thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
