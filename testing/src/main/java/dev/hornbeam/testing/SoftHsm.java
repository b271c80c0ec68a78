package dev.hornbeam.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * SoftHSM with a token folder of its own. Debian packages: softhsm2, opensc.
 *
 * <p>SoftHSM reads the file that SOFTHSM2_CONF names at each C_Initialize, and its token folder
 * only then. A JVM cannot set that variable for itself, so Surefire sets it to a path of this
 * fork's own (parent pom) and {@link #inThisJvm} writes the configuration there. It follows that
 *
 * <ul>
 *   <li>tokens are made before the module is initialised; one that another process makes later is
 *       seen after C_Finalize and C_Initialize. (C_InitToken in the same process is seen at once.
 *       Objects that other processes make or destroy in a known token are seen at once, too.)
 *   <li>within one JVM one fixture at a time is in use by this JVM, and the module is finalised
 *       before the next one's {@code inThisJvm}; a fixture may have any number of tokens. Test
 *       classes of one fork run one after the other, and forks have different files.
 * </ul>
 *
 * <p>Other processes, and {@link ForkedJvm}s, get {@link #environment} instead: any number of
 * fixtures may serve those.
 *
 * <pre>{@code
 * try (SoftHsm hsm = SoftHsm.inThisJvm("alice")) {
 *   // initialise SoftHsm.library(); token hsm.token("alice"); at the end finalise it
 *   hsm.tool("alice").objects(); // seen from outside
 * }
 * }</pre>
 */
public final class SoftHsm implements AutoCloseable {
  private static final String CONFIGURATION = "SOFTHSM2_CONF";
  private static final String PIN = "1234";
  private static final String SO_PIN = "5678";

  private final Workspace workspace;
  private final Path tokens;
  private final Path configuration;
  private final Optional<Path> published;

  private SoftHsm(Workspace workspace, Optional<Path> published) {
    this.workspace = workspace;
    this.tokens = workspace.makeFolder("tokens");
    this.configuration =
        workspace.write(
            "softhsm2.conf",
            "directories.tokendir = "
                + tokens
                + "\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n");
    this.published = published;
  }

  /**
   * Makes a token folder for other processes.
   *
   * @param labels the labels of the tokens to be made in it, which differ
   * @return the fixture, which the caller closes
   * @throws FixtureException if softhsm2-util fails
   */
  public static SoftHsm start(String... labels) {
    return start(Optional.empty(), labels);
  }

  /**
   * Makes a token folder and lets this JVM's next C_Initialize of SoftHSM use it.
   *
   * @param labels the labels of the tokens to be made in it, which differ
   * @return the fixture, which the caller closes after it finalised the module
   * @throws FixtureException if softhsm2-util fails
   * @throws IllegalStateException if the environment of this JVM lacks SOFTHSM2_CONF, which
   *     Surefire sets
   */
  public static SoftHsm inThisJvm(String... labels) {
    String path = System.getenv(CONFIGURATION);
    if (path == null) {
      throw new IllegalStateException(
          "set SOFTHSM2_CONF to the path of a file that this test may write, as Surefire does");
    }
    return start(Optional.of(Path.of(path)), labels);
  }

  private static SoftHsm start(Optional<Path> published, String... labels) {
    SoftHsm hsm = new SoftHsm(Workspace.inMemory("softhsm"), published);
    try {
      for (String label : labels) {
        hsm.addToken(label);
      }
      hsm.publish();
      return hsm;
    } catch (RuntimeException e) {
      hsm.close();
      throw e;
    }
  }

  /**
   * @return the module
   * @throws FixtureException if it is not installed
   */
  public static Path library() {
    return Library.find("softhsm/libsofthsm2.so", "softhsm2");
  }

  /**
   * @return what another process needs in its environment to see these tokens
   */
  public Map<String, String> environment() {
    return Map.of(CONFIGURATION, configuration.toString());
  }

  /**
   * @param label a token's label
   * @return the token's label and PINs
   */
  public TestToken token(String label) {
    return new TestToken(label, PIN, SO_PIN);
  }

  /**
   * @param label a token's label
   * @return pkcs11-tool on this token, in processes of its own
   */
  public Pkcs11Tool tool(String label) {
    return new Pkcs11Tool(library(), environment(), token(label));
  }

  /**
   * Makes one more token by another process. A module that is initialised already does not see it.
   *
   * @param label its label, which no other token has
   * @return its label and PINs
   * @throws FixtureException if softhsm2-util fails
   */
  public TestToken addToken(String label) {
    util("--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", SO_PIN);
    return token(label);
  }

  /**
   * Makes a token anew by another process, as an administrator would: all of its objects are gone.
   *
   * @param label its label
   * @throws FixtureException if softhsm2-util fails
   */
  public void eraseToken(String label) {
    util("--init-token", "--token", label, "--label", label, "--pin", PIN, "--so-pin", SO_PIN);
  }

  /**
   * Deletes a token and its files by another process.
   *
   * @param label its label
   * @throws FixtureException if softhsm2-util fails
   */
  public void deleteToken(String label) {
    util("--delete-token", "--token", label);
  }

  /** Deletes all token files underneath whoever uses them, as a lost disk would. */
  public void deleteTokenFolder() {
    Workspace.deleteTree(tokens);
  }

  /**
   * Changes the user's PIN by another process.
   *
   * @param label the token's label
   * @param newPin the PIN from now on; {@link #token} goes on to tell the first one
   * @throws FixtureException if the token refuses
   */
  public void changePin(String label, String newPin) {
    tool(label).asUser("--change-pin", "--new-pin", newPin).orThrow();
  }

  /**
   * Imports a key pair with a known private value by another process. All curves that the JDK makes
   * are taken: NIST's, Ed25519, Ed448, X25519 and X448. SoftHSM lets keys that came this way sign
   * only, until CKA_DERIVE is set by C_SetAttributeValue; for NIST curves {@link
   * Pkcs11Tool#writePrivateKey} makes one that derives at once. The private key is sensitive, and
   * the public key's CKA_EC_POINT is raw for Edwards and Montgomery curves.
   *
   * @param label the token's label
   * @param key the private key
   * @param keyLabel CKA_LABEL of both keys
   * @param id CKA_ID of both keys, in hexadecimal
   * @throws FixtureException if softhsm2-util fails
   */
  public void importKey(String label, PrivateKey key, String keyLabel, String id) {
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(key.getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    try (Workspace files = Workspace.create("import")) {
      util(
          "--import",
          files.write("key.pem", pem).toString(),
          "--token",
          label,
          "--pin",
          PIN,
          "--label",
          keyLabel,
          "--id",
          id);
    }
  }

  /** Deletes the token folder; the next C_Initialize in this JVM finds no configuration. */
  @Override
  public void close() {
    try {
      // Only our own: another fixture may have come after this one.
      if (published.isPresent() && publishedIsOurs(published.get())) {
        Files.deleteIfExists(published.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      workspace.close();
    }
  }

  private void publish() {
    if (published.isEmpty()) {
      return;
    }
    try {
      Files.createDirectories(published.get().toAbsolutePath().getParent());
      Files.writeString(published.get(), Files.readString(configuration));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean publishedIsOurs(Path path) throws IOException {
    return Files.exists(path) && Files.readString(path).contains(tokens.toString());
  }

  private void util(String... arguments) {
    Command.of("softhsm2-util").and(arguments).with(environment()).run().orThrow();
  }
}
