package dev.hornbeam.faultp11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenSC's pkcs11-tool with the fault module between itself and SoftHSM. */
class Pkcs11ToolTest {
  private static final String PIN = "1234"; // of a token that lives as long as the test

  @TempDir Path folder;

  @BeforeEach
  void makeToken() throws Exception {
    Files.createDirectory(folder.resolve("tokens"));
    Files.writeString(
        folder.resolve("softhsm2.conf"),
        "directories.tokendir = " + folder.resolve("tokens") + "\nobjectstore.backend = file\n");
    Files.write(folder.resolve("hash"), new byte[32]);
    rules("");
    works("--init-token", "--slot-index", "0", "--label", "tool", "--so-pin", "5678");
    works(
        "--init-pin",
        "--token-label",
        "tool",
        "--login",
        "--login-type",
        "so",
        "--so-pin",
        "5678",
        "--new-pin",
        PIN);
    works(loggedIn("--keypairgen", "--key-type", "EC:prime256v1", "--id", "01"));
  }

  @Test
  void worksWithoutRules() throws Exception {
    works(signing());
    assertEquals(64, Files.size(folder.resolve("signature")));
    assertTrue(status().contains("calls C_Sign 1 1"), status());
    assertTrue(status().contains("sessions-open 0"), status());
  }

  @Test
  void seesTheFault() throws Exception {
    rules("fail C_SignInit CKR_DEVICE_ERROR call=1");
    assertTrue(fails(signing()).contains("CKR_DEVICE_ERROR"));
    assertTrue(status().contains("rule 5 1 1"), status());
  }

  @Test
  void seesNoTokenWhileItIsRemoved() throws Exception {
    rules("remove-token *");
    assertTrue(fails("--list-token-slots").contains("No slots"));
    rules("");
    assertTrue(works("--list-token-slots").contains("tool"));
  }

  @Test
  void seesTheSessionLost() throws Exception {
    rules("lose-sessions C_Sign");
    assertTrue(fails(signing()).contains("CKR_SESSION_HANDLE_INVALID"));
  }

  @Test
  void seesVersion3() throws Exception {
    rules("face = v3");
    assertTrue(works("--show-info").contains("Cryptoki version 3.0"));
  }

  private String[] signing() {
    String input = folder.resolve("hash").toString();
    String output = folder.resolve("signature").toString();
    return loggedIn("--sign", "-m", "ECDSA", "--id", "01", "-i", input, "-o", output);
  }

  private static String[] loggedIn(String... words) {
    return Stream.concat(
            Stream.of("--token-label", "tool", "--login", "--pin", PIN), Stream.of(words))
        .toArray(String[]::new);
  }

  private void rules(String text) throws Exception {
    String all =
        String.join(
            "\n",
            "real = " + Native.softHsm(),
            "status = " + folder.resolve("status"),
            "setenv SOFTHSM2_CONF=" + folder.resolve("softhsm2.conf"),
            "",
            text,
            "");
    Path beside = Files.writeString(folder.resolve("conf.new"), all);
    Files.move(beside, folder.resolve("conf"), StandardCopyOption.ATOMIC_MOVE);
  }

  private String status() throws Exception {
    return Files.readString(folder.resolve("status"));
  }

  private String works(String... words) throws Exception {
    Command command = tool(words);
    assertEquals(0, command.exit(), command.output());
    return command.output();
  }

  private String fails(String... words) throws Exception {
    Command command = tool(words);
    assertNotEquals(0, command.exit(), command.output());
    return command.output();
  }

  private Command tool(String... words) throws Exception {
    String module = Native.built("faultp11.so").toString();
    Stream<String> all =
        Stream.concat(Stream.of("pkcs11-tool", "--module", module), Stream.of(words));
    String conf = folder.resolve("conf").toString();
    return Command.run(folder, Map.of("FAULTP11_CONF", conf), all.toList());
  }
}
