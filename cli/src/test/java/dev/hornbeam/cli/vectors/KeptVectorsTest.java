package dev.hornbeam.cli.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.Run;
import dev.hornbeam.mls.types.CipherSuite;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Vectors of our own generator, kept beside this class: some cases of each kind, and the hash of
 * the whole file. They hold, and generating again gives the same bytes. Where a change of a
 * generator is meant, {@code -Dhornbeam.keep=true} writes them anew, to be looked at and committed.
 */
class KeptVectorsTest {
  private static final Path FOLDER = Path.of("src/test/resources/dev/hornbeam/cli/vectors");
  private static final Path HASHES = FOLDER.resolve("sha256.properties");
  private static final boolean KEEP = Boolean.getBoolean("hornbeam.keep");

  /**
   * For each suite the first cases are kept that together have so many characters, or the first.
   */
  private static final int BUDGET = 4_000;

  private static final String HINT =
      "if the change is meant: -Dtest=KeptVectorsTest -Dhornbeam.keep=true";

  @TestFactory
  Stream<DynamicTest> sameSeedGivesTheVerySameBytesAndTheyHold() {
    return VectorKinds.ALL.stream()
        .map(
            kind ->
                DynamicTest.dynamicTest(
                    kind.name(),
                    () -> {
                      isTheSame(kind);
                      holds(kind);
                    }));
  }

  private static void holds(VectorKind kind) {
    Run run = Run.hornbeam("vectors", "verify", file(kind));
    assertEquals(ExitCode.OK, run.code(), run.out() + run.err());
  }

  private static void isTheSame(VectorKind kind) throws Exception {
    byte[] again = Generated.file(kind.name(), CipherSuite.values());
    String some = some((ArrayNode) new ObjectMapper().readTree(again));
    String hash = HexFormat.of().formatHex(sha256(again));
    if (KEEP) {
      Files.writeString(file(kind), some);
      keepHash(kind, hash);
    }
    assertTrue(Files.exists(file(kind)), HINT);
    assertEquals(Files.readString(file(kind)), some, HINT);
    assertEquals(hashes().getProperty(kind.name()), hash, HINT);
  }

  private static Path file(VectorKind kind) {
    return FOLDER.resolve(kind.name() + ".json");
  }

  private static String some(ArrayNode cases) {
    ArrayNode some = cases.arrayNode();
    Map<Integer, Integer> lengths = new HashMap<>();
    for (JsonNode one : cases) {
      int length = one.toString().length();
      int before = lengths.merge(one.path("cipher_suite").asInt(), length, Integer::sum) - length;
      if (before == 0 || before + length <= BUDGET) {
        some.add(one);
      }
    }
    return some.toPrettyString().replace(System.lineSeparator(), "\n") + "\n";
  }

  private static Properties hashes() throws IOException {
    Properties hashes = new Properties();
    try (InputStream in = Files.newInputStream(HASHES)) {
      hashes.load(in);
    }
    return hashes;
  }

  private static void keepHash(VectorKind kind, String hash) throws IOException {
    TreeMap<String, String> lines = new TreeMap<>();
    Properties before = hashes();
    before.stringPropertyNames().forEach(name -> lines.put(name, before.getProperty(name)));
    lines.put(kind.name(), hash);
    StringBuilder text = new StringBuilder();
    lines.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    Files.writeString(HASHES, text, StandardCharsets.UTF_8);
  }

  private static byte[] sha256(byte[] bytes) throws NoSuchAlgorithmException {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }
}
