package dev.hornbeam.testing;

import dev.hornbeam.testing.piv.PivApplet;
import dev.hornbeam.testing.piv.PivKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A smart card: pcscd with a virtual reader, and in it a simulated card with a PIV applet, used
 * through OpenSC. Debian packages: opensc, opensc-pkcs11, pcscd, vsmartcard-vpcd.
 *
 * <p>The card has the keys of {@link PivKey}, made on it, with a certificate each by an issuer that
 * nobody has. Nothing can be generated through PKCS#11. After {@link PivApplet#PIN_TRIES} wrong
 * PINs in a row it is locked.
 *
 * <p>pcscd's socket is compiled in, so there is one on a machine. Fixtures of several test JVMs
 * wait for one another; a pcscd of somebody else is left alone. It needs the right to make {@value
 * #RUN_FOLDER}, which root has. The virtual reader listens on all interfaces while it is up.
 *
 * <p>OpenSC reads its configuration by {@link #environment}: the user of the module lives in a
 * {@link ForkedJvm}, while the JVM of the test holds the card, pulls it and puts it back. (Without
 * that environment OpenSC finds the card too, by the machine's own configuration.)
 *
 * <pre>{@code
 * try (VirtualCard card = VirtualCard.start();
 *     RunningProgram jvm = ForkedJvm.of(Main.class).with(card.environment()).start()) {
 *   jvm.awaitOutput("signed");
 *   card.eject();
 *   card.insert();
 *   jvm.send("sign again");
 * }
 * }</pre>
 */
public final class VirtualCard implements AutoCloseable {
  /** The token's label: OpenSC takes it from the certificates. */
  public static final String LABEL = PivCard.HOLDER;

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final String RUN_FOLDER = "/run/pcscd";
  private static final String SOCKET = RUN_FOLDER + "/pcscd.comm";
  private static final Path LISTENING_SOCKETS = Path.of("/proc/net/unix");
  private static final String LISTENS = " 00010000 "; // __SO_ACCEPTCON

  private final Workspace workspace = Workspace.create("card");
  private final boolean runFolderIsOurs = !Files.exists(Path.of(RUN_FOLDER));
  private final FileChannel turn;
  private final PivCard card;
  private final int port = Sockets.freePorts(2); // the reader has two slots, each with a port
  private final RunningProgram daemon;
  private Optional<CardReader> inserted = Optional.empty();

  private VirtualCard(FileChannel turn, PivCard card) {
    this.turn = turn;
    this.card = card;
    try {
      this.daemon = startDaemon();
    } catch (RuntimeException e) {
      workspace.close();
      throw e;
    }
  }

  /**
   * Starts pcscd and puts the card in.
   *
   * @return the fixture, which the caller closes
   * @throws CardServiceTakenException if a pcscd is running that is not a fixture's
   * @throws FixtureException if a program fails
   * @throws IllegalStateException if this JVM has a card already
   */
  public static VirtualCard start() {
    FileChannel turn = takeTurn();
    VirtualCard card;
    try {
      requireNoDaemon();
      card = new VirtualCard(turn, new PivCard());
    } catch (GeneralSecurityException | RuntimeException e) {
      endTurn(turn);
      throw e instanceof RuntimeException r ? r : new FixtureException("the card", e);
    }
    try {
      card.insert();
      return card;
    } catch (RuntimeException e) {
      card.close();
      throw e;
    }
  }

  /**
   * @return the module
   * @throws FixtureException if it is not installed
   */
  public static Path library() {
    return Library.find("opensc-pkcs11.so", "opensc-pkcs11");
  }

  /**
   * @return what a process should have in its environment, so that the machine's configuration of
   *     OpenSC does not matter
   */
  public Map<String, String> environment() {
    return Map.of("OPENSC_CONF", workspace.file("opensc.conf").toString());
  }

  /**
   * @return the token; the security officer's PIN is the PUK
   */
  public TestToken token() {
    return new TestToken(LABEL, PivApplet.FIRST_PIN, PivApplet.PUK);
  }

  /**
   * @return pkcs11-tool on the card, in processes of its own
   */
  public Pkcs11Tool tool() {
    return new Pkcs11Tool(library(), environment(), token());
  }

  /**
   * @param key one of the card's keys
   * @return its public key
   */
  public PublicKey publicKey(PivKey key) {
    return card.publicKey(key);
  }

  /**
   * Puts a certificate in the place of a key's first one. The card must be out: modules read
   * certificates when it is put in.
   *
   * @param key one of the card's keys
   * @param certificate a certificate for its public key
   * @throws IllegalStateException if the card is in
   */
  public void putCertificate(PivKey key, X509Certificate certificate) {
    requireOut();
    card.putCertificate(key, certificate);
  }

  /**
   * Gives the card its first PIN with all tries again, as an administrator with the PUK would. The
   * card must be out.
   *
   * @throws IllegalStateException if the card is in
   */
  public void unblockPin() {
    requireOut();
    card.unblockPin();
  }

  /**
   * Pulls the card, and returns when pcscd has seen that; nothing happens if it is out.
   *
   * @throws FixtureException if pcscd does not see it
   */
  public void eject() {
    if (inserted.isPresent()) {
      inserted.get().close();
      inserted = Optional.empty();
      daemon.await("pcscd sees the card pulled", () -> readerShows("No"));
    }
  }

  /**
   * Puts the card in, and returns when pcscd has seen that; nothing happens if it is in.
   *
   * @throws FixtureException if pcscd does not see it
   */
  public void insert() {
    if (inserted.isEmpty()) {
      inserted = Optional.of(CardReader.insert(card, port));
      daemon.await("pcscd sees the card put in", () -> readerShows("Yes"));
    }
  }

  /** Pulls the card and ends pcscd. */
  @Override
  public void close() {
    try {
      inserted.ifPresent(CardReader::close);
    } finally {
      daemon.close();
      removeRunFolder();
      endTurn(turn);
      workspace.close();
    }
  }

  /** A reader that was not told of a card's absence takes the next card for the same one. */
  private boolean readerShows(String card) {
    String readers =
        Command.of("opensc-tool", "--list-readers").with(environment()).run().orThrow().stdout();
    return readers.lines().anyMatch(line -> line.matches("0 +" + card + " .*"));
  }

  private void requireOut() {
    if (inserted.isPresent()) {
      throw new IllegalStateException("eject the card first");
    }
  }

  private void removeRunFolder() {
    try {
      if (runFolderIsOurs) {
        Files.deleteIfExists(Path.of(RUN_FOLDER)); // pcscd leaves it empty
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RunningProgram startDaemon() {
    workspace.write(
        "opensc.conf",
        "app default {\n  card_drivers = PIV-II;\n  framework pkcs15 {\n    use_file_caching = no;\n  }\n}\n");
    Path readers = workspace.makeFolder("reader.conf.d");
    workspace.write(
        "reader.conf.d/vpcd",
        "FRIENDLYNAME \"Yubico YubiKey CCID\"\nDEVICENAME /dev/null:%d\nLIBPATH %s\nCHANNELID 0x%x\n"
            .formatted(
                port, Library.find("pcsc/drivers/serial/libifdvpcd.so", "vsmartcard-vpcd"), port));
    RunningProgram started =
        Command.of("pcscd", "--foreground", "--info", "--config", readers.toString()).start();
    try {
      started.await("pcscd is ready", () -> started.stdout().contains("daemon ready"));
      return started;
    } catch (RuntimeException e) {
      started.close();
      throw e;
    }
  }

  private static FileChannel takeTurn() {
    String name = "hornbeam-test-card-" + System.getProperty("user.name") + ".lock";
    Path file = Path.of(System.getProperty("java.io.tmpdir"), name);
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        awaitLock(channel, file);
        return channel;
      } catch (RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitLock(FileChannel channel, Path file) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (channel.tryLock() == null) {
        if (System.nanoTime() - deadline > 0) {
          throw new FixtureException("another test JVM has had " + file + " for " + PATIENCE);
        }
        Thread.sleep(PAUSE.toMillis());
      }
    } catch (OverlappingFileLockException e) {
      throw new IllegalStateException("this JVM has a card already", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FixtureException("interrupted", e);
    }
  }

  private static void endTurn(FileChannel turn) {
    try {
      turn.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Looks without connecting, because systemd would start its pcscd for a connection. */
  private static void requireNoDaemon() {
    try {
      Optional<String> listener =
          Files.readAllLines(LISTENING_SOCKETS).stream()
              .filter(line -> line.endsWith(" " + SOCKET) && line.contains(LISTENS))
              .findFirst();
      if (listener.isPresent()) {
        throw new CardServiceTakenException(SOCKET);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
