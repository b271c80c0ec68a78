package dev.hornbeam.cli.demo;

import dev.hornbeam.cli.BadInput;
import dev.hornbeam.cli.Main;
import dev.hornbeam.cli.SoftHsm;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
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
 * environment where its tokens are, and a JVM cannot set its own environment: so the command runs
 * again in a JVM that has it.
 */
final class FreshToken implements AutoCloseable {
  private static final String LABEL = "hornbeam-demo";
  private static final int PIN_DIGITS = 12;
  private static final int PATIENCE_SECONDS = 5;
  private static final String INSTALL =
      SoftHsm.INSTALL + ", or name another token's module by --module";

  private final Path library;
  private final Path folder;
  private final Path configuration;
  private final Path pinFile;
  private final Thread cleaning = new Thread(this::end, "hornbeam-demo-token");
  private volatile Optional<Process> running = Optional.empty();

  private FreshToken(Path library, Path folder) {
    this.library = library;
    this.folder = folder;
    this.configuration = folder.resolve("softhsm2.conf");
    this.pinFile = folder.resolve("pin");
  }

  /**
   * Makes the token.
   *
   * @throws BadInput if there is no SoftHSM here; the message says how to get it
   */
  static FreshToken make() throws BadInput, DemoFailed {
    Path library =
        SoftHsm.library().orElseThrow(() -> new BadInput("there is no SoftHSM here: " + INSTALL));
    try {
      FreshToken token = new FreshToken(library, Files.createTempDirectory("hornbeam-demo-"));
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
    } catch (IOException e) {
      throw new DemoFailed("there can be no temporary token: " + e.getMessage(), e);
    }
  }

  /** The folder is for its owner only, and so is what is in it. */
  private void initialize() throws IOException, BadInput, DemoFailed {
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
            LABEL,
            "--pin",
            pin,
            "--so-pin",
            pin());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("SOFTHSM2_CONF", configuration.toString());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new BadInput("softhsm2-util cannot be run: " + INSTALL, e);
    }
    String output = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
    if (waitFor(process) != 0) {
      throw new DemoFailed("softhsm2-util made no token: " + output.strip());
    }
  }

  private static String pin() {
    StringBuilder pin = new StringBuilder();
    new SecureRandom().ints(PIN_DIGITS, 0, 10).forEach(pin::append);
    return pin.toString();
  }

  /**
   * Runs {@code hornbeam demo} with this token, to its end.
   *
   * @param arguments but for those that say which token
   * @return its exit code
   */
  int demo(List<String> arguments, PrintWriter out, PrintWriter err) throws DemoFailed {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!option.startsWith("-javaagent") && !option.startsWith("-agent")) {
        command.add(option);
      }
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.add("demo");
    command.addAll(arguments);
    command.addAll(List.of("--module", library.toString(), "--token-label", LABEL));
    command.addAll(List.of("--pin-file", pinFile.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SOFTHSM2_CONF", configuration.toString());
    try {
      Process process = builder.start();
      running = Optional.of(process);
      process.getOutputStream().close();
      Thread errors = copying(process.getErrorStream(), err);
      Thread output = copying(process.getInputStream(), out);
      int code = waitFor(process);
      output.join();
      errors.join();
      return code;
    } catch (IOException e) {
      throw new DemoFailed("Java cannot be started again: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailed("interrupted", e);
    }
  }

  private static Thread copying(InputStream from, PrintWriter to) {
    Thread thread = new Thread(() -> copy(from, to), "hornbeam-demo-output");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void copy(InputStream from, PrintWriter to) {
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

  private static int waitFor(Process process) throws DemoFailed {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new DemoFailed("interrupted", e);
    }
  }

  /** Deletes the token. */
  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(cleaning);
    } catch (IllegalStateException e) {
      // The process is ending already, and has done the same.
    }
  }

  private void end() {
    running.ifPresent(FreshToken::stop);
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // It is gone, or the system cleans its temporary folders.
    }
  }

  private static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
