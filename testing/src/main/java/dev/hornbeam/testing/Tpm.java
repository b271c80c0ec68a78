package dev.hornbeam.testing;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A TPM 2.0 in software with its resource manager on a D-Bus of its own, and one token of
 * tpm2-pkcs11. Debian packages: swtpm, tpm2-abrmd, libtss2-tcti-tabrmd0, libtss2-tcti-swtpm0,
 * tpm2-tools, libtpm2-pkcs11-1, libtpm2-pkcs11-tools, dbus.
 *
 * <p>The module finds all of this by its environment, so it lives in a {@link ForkedJvm} with
 * {@link #environment}. It keeps token objects only, signs with ECDSA on P-256 and P-384, and
 * derives nothing.
 *
 * <pre>{@code
 * try (Tpm tpm = Tpm.start()) {
 *   ForkedJvm.of(Main.class).arguments(tpm.token().pin()).with(tpm.environment()).run().orThrow();
 * }
 * }</pre>
 */
public final class Tpm implements AutoCloseable {
  /** The token's label. */
  public static final String LABEL = "tpm";

  private static final String PIN = "1234";
  private static final String SO_PIN = "5678";
  private static final String HOST = "127.0.0.1";
  private static final int TRIES = 5;

  private final Workspace workspace = Workspace.create("tpm");
  private final String bus = "unix:path=" + workspace.file("bus");
  private final Path store = workspace.makeFolder("store");
  private final Deque<RunningProgram> programs =
      new ArrayDeque<>(); // the last one started is first

  private Tpm() {}

  /**
   * Starts the TPM and makes a token on it.
   *
   * @return the fixture, which the caller closes
   * @throws FixtureException if a program fails
   */
  public static Tpm start() {
    Tpm tpm = new Tpm();
    try {
      tpm.startBus();
      tpm.startResourceManager(tpm.startChip());
      tpm.makeToken();
      return tpm;
    } catch (RuntimeException e) {
      tpm.close();
      throw e;
    }
  }

  /**
   * @return the module
   * @throws FixtureException if it is not installed
   */
  public static Path library() {
    return Library.find("pkcs11/libtpm2_pkcs11.so", "libtpm2-pkcs11-1");
  }

  /**
   * @return what a process needs in its environment to use the token
   */
  public Map<String, String> environment() {
    return Map.of(
        "DBUS_SESSION_BUS_ADDRESS",
        bus,
        "TPM2_PKCS11_STORE",
        store.toString(),
        "TPM2_PKCS11_TCTI",
        "tabrmd:bus_type=session",
        "TPM2TOOLS_TCTI",
        "tabrmd:bus_type=session");
  }

  /**
   * @return the token
   */
  public TestToken token() {
    return new TestToken(LABEL, PIN, SO_PIN);
  }

  /**
   * @return pkcs11-tool on the token, in processes of its own
   */
  public Pkcs11Tool tool() {
    return new Pkcs11Tool(library(), environment(), token());
  }

  /** Ends the programs, the last one started first, and deletes the TPM's state. */
  @Override
  public void close() {
    while (!programs.isEmpty()) {
      programs.pop().close();
    }
    workspace.close();
  }

  private void startBus() {
    keep(Command.of("dbus-daemon", "--session", "--nofork", "--nopidfile", "--address=" + bus))
        .await("D-Bus listens", () -> Sockets.listens(workspace.file("bus")));
  }

  private int startChip() {
    Path state = workspace.makeFolder("state");
    for (int i = 1; ; i++) {
      // The resource manager expects the control channel on the port after the server's.
      int port = Sockets.freePorts(2);
      RunningProgram chip =
          keep(
              Command.of("swtpm", "socket", "--tpm2", "--flags", "not-need-init,startup-clear")
                  .and("--tpmstate", "dir=" + state)
                  .and("--server", "type=tcp,port=" + port + ",bindaddr=" + HOST)
                  .and("--ctrl", "type=tcp,port=" + (port + 1) + ",bindaddr=" + HOST));
      try {
        chip.await("swtpm listens", () -> Sockets.listens(port + 1));
        return port;
      } catch (FixtureException e) {
        if (i == TRIES) {
          throw e;
        }
        // Somebody took the ports in between.
        programs.pop().close();
      }
    }
  }

  private void startResourceManager(int port) {
    BooleanSupplier onTheBus =
        () ->
            Command.of("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus")
                .and("/org/freedesktop/DBus", "org.freedesktop.DBus.NameHasOwner")
                .and("string:com.intel.tss2.Tabrmd")
                .with(environment())
                .run()
                .stdout()
                .contains("true");
    keep(Command.of("tpm2-abrmd", "--allow-root", "--session")
            .and("--tcti=swtpm:host=" + HOST + ",port=" + port)
            .with(environment()))
        .await("the resource manager is on the bus", onTheBus);
  }

  private void makeToken() {
    Command ptool = Command.of("tpm2_ptool").with(environment());
    ptool.and("init").run().orThrow();
    ptool
        .and("addtoken", "--pid=1", "--label=" + LABEL, "--userpin=" + PIN, "--sopin=" + SO_PIN)
        .run()
        .orThrow();
  }

  private RunningProgram keep(Command command) {
    RunningProgram program = command.start();
    programs.push(program);
    return program;
  }
}
