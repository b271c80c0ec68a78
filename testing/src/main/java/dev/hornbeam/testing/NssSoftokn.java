package dev.hornbeam.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * NSS's software token with a database of its own. Debian packages: libnss3, libnss3-tools.
 *
 * <p>The module takes its configuration as pReserved of C_Initialize ({@link #initArguments}), so
 * it needs no environment and lives in the JVM of the test. It has two slots: the token is {@value
 * #LABEL}; the other is for cryptography without keys that last.
 *
 * <pre>{@code
 * try (NssSoftokn nss = NssSoftokn.start()) {
 *   // C_Initialize of NssSoftokn.library() with pReserved nss.initArguments(); log in nss.token().pin()
 * }
 * }</pre>
 */
public final class NssSoftokn implements AutoCloseable {
  /** The token's label, which NSS gives it. */
  public static final String LABEL = "NSS Certificate DB";

  private static final String PIN = "1234";
  // Such as: "< 0> ec       0a1b2c   nickname".
  private static final Pattern LISTED_KEY =
      Pattern.compile("^< *[0-9]+> *[a-z]+ +([0-9a-f]+)", Pattern.MULTILINE);

  private final Workspace workspace;
  private final Path database;
  private final Path pinFile;
  private final Path noise;

  private NssSoftokn(Workspace workspace) {
    this.workspace = workspace;
    this.database = workspace.makeFolder("db");
    this.pinFile = workspace.write("pin", PIN + "\n");
    // certutil asks a person to type at random unless it is given a file; the module has its own
    // RNG.
    this.noise = workspace.write("noise", "test value ".repeat(20));
  }

  /**
   * Makes an empty database.
   *
   * @return the fixture, which the caller closes after it finalised the module
   * @throws FixtureException if certutil fails
   */
  public static NssSoftokn start() {
    NssSoftokn nss = new NssSoftokn(Workspace.create("nss"));
    try {
      nss.certutil("-N").orThrow();
      return nss;
    } catch (RuntimeException e) {
      nss.close();
      throw e;
    }
  }

  /**
   * @return the module
   * @throws FixtureException if it is not installed
   */
  public static Path library() {
    return Library.find("libsoftokn3.so", "libnss3");
  }

  /**
   * @return the string for pReserved of C_Initialize
   */
  public String initArguments() {
    return "configdir='sql:" + database + "' certPrefix='' keyPrefix='' secmod='secmod.db' flags=";
  }

  /**
   * @return the folder of the database
   */
  public Path database() {
    return database;
  }

  /**
   * @return nothing: the module needs no environment
   */
  public Map<String, String> environment() {
    return Map.of();
  }

  /**
   * @return the token; NSS has no security officer's PIN once the user's is set
   */
  public TestToken token() {
    return new TestToken(LABEL, PIN, "");
  }

  /**
   * Lists the private keys from outside.
   *
   * @return each key's CKA_ID, in hexadecimal
   * @throws FixtureException if certutil fails
   */
  public List<String> privateKeys() {
    Outcome outcome = certutil("-K");
    if (outcome.output().contains("no keys found")) {
      return List.of();
    }
    return LISTED_KEY.matcher(outcome.orThrow().stdout()).results().map(r -> r.group(1)).toList();
  }

  /**
   * Makes a key pair by another process, which the module then sees.
   *
   * @param curve certutil's name of it: {@code nistp256}, {@code nistp384} or {@code nistp521}
   * @throws FixtureException if certutil fails
   */
  public void generate(String curve) {
    certutil("-G", "-k", "ec", "-q", curve, "-z", noise.toString()).orThrow();
  }

  /**
   * Destroys a key pair by another process.
   *
   * @param id the key's CKA_ID in hexadecimal, as {@link #privateKeys} shows it
   * @throws FixtureException if there is none
   */
  public void delete(String id) {
    certutil("-F", "-k", id).orThrow();
  }

  /** Deletes the database files underneath whoever uses them. */
  public void deleteDatabase() {
    try (var files = Files.list(database)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the database. */
  @Override
  public void close() {
    workspace.close();
  }

  private Outcome certutil(String... arguments) {
    return Command.of("certutil")
        .and(arguments)
        .and("-d", "sql:" + database, "-f", pinFile.toString())
        .run();
  }
}
