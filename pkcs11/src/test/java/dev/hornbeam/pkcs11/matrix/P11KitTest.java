package dev.hornbeam.pkcs11.matrix;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.KeyPairRequest;
import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.KeyUse;
import dev.hornbeam.pkcs11.Pkcs11Module;
import dev.hornbeam.pkcs11.RoundTrips;
import dev.hornbeam.pkcs11.Storage;
import dev.hornbeam.pkcs11.StoredKey;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.testing.ForkedJvm;
import dev.hornbeam.testing.P11KitServer;
import dev.hornbeam.testing.RunningProgram;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A token in another process, which is killed and comes back. */
class P11KitTest {
  private static final String LABEL = "remote";

  @Test
  void worksOnAfterItsServerWasKilled() {
    try (P11KitServer server = P11KitServer.start(LABEL);
        RunningProgram program =
            ForkedJvm.of(Client.class)
                .arguments(server.hsm().token(LABEL).pin())
                .with(server.environment())
                .start()) {
      program.awaitOutput("signed");
      server.kill();
      program.send("down");
      program.awaitOutput("refused");
      server.restart();
      program.send("up");
      program.awaitOutput("again");
      server.kill();
      server.restart();
      program.send("up");
      program.awaitOutput("thrice");
      program.finish().orThrow();
    }
  }

  /** For a fork: signs, finds the server gone, and signs again when it is back. */
  static final class Client {
    private Client() {}

    /** The fork's main method. */
    public static void main(String[] args) throws Exception {
      var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      try (Pkcs11Module module = Tokens.load(P11KitServer.library());
          Token token = Tokens.open(module, LABEL, args[0])) {
        StoredKey key =
            token.generate(
                KeyPairRequest.of(
                    KeyType.P256,
                    KeyUse.SIGN,
                    Storage.TOKEN,
                    KeyId.of(new byte[] {1}),
                    "remote key"));
        RoundTrips.useOnce(key, KeyUse.SIGN);
        System.out.println("signed");
        in.readLine();
        assertTrue(Tokens.isLoss(assertThrows(TokenException.class, () -> key.sign(new byte[32]))));
        System.out.println("refused");
        in.readLine();
        RoundTrips.useOnce(key, KeyUse.SIGN);
        System.out.println("again");
        in.readLine();
        RoundTrips.useOnce(key, KeyUse.SIGN);
        System.out.println("thrice");
      }
    }
  }
}
