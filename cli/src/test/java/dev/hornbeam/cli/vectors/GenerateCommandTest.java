package dev.hornbeam.cli.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateCommandTest {
  @TempDir private Path folder;

  @Test
  void sameSeedGivesTheSameBytes() {
    Run first = generate("crypto-basics", "--seed", "1");
    assertEquals(ExitCode.OK, first.code(), first.err());
    assertEquals("", first.err());
    assertEquals(first.out(), generate("crypto-basics", "--seed", "1").out());
    assertNotEquals(first.out(), generate("crypto-basics", "--seed", "2").out());
  }

  @Test
  void allSevenSuitesAreTheDefault() throws IOException {
    JsonNode cases = json(generate("crypto-basics", "--seed", "1").out());
    assertEquals(7, cases.size());
    for (int i = 0; i < 7; i++) {
      assertEquals(i + 1, cases.get(i).get("cipher_suite").asInt());
    }
  }

  /** What is made for one suite is what is made for it among all. */
  @Test
  void suiteIsChosenByNumberOrName() throws IOException {
    JsonNode all = json(generate("crypto-basics", "--seed", "1").out());
    List<String> names =
        List.of(
            "2",
            "0x0002",
            "MLS_128_DHKEMP256_AES128GCM_SHA256_P256",
            "mls_128_dhkemp256_aes128gcm_sha256_p256",
            "P256_AES128GCM_SHA256_P256");
    for (String name : names) {
      JsonNode one = json(generate("crypto-basics", "--seed", "1", "--suite", name).out());
      assertEquals(1, one.size());
      assertEquals(all.get(1), one.get(0));
    }
  }

  @Test
  void randomSeedIsToldAndMakesTheSameAgain() {
    Run first = generate("crypto-basics", "--suite=1");
    assertTrue(first.err().matches("--seed [0-9a-f]{32}\n"), first.err());
    String seed = first.err().substring("--seed ".length()).strip();
    assertEquals(first.out(), generate("crypto-basics", "--suite=1", "--seed", seed).out());
    assertNotEquals(first.out(), generate("crypto-basics", "--suite=1").out());
  }

  @Test
  void fileIsWrittenAsAWhole() throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), "old");
    Run run = generate("tree-math", "--seed", "1", "--out", file);
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertEquals("", run.out());
    assertEquals(generate("tree-math", "--seed", "1").out(), Files.readString(file));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void placesThatCannotBeWrittenAreErrors() {
    Run run = generate("tree-math", "--out", folder);
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("is a folder; name a file in it"), run.err());
    run = generate("tree-math", "--out", folder.resolve("none").resolve("a.json"));
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("No such folder: "), run.err());
  }

  @Test
  void unknownKindIsAnErrorThatListsTheKinds() {
    Run run = generate("tree-maths");
    assertEquals(ExitCode.USAGE, run.code());
    assertEquals("", run.out());
    for (VectorKind kind : VectorKinds.ALL) {
      assertTrue(run.err().contains(kind.name()), run.err());
    }
    assertEquals(ExitCode.USAGE, generate().code());
  }

  @Test
  void unknownSuiteIsAnErrorThatListsTheSuites() {
    for (String suite : List.of("0", "8", "-1", "99999999999", "P256", "")) {
      Run run = generate("crypto-basics", "--suite=" + suite);
      assertEquals(ExitCode.USAGE, run.code(), suite);
      assertTrue(run.err().contains("4  MLS_256_DHKEMX448_AES256GCM_SHA512_Ed448"), run.err());
    }
  }

  @Test
  void suiteOfAKindWithoutOneIsAnError() {
    Run run = generate("tree-math", "--suite", "1");
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("leave --suite out"), run.err());
  }

  @Test
  void helpListsTheKinds() {
    String help = generate("--help").out();
    for (VectorKind kind : VectorKinds.ALL) {
      assertTrue(help.contains(kind.name()), help);
    }
    assertTrue(help.contains("Examples:") && help.contains("Exit codes:"), help);
  }

  private static Run generate(Object... args) {
    return Run.hornbeam(Stream.concat(Stream.of("vectors", "generate"), Stream.of(args)).toArray());
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }
}
