package dev.hornbeam.cli.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.Run;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.message.GroupSecrets;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {
  private static final Path VECTORS =
      Path.of("src/test/resources/dev/hornbeam/cli/vectors/messages.json");

  @TempDir private Path folder;

  @Test
  void keyPackageIsShownFieldByField() throws IOException {
    String fill32 = Samples.filler(32).hex();
    String fill16 = Samples.filler(16).hex() + "...";
    String expected =
        """
        MLSMessage, 366 bytes (raw bytes)
               0  version: mls10 (1)
               2  wire_format: mls_key_package (5)
               4  key_package
               4    version: mls10 (1)
               6    cipher_suite: MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519 (1)
               8    init_key: FILL32 (32 bytes)
              41    leaf_node
              41      encryption_key: FILL32 (32 bytes)
              74      signature_key: FILL32 (32 bytes)
             107      credential
             107        credential_type: basic (1)
             109        identity: "alice" (5 bytes)
             115      capabilities
             115        versions: mls10 (1)
             118        cipher_suites: MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519 (1),
             118          MLS_256_DHKEMP384_AES256GCM_SHA384_P384 (7), GREASE (0x2a2a)
             125        extensions: GREASE (0x0a0a), unknown (0x1234)
             130        proposals: private use (0xf001)
             133        credentials: basic (1), x509 (2)
             138      leaf_node_source: key_package (1)
             139      lifetime
             139        not_before: 2023-11-14T22:13:20Z (1700000000)
             147        not_after: 2024-02-12T22:13:20Z (1707776000)
             155      extensions: none
             156      signature: FILL16 (64 bytes)
             222    extensions
             223      [0] application_id (1): "laptop" (6 bytes)
             233      [1] last_resort (10): empty
             236      [2] GREASE (0xeaea): 0102 (2 bytes)
             241    signature: FILL16 (64 bytes)
        """
            .replace("FILL32", fill32)
            .replace("FILL16", fill16)
            .replace("366", Integer.toString(Samples.keyPackage().encoded().length()));
    Run run = Run.hornbeam("inspect", file(Samples.keyPackage().encoded()));
    assertEquals(expected, run.out());
    assertEquals(ExitCode.OK, run.code());
    assertEquals("", run.err());
  }

  @Test
  void everyWireFormatIsShown() throws IOException {
    for (MlsMessage message : Samples.all()) {
      Run run = Run.hornbeam("inspect", file(message.encoded()));
      assertEquals(ExitCode.OK, run.code(), run.err());
      String name = "mls_" + message.wireFormat().name().toLowerCase(Locale.ROOT);
      assertShown(run, "wire_format: " + name + " (" + message.wireFormat().code() + ")");
    }
  }

  @Test
  void extensionDataIsDecoded() throws IOException {
    Run run = Run.hornbeam("inspect", file(Samples.groupInfo().encoded()));
    assertShown(run, "[0] required_capabilities (3)\n");
    assertShown(run, "extension_types: GREASE (0x5a5a)\n");
    assertShown(run, "[1] external_senders (5)\n");
    assertShown(run, "identity: \"server\" (6 bytes)\n");
    assertShown(run, "[0] ratchet_tree (2)\n");
    assertShown(run, "[0] leaf 0\n");
    assertShown(run, "[1] parent: blank\n");
    assertShown(run, "[2] leaf 1: blank\n");
    assertShown(run, "[3] parent\n");
    assertShown(run, "unmerged_leaves: 2\n");
    assertShown(run, "[4] leaf 2\n");
    assertShown(run, "[0] cert_data: no certificate, 3003020101 (5 bytes)\n");
    assertShown(run, "not_before: 1970-01-01T00:00:00Z (0)\n");
    assertShown(run, "not_after: beyond dates (18446744073709551615)\n");
    assertShown(run, "[1] external_pub (4): " + Samples.filler(32).hex() + " (32 bytes)\n");
  }

  /** What is shown at an offset is what is there, also inside of extension data. */
  @Test
  void offsetsInsideExtensionsAreThoseOfTheMessage() throws IOException {
    Bytes message = Samples.groupInfo().encoded();
    Run run = Run.hornbeam("inspect", file(message));
    String line =
        run.out().lines().filter(l -> l.contains("identity: \"server\"")).findFirst().orElseThrow();
    int offset = Integer.parseInt(line.substring(0, 8).strip());
    assertEquals(Samples.vector(Bytes.utf8("server")), message.slice(offset, offset + 7));
  }

  @Test
  void proposalsAndSendersAreNamed() throws IOException {
    Run run = Run.hornbeam("inspect", file(Samples.commit().encoded()));
    assertShown(run, "sender_type: member (1)\n");
    assertShown(run, "type: reference (2)\n");
    List<String> names =
        List.of(
            "add (1)",
            "update (2)",
            "remove (3)",
            "psk (4)",
            "reinit (5)",
            "external_init (6)",
            "group_context_extensions (7)",
            "GREASE (0x3a3a)");
    for (String name : names) {
      assertShown(run, "proposal_type: " + name + "\n");
    }
    assertShown(run, "usage: branch (3)\n");
    assertShown(run, "psk_epoch: 18446744073709551615\n");
    run = Run.hornbeam("inspect", file(Samples.externalProposal().encoded()));
    assertShown(run, "sender_type: external (2)\n");
    assertShown(run, "psk_id: \"shared\" (6 bytes)\n");
    assertShown(run, "authenticated_data: \"aad\" (3 bytes)\n");
  }

  @Test
  void longValuesAreShortUnlessAskedFor() throws IOException {
    Path file = file(Samples.welcome().encoded());
    String all = Samples.filler(300).hex();
    assertFalse(Run.hornbeam("inspect", file).out().contains(all));
    assertShown(Run.hornbeam("inspect", file), "... (300 bytes)\n");
    assertShown(Run.hornbeam("inspect", "--full", file), all + " (300 bytes)\n");
  }

  @Test
  void textThatWouldMoveTheCursorIsShownAsBytes() throws IOException {
    for (String text : List.of("a\u001b[2J", "a\nb", "\u202egnp", "\ud83d\ude00")) {
      Bytes credential = new TlsWriter().u16(1).opaque(Bytes.utf8(text)).toBytes();
      Run run = Run.hornbeam("inspect", "--as", "credential", file(credential));
      boolean isHarmless = text.codePointAt(0) > 0xffff;
      assertShown(run, "identity: " + (isHarmless ? "\"" + text + "\"" : Bytes.utf8(text).hex()));
    }
  }

  @Test
  void hexAndBase64AreRecognised() throws IOException {
    byte[] message = Samples.commit().encoded().toArray();
    String hex = HexFormat.of().formatHex(message);
    String base64 = Base64.getEncoder().encodeToString(message);
    List<String> texts =
        List.of(
            hex,
            hex.toUpperCase(Locale.ROOT) + "\n",
            "0x" + hex,
            hex.replaceAll("(.{2})", "$1 ").replaceAll("(.{48})", "$1\r\n"),
            base64 + "\n",
            Base64.getMimeEncoder().encodeToString(message),
            Base64.getUrlEncoder().withoutPadding().encodeToString(message));
    String expected = Run.hornbeam("inspect", file(Bytes.own(message))).out();
    for (String text : texts) {
      Run run = Run.hornbeam("inspect", file(Bytes.utf8(text)));
      assertEquals(ExitCode.OK, run.code(), run.err());
      assertEquals(withoutTitle(expected), withoutTitle(run.out()));
    }
  }

  @Test
  void formatCanBeForced() throws IOException {
    Bytes message = Samples.privateMessage().encoded();
    assertEquals(ExitCode.OK, Run.hornbeam("inspect", "--format", "raw", file(message)).code());
    Path hex = file(Bytes.utf8(message.hex()));
    assertEquals(ExitCode.OK, Run.hornbeam("inspect", "--format", "hex", hex).code());
    assertEquals(ExitCode.USAGE, Run.hornbeam("inspect", "--format", "raw", hex).code());
    Run run = Run.hornbeam("inspect", "--format=hex", file(message));
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("is not hexadecimal: "), run.err());
    assertTrue(run.err().contains("leave --format out"), run.err());
    run = Run.hornbeam("inspect", "--format=base64", file(message));
    assertTrue(run.err().contains("is not base64: "), run.err());
    run = Run.hornbeam("inspect", "--format=octal", file(message));
    assertEquals(ExitCode.USAGE, run.code());
  }

  @Test
  void oddNumberOfDigitsIsToldSo() throws IOException {
    Run run = Run.hornbeam("inspect", file(Bytes.utf8("0001000")));
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("the number of hexadecimal digits is odd: 7"), run.err());
  }

  @Test
  void standardInputIsADash() {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(Samples.welcome().encoded().toArray()));
    try {
      assertShown(Run.hornbeam("inspect", "-"), "wire_format: mls_welcome (3)\n");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void bareStructuresAreNamed() throws IOException {
    Run run = Run.hornbeam("inspect", "--as", "ratchet-tree", file(Samples.ratchetTree()));
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.out().startsWith("ratchet_tree, "), run.out());
    assertShown(run, "[4] leaf 2\n");
    run = Run.hornbeam("inspect", "--as=KEY_PACKAGE", file(Samples.keyPackageBody().encoded()));
    assertEquals(ExitCode.OK, run.code(), run.err());
    run = Run.hornbeam("inspect", "--as=group-context", file(Samples.context().encoded()));
    assertShown(run, "group_id: \"team\" (4 bytes)\n");
    run = Run.hornbeam("inspect", "--as=teapot", file(Samples.ratchetTree()));
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("key-package, welcome, group-info"), run.err());
  }

  /** Messages with genuine signatures and ciphertexts, that our vector generator made. */
  @Test
  void everyStructureOfAVectorIsShown() throws IOException {
    JsonNode vectors = new ObjectMapper().readTree(VECTORS.toFile());
    Map<String, String> structures =
        Map.ofEntries(
            Map.entry("mls_welcome", "mls-message"),
            Map.entry("mls_group_info", "mls-message"),
            Map.entry("mls_key_package", "mls-message"),
            Map.entry("public_message_application", "mls-message"),
            Map.entry("public_message_proposal", "mls-message"),
            Map.entry("public_message_commit", "mls-message"),
            Map.entry("private_message", "mls-message"),
            Map.entry("ratchet_tree", "ratchet-tree"),
            Map.entry("group_secrets", "group-secrets"),
            Map.entry("commit", "commit"));
    for (JsonNode vector : vectors) {
      for (Map.Entry<String, String> one : structures.entrySet()) {
        Bytes bytes = Bytes.fromHex(vector.get(one.getKey()).asText());
        Run run = Run.hornbeam("inspect", "--as", one.getValue(), file(bytes));
        assertEquals(ExitCode.OK, run.code(), run.err());
        assertFalse(run.out().contains("unknown ("), run.out());
      }
    }
  }

  @Test
  void otherStructureIsSuggested() throws IOException {
    Run run = Run.hornbeam("inspect", file(Samples.keyPackageBody().encoded()));
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("try --as key-package"), run.err());
  }

  @Test
  void secretsAreNotShown() throws IOException {
    try (var secrets =
            new GroupSecrets(
                Secret.own(Samples.filler(32).toArray()),
                Optional.of(Secret.own(Samples.filler(32).toArray())),
                List.of());
        Secret encoded = secrets.encoded()) {
      Run run =
          Run.hornbeam(
              "inspect", "--full", "--as=group-secrets", file(Bytes.copyOf(encoded.expose())));
      assertEquals(ExitCode.OK, run.code(), run.err());
      assertShown(run, "joiner_secret: 32 secret bytes, not shown\n");
      assertShown(run, "path_secret: 32 secret bytes, not shown\n");
      assertShown(run, "psks: none\n");
      assertFalse(run.out().contains("0102030405"), run.out());
    }
  }

  @Test
  void malformedExtensionDataIsShownAndReported() throws IOException {
    var extensions =
        Extensions.of(
            new Extension(ExtensionType.REQUIRED_CAPABILITIES, Bytes.fromHex("020003")),
            new Extension(ExtensionType.APPLICATION_ID, Samples.vector(Bytes.utf8("phone"))));
    Run run = Run.hornbeam("inspect", "--as=extensions", file(extensions.encoded()));
    assertEquals(ExitCode.USAGE, run.code());
    assertShown(run, "extension_types: required_capabilities (3)\n");
    assertShown(run, "       7      ! needs 1 bytes, but 0 are left\n");
    assertShown(run, "application_id (1): \"phone\" (5 bytes)\n");
    assertTrue(run.err().contains("malformed extension_data.proposal_types at byte 7"), run.err());
  }

  @Test
  void truncationAnywhereIsAnErrorThatSaysWhere() throws IOException {
    for (MlsMessage message : Samples.all()) {
      Bytes whole = message.encoded();
      for (int length = 1; length < whole.length(); length++) {
        Run run = Run.hornbeam("inspect", file(whole.slice(0, length)));
        assertEquals(ExitCode.USAGE, run.code(), run.out());
        assertTrue(run.err().matches("(?s)hornbeam inspect: .* at byte \\d+: .*"), run.err());
        assertFalse(run.err().contains("Exception"), run.err());
        assertTrue(run.out().lines().count() >= 2, run.out());
        assertTrue(run.out().contains("  ! "), run.out());
      }
    }
  }

  @Test
  void whatCameBeforeTheErrorIsShown() throws IOException {
    Bytes whole = Samples.keyPackage().encoded();
    Run run = Run.hornbeam("inspect", file(whole.slice(0, 112)));
    assertShown(run, "     109  ! announces 5 bytes, but 2 are left\n");
    assertShown(run, "credential_type: basic (1)\n");
    assertTrue(
        run.err().contains("malformed key_package.leaf_node.credential.identity at byte 109"),
        run.err());
  }

  @Test
  void trailingBytesAreAnError() throws IOException {
    Bytes whole = Samples.welcome().encoded();
    Run run = Run.hornbeam("inspect", file(new TlsWriter().raw(whole).raw(new byte[3]).toBytes()));
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(
        run.err().contains("at byte " + whole.length() + ": 3 bytes follow the end"), run.err());
  }

  @Test
  void garbageIsAnError() throws IOException {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      byte[] garbage = new byte[1 + random.nextInt(200)];
      random.nextBytes(garbage);
      Run run = Run.hornbeam("inspect", file(Bytes.own(garbage)));
      assertEquals(ExitCode.USAGE, run.code(), () -> "seed " + seed);
    }
  }

  @Test
  void damageIsNeverACrash() throws IOException {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (MlsMessage message : Samples.all()) {
      for (int i = 0; i < 200; i++) {
        byte[] damaged = message.encoded().toArray();
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        Run run = Run.hornbeam("inspect", file(Bytes.own(damaged)));
        assertTrue(run.code() != ExitCode.FAILED, () -> "seed " + seed + ": " + run.err());
      }
    }
  }

  @Test
  void filesThatCannotBeReadAreErrors() throws IOException {
    Run run = Run.hornbeam("inspect", folder.resolve("none"));
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("No such file"), run.err());
    run = Run.hornbeam("inspect", folder);
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("is a folder; name a file"), run.err());
    run = Run.hornbeam("inspect", file(Bytes.EMPTY));
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("is empty"), run.err());
    run = Run.hornbeam("inspect");
    assertEquals(ExitCode.USAGE, run.code());
  }

  @Test
  void helpNamesTheStructures() {
    String help = Run.hornbeam("inspect", "--help").out();
    for (String part : List.of("key-package", "ratchet-tree", "Examples:", "Exit codes:")) {
      assertTrue(help.contains(part), help);
    }
  }

  private Path file(Bytes content) throws IOException {
    return Files.write(folder.resolve("message"), content.view());
  }

  private static String withoutTitle(String out) {
    return out.substring(out.indexOf('\n'));
  }

  private static void assertShown(Run run, String text) {
    assertTrue(run.out().contains(text), () -> text + " is not in\n" + run.out() + run.err());
  }
}
