package dev.hornbeam.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A p11-kit server over a SoftHSM of its own: tokens in another process, which can be lost and come
 * back. Debian packages: p11-kit, p11-kit-modules, and SoftHSM's.
 *
 * <p>The client module finds the server by its environment, so it lives in a {@link ForkedJvm} with
 * {@link #environment}; the JVM of the test kills the server and starts it again meanwhile.
 *
 * <pre>{@code
 * try (P11KitServer server = P11KitServer.start("alice");
 *     RunningProgram jvm = ForkedJvm.of(Main.class).with(server.environment()).start()) {
 *   jvm.awaitOutput("signed");
 *   server.kill();
 *   server.restart();
 *   jvm.send("sign again");
 * }
 * }</pre>
 */
public final class P11KitServer implements AutoCloseable {
  private final Workspace workspace = Workspace.create("p11kit");
  private final Path socket = workspace.file("socket");
  private final SoftHsm hsm;
  private RunningProgram server;

  private P11KitServer(SoftHsm hsm) {
    this.hsm = hsm;
    try {
      this.server = serve();
    } catch (RuntimeException e) {
      workspace.close();
      throw e;
    }
  }

  /**
   * Makes SoftHSM tokens and a server that offers them.
   *
   * @param labels the tokens' labels, which differ
   * @return the fixture, which the caller closes
   * @throws FixtureException if a program fails
   */
  @SuppressWarnings("resource") // the fixture owns the tokens
  public static P11KitServer start(String... labels) {
    SoftHsm hsm = SoftHsm.start(labels);
    try {
      return new P11KitServer(hsm);
    } catch (RuntimeException e) {
      hsm.close();
      throw e;
    }
  }

  /**
   * @return the client's module
   * @throws FixtureException if it is not installed
   */
  public static Path library() {
    return Library.find("pkcs11/p11-kit-client.so", "p11-kit-modules");
  }

  /**
   * @return what a client needs in its environment to find the server
   */
  public Map<String, String> environment() {
    return Map.of("P11_KIT_SERVER_ADDRESS", "unix:path=" + socket);
  }

  /**
   * @param label a token's label
   * @return the token's label and PINs
   */
  public TestToken token(String label) {
    return hsm.token(label);
  }

  /**
   * @param label a token's label
   * @return pkcs11-tool on this token through the server
   */
  public Pkcs11Tool tool(String label) {
    return new Pkcs11Tool(library(), environment(), token(label));
  }

  /**
   * @return the tokens behind the server, which outlive it
   */
  public SoftHsm hsm() {
    return hsm;
  }

  /** Kills the server and its connections, as a crash would. */
  public void kill() {
    server.kill();
  }

  /**
   * Starts the server again at the same address, over the same tokens. One that still runs is
   * killed first.
   *
   * @throws FixtureException if it does not come up
   */
  public void restart() {
    server.kill();
    server.close();
    server = serve();
  }

  /** Ends the server and deletes its tokens. */
  @Override
  public void close() {
    server.close();
    hsm.close();
    workspace.close();
  }

  private RunningProgram serve() {
    try {
      Files.deleteIfExists(socket); // a killed server leaves it
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    RunningProgram started =
        Command.of("p11-kit", "server", "--foreground", "--name", socket.toString())
            .and("--provider", SoftHsm.library().toString(), "pkcs11:")
            .with(hsm.environment())
            .start();
    try {
      started.await("p11-kit server listens", () -> Sockets.listens(socket));
      return started;
    } catch (RuntimeException e) {
      started.close();
      throw e;
    }
  }
}
