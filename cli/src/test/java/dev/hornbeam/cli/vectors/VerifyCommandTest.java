package dev.hornbeam.cli.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.Run;
import dev.hornbeam.mls.types.CipherSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
  @TempDir private Path folder;

  @Test
  void fileThatHoldsIsOneLine() throws Exception {
    Path file = write("any-name.json", cases("crypto-basics"));
    Run run = Run.hornbeam("vectors", "verify", file);
    assertEquals(ExitCode.OK, run.code(), run.out());
    assertTrue(
        run.out()
            .matches(".*any-name.json  crypto-basics +7 passed, 0 failed, suites 1-7, \\S+ s\n"),
        run.out());
    assertEquals("", run.err());
  }

  @Test
  void suitesAreListedInRanges() throws Exception {
    ArrayNode cases = cases("crypto-basics");
    cases.remove(3);
    Run run = Run.hornbeam("vectors", "verify", write("a.json", cases));
    assertTrue(run.out().contains("6 passed, 0 failed, suites 1-3 5-7, "), run.out());
  }

  @Test
  void folderIsVerifiedInOrder() throws Exception {
    write("b.json", cases("tree-math"));
    write("a.json", cases("deserialization"));
    write("c.txt", cases("tree-math"));
    Run run = Run.hornbeam("vectors", "verify", folder);
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(
        run.out().matches("(?s).*a.json .*deserialization.*b.json .*tree-math.*"), run.out());
    int count = cases("tree-math").size() + cases("deserialization").size();
    assertTrue(run.out().contains("2 files, " + count + " passed, 0 failed, "), run.out());
  }

  @Test
  void differenceIsToldWithCaseAndField() throws Exception {
    ArrayNode cases = cases("key-schedule");
    String before = cases.get(2).at("/epochs/1/init_secret").asText();
    String after = "00".repeat(before.length() / 2);
    ((ObjectNode) cases.get(2).get("epochs").get(1)).put("init_secret", after);
    Run run = Run.hornbeam("vectors", "verify", write("a.json", cases));
    assertEquals(ExitCode.FAILED, run.code());
    assertTrue(run.out().contains("6 passed, 1 failed, "), run.out());
    assertTrue(run.out().contains("  case 2: epochs[1].init_secret: expected 000000"), run.out());
    assertTrue(run.out().contains(", got " + before.substring(0, 48)), run.out());
  }

  @Test
  void sameProblemOfSeveralCasesIsOneLine() throws Exception {
    ArrayNode cases = cases("crypto-basics");
    for (int i : new int[] {0, 2, 3, 4}) {
      ((ObjectNode) cases.get(i)).remove("ref_hash");
    }
    Run run = Run.hornbeam("vectors", "verify", write("a.json", cases));
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(
        run.err().contains("a.json: cases 0 2-4: crypto-basics needs the field "), run.err());
    assertEquals(1, run.err().lines().count());
  }

  @Test
  void valueThatNoPrimitiveTakesIsAFailedCase() throws Exception {
    ArrayNode cases = cases("crypto-basics");
    ((ObjectNode) cases.get(0).get("encrypt_with_label")).put("priv", "00");
    Run run = Run.hornbeam("vectors", "verify", write("a.json", cases));
    assertEquals(ExitCode.FAILED, run.code());
    assertTrue(run.out().contains("6 passed, 1 failed, "), run.out());
    assertTrue(run.out().contains("  case 0: "), run.out());
  }

  @Test
  void missingFileIsAnError() {
    Path file = folder.resolve("none.json");
    Run run = Run.hornbeam("vectors", "verify", file);
    assertEquals(ExitCode.USAGE, run.code());
    assertEquals(
        "hornbeam vectors verify: No such file: "
            + file
            + "; name a vector file or a folder of them\n",
        run.err());
  }

  @Test
  void folderWithoutVectorsIsAnError() {
    Run run = Run.hornbeam("vectors", "verify", folder);
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("has no .json file in it"), run.err());
  }

  @Test
  void whatIsNoVectorFileIsAnError() throws IOException {
    assertUnusable("", "is empty");
    assertUnusable("{", "is not JSON: ");
    assertUnusable("[] []", "is not JSON: ");
    assertUnusable("[{\"n_leaves\": 1, \"n_leaves\": 2}]", "is not JSON: Duplicate field");
    assertUnusable("\0\1\2\3", "is not JSON: ");
    assertUnusable("{}", "is not a vector file: it is a JSON object, not an array of cases");
    assertUnusable("7", "is not a vector file: it is a JSON number, not an array of cases");
    assertUnusable("[]", "is not a vector file: it has no cases");
    assertUnusable("[1, 2]", "is not a vector file: its fields are those of no kind");
    assertUnusable("[{\"a\": 1}]", "is not a vector file: its fields are those of no kind");
    assertUnusable("[{\"n_leaves\": 1, \"n_nodes\": 1}]", "it is nearest to tree-math, but lacks");
    assertUnusable("[".repeat(100_000), "is not JSON: ");
  }

  @Test
  void malformedCaseIsToldWithCaseAndField() throws Exception {
    assertMalformed(c -> c.remove("ref_hash"), "crypto-basics needs the field ref_hash");
    assertMalformed(c -> c.putNull("ref_hash"), "ref_hash is not an object (null)");
    assertMalformed(c -> c.put("ref_hash", 1), "ref_hash is not an object (number)");
    assertMalformed(c -> at(c, "ref_hash").remove("out"), "ref_hash.out is missing");
    assertMalformed(c -> at(c, "ref_hash").put("out", "0g"), "ref_hash.out is not hexadecimal");
    assertMalformed(
        c -> at(c, "ref_hash").put("out", "000"),
        "ref_hash.out has an odd number of hexadecimal digits");
    assertMalformed(c -> at(c, "ref_hash").put("out", 12), "ref_hash.out is not a text (number)");
    assertMalformed(c -> c.put("cipher_suite", 99), "cipher_suite 99 is not known");
    assertMalformed(c -> c.put("cipher_suite", -1), "cipher_suite is not a uint16: -1");
    assertMalformed(c -> c.put("cipher_suite", 65537), "cipher_suite is not a uint16: 65537");
    assertMalformed(c -> c.put("cipher_suite", "1"), "cipher_suite is not a whole number (string)");
    assertMalformed(c -> c.put("cipher_suite", 1.5), "cipher_suite is not a whole number (number)");
  }

  @Test
  void firstCaseMayBeTheMalformedOne() throws Exception {
    ArrayNode cases = cases("crypto-basics");
    ((ObjectNode) cases.get(0)).remove("ref_hash");
    Run run = Run.hornbeam("vectors", "verify", write("a.json", cases));
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("case 0: crypto-basics needs the field ref_hash"), run.err());
  }

  @Test
  void badFileDoesNotHideTheOthers() throws Exception {
    Files.writeString(folder.resolve("a.json"), "no JSON");
    write("b.json", cases("tree-math"));
    Run run = Run.hornbeam("vectors", "verify", folder);
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.out().contains("b.json"), run.out());
    assertTrue(run.out().contains(" passed, 0 failed, 1 unusable, "), run.out());
  }

  @Test
  void failedCaseCountsForMoreThanABadFile() throws Exception {
    Files.writeString(folder.resolve("a.json"), "no JSON");
    ArrayNode cases = cases("tree-math");
    ((ObjectNode) cases.get(0)).put("root", 77);
    write("b.json", cases);
    Run run = Run.hornbeam("vectors", "verify", folder);
    assertEquals(ExitCode.FAILED, run.code());
    assertTrue(run.err().contains("a.json is not JSON"), run.err());
  }

  @Test
  void fileOfSomeMegabytesIsFine() throws Exception {
    ArrayNode one = cases("tree-math");
    ArrayNode many = one.arrayNode();
    while (many.size() < 600) {
      one.forEach(many::add);
    }
    Path file = write("a.json", many);
    assertTrue(Files.size(file) > 2_000_000);
    Run run = Run.hornbeam("vectors", "verify", file);
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.out().contains(many.size() + " passed, 0 failed"), run.out());
  }

  @Test
  void pathIsNeeded() {
    Run run = Run.hornbeam("vectors", "verify");
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("PATH"), run.err());
    assertEquals(ExitCode.USAGE, Run.hornbeam("vectors").code());
  }

  @Test
  void helpHasExamplesAndExitCodes() {
    String help = Run.hornbeam("vectors", "verify", "--help").out();
    assertTrue(help.contains("Examples:") && help.contains("Exit codes:"), help);
  }

  private void assertUnusable(String content, String problem) throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), content);
    Run run = Run.hornbeam("vectors", "verify", file);
    assertEquals(ExitCode.USAGE, run.code(), run.out());
    assertTrue(run.err().contains(problem), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  /** Changes case 3 of seven. */
  private void assertMalformed(Consumer<ObjectNode> change, String problem) throws Exception {
    ArrayNode cases = cases("crypto-basics");
    change.accept((ObjectNode) cases.get(3));
    Run run = Run.hornbeam("vectors", "verify", write("a.json", cases));
    assertEquals(ExitCode.USAGE, run.code(), run.out());
    assertTrue(
        run.err().contains("a.json: case 3: " + problem + "; correct the case\n"), run.err());
    assertTrue(run.out().contains("6 passed, 0 failed, 1 malformed, "), run.out());
  }

  private static ObjectNode at(ObjectNode vector, String field) {
    return (ObjectNode) vector.get(field);
  }

  private static ArrayNode cases(String kind) throws Exception {
    return Generated.cases(kind, CipherSuite.values());
  }

  private Path write(String name, JsonNode json) throws IOException {
    return Files.writeString(folder.resolve(name), json.toPrettyString());
  }
}
