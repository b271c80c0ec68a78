package dev.hornbeam.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class P11KitServerTest {
  @Test
  void tokensAreThereAgainAfterTheServerWasKilled() {
    try (P11KitServer server = P11KitServer.start("one")) {
      server.tool("one").generate("EC:prime256v1", "k", "01");
      assertEquals(2, server.hsm().tool("one").objects().size());

      server.kill();
      assertNotEquals(0, server.tool("one").asUser("--list-objects").exitCode());

      server.restart();
      assertEquals(2, server.tool("one").objects().size());
      assertEquals(64, server.tool("one").signHash("01", new byte[32]).length);
    }
  }

  @Test
  void aConnectionIsCutByTheKill() {
    try (P11KitServer server = P11KitServer.start("one")) {
      server.tool("one").generate("EC:prime256v1", "k", "01");
      // pkcs11-tool reads what it is to sign when it is connected and has found its key.
      Command waiting =
          Command.of("pkcs11-tool", "--module", P11KitServer.library().toString())
              .and("--token-label", "one", "--login", "--pin", server.token("one").pin())
              .and("--sign", "--mechanism", "ECDSA", "--id", "01")
              .with(server.environment());
      try (RunningProgram client = waiting.start()) {
        client.await("connection", () -> client.stderr().contains("Using signature algorithm"));
        server.kill();
        server.restart();
        client.send("a hash of thirty-one bytes ....");
        // The client writes to a closed socket: SIGPIPE, which a JVM ignores.
        assertNotEquals(0, client.finish().exitCode());
      }
    }
  }
}
