package dev.hornbeam.benchmarks.token;

import dev.hornbeam.benchmarks.Lacking;
import dev.hornbeam.pkcs11.ObservedModule;
import dev.hornbeam.pkcs11.ObservedModule.Observer;
import dev.hornbeam.pkcs11.Pkcs11Module;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.TokenOptions;
import dev.hornbeam.pkcs11.TokenSelector;
import dev.hornbeam.provider.HornbeamProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.security.Security;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A fresh token of SoftHSM, behind the module that delays its calls, with a provider that is
 * registered. Its files are in memory, where there is such a place, so that no disk is measured;
 * closing deletes them. It is logged in to, and not delayed, until {@link #delay} says so.
 *
 * <p>Also what is not delayed goes through that module, which tells SoftHSM where its files are: a
 * process cannot change its own environment in Java. It costs each call a look at a file.
 */
public final class BenchToken implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final String LABEL = "bench";
  private static final int PIN_BYTES = 8;
  private static final int FEWEST_SESSIONS = 2;

  private final Path objects;
  private final Path files;
  private Optional<Pkcs11Module> module = Optional.empty();
  private Optional<HornbeamProvider> provider = Optional.empty();

  /** For a benchmark that was interrupted, or whose set-up failed. */
  private final Thread deletion = new Thread(this::delete);

  private BenchToken() throws IOException {
    boolean hasMemory = Files.isDirectory(MEMORY) && Files.isWritable(MEMORY);
    objects =
        hasMemory
            ? Files.createTempDirectory(MEMORY, folderName())
            : Files.createTempDirectory(folderName());
    files = Files.createTempDirectory(folderName());
    Runtime.getRuntime().addShutdownHook(deletion);
  }

  /**
   * Makes a token.
   *
   * @param sessions the most that are open at once, as far as there can be so few
   * @param observer sees the calls into the module
   * @throws Lacking if SoftHSM or the module that delays it is not there
   */
  public static BenchToken open(int sessions, Observer observer) {
    Path softHsm = Libraries.softHsm();
    Path faultP11 = Libraries.faultP11();
    try {
      BenchToken token = new BenchToken();
      try {
        token.start(softHsm, faultP11, sessions, observer);
        return token;
      } catch (TokenException | IOException | RuntimeException | Error e) {
        token.close();
        throw e;
      }
    } catch (TokenException e) {
      throw new Lacking("SoftHSM does not start: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void start(Path softHsm, Path faultP11, int sessions, Observer observer)
      throws TokenException, IOException {
    // Copies, so that each is initialised apart from others in this process.
    Files.copy(softHsm.toRealPath(), files.resolve("softhsm.so"));
    Path library = Files.copy(faultP11.toRealPath(), files.resolve("faultp11.so"));
    Files.writeString(
        files.resolve("softhsm2.conf"),
        "directories.tokendir = " + objects + "\nobjectstore.backend = file\nlog.level = ERROR\n");
    delay(0);
    Pkcs11Module loaded = ObservedModule.load(library, observer);
    module = Optional.of(loaded);
    char[] pin = freshPin();
    loaded.initialize(loaded.slots().get(0).id(), LABEL, freshPin(), pin);
    Token token =
        loaded.open(
            TokenSelector.label(LABEL),
            TokenOptions.of((info, occasion) -> Optional.of(pin.clone()))
                .withMaxSessions(Math.max(FEWEST_SESSIONS, sessions)));
    token.login();
    HornbeamProvider made = HornbeamProvider.of("bench-" + HexFormat.of().formatHex(id()), token);
    Security.addProvider(made);
    provider = Optional.of(made);
  }

  private static byte[] id() {
    byte[] id = new byte[PIN_BYTES];
    RANDOM.nextBytes(id);
    return id;
  }

  private static char[] freshPin() {
    return HexFormat.of().formatHex(id()).toCharArray();
  }

  /** How the names of its folders begin in this process. */
  static String folderName() {
    return "hb-bench-" + ProcessHandle.current().pid() + '-';
  }

  /** Its provider, which has the token. */
  public HornbeamProvider provider() {
    return provider.orElseThrow();
  }

  /** The token. */
  public Token token() {
    try {
      return provider().token();
    } catch (TokenException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Puts a latency before each call into the module that begins from now on. */
  public void delay(int milliseconds) {
    String rule = milliseconds == 0 ? "" : "delay * " + milliseconds + "ms\n";
    Path rules = files.resolve("faultp11.so.conf");
    try {
      Path fresh =
          Files.writeString(
              files.resolve("fresh.conf"),
              "real = "
                  + files.resolve("softhsm.so")
                  + "\nsetenv SOFTHSM2_CONF="
                  + files.resolve("softhsm2.conf")
                  + '\n'
                  + rule);
      Files.move(fresh, rules, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      if (provider.isPresent()) {
        token().info(); // The rules are read at this call, and not at one that is measured.
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (TokenException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Finalises the module and deletes the token. */
  @Override
  public void close() {
    delay(0); // So that closing takes no time.
    provider.ifPresent(each -> Security.removeProvider(each.getName()));
    module.ifPresent(Pkcs11Module::close);
    delete();
    Runtime.getRuntime().removeShutdownHook(deletion);
  }

  private void delete() {
    delete(files);
    delete(objects);
  }

  private static void delete(Path root) {
    try (Stream<Path> paths = Files.walk(root)) {
      List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
