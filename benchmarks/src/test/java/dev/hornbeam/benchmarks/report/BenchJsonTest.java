package dev.hornbeam.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hornbeam.cli.BadInput;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchJsonTest {
  @TempDir private Path folder;

  private Path file(byte[] content) throws Exception {
    return Files.write(folder.resolve("bench.json"), content);
  }

  @Test
  void whatIsWrittenIsRead() throws Exception {
    BenchRun run = Samples.everything();
    byte[] written = BenchJson.write(run);
    BenchRun read = BenchJsonReader.read(file(written));
    assertEquals(run, read);
    assertArrayEquals(written, BenchJson.write(read));
  }

  @Test
  void aProgramFindsWhatItLooksFor() throws Exception {
    JsonNode root = new JsonMapper().readTree(BenchJson.write(Samples.everything()));
    assertEquals("hornbeam-bench-1", root.at("/format").asText());
    assertTrue(root.at("/complete").asBoolean());
    assertEquals(2, root.at("/machine/cores").asInt());
    assertEquals("v1.2.3-4-gabcdef", root.at("/commit").asText());
    assertEquals(
        "dev.hornbeam.benchmarks.CommitBenchmark.stage", root.at("/results/0/benchmark").asText());
    assertEquals("10", root.at("/results/0/params/n").asText());
    assertEquals(500.0, root.at("/results/0/score").asDouble());
    assertEquals(50.0, root.at("/results/0/error").asDouble());
    assertEquals("us/op", root.at("/results/0/unit").asText());
    assertEquals(2048.0, root.at("/results/0/secondary/gc.alloc.rate.norm/score").asDouble());
    assertTrue(root.at("/results/0/secondary/gc.alloc.rate.norm/error").isMissingNode());
    assertEquals(1300, root.at("/sizes/2/bytes/commit").asInt());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"format\" | \"shape\"               | not a bench.json",
        "\"results\" | \"other\"              | there is no 'results'",
        "\"unit\" | \"other\"                 | there is no 'unit'",
        "\"score\" : 500.0 | \"score\" : \"x\" | 'score' is no number",
        "\"by\" : \"bcmls\" | \"by\" : \"me\" | who is 'me'",
        "\"kind\" : \"failed\" | \"kind\" : \"f\" | what is 'f'",
        "\"n\" : \"1000\" | \"n\" : \"many\"  | 'many' is no number of members",
        "\"benchmark\" : \"dev | \"benchmark\" : \"x\", \"y\" : \"dev | 'x' is no benchmark",
      })
  void whatDoesNotFitIsNamed(String part, String instead, String message) throws Exception {
    String good = new String(BenchJson.write(Samples.everything()), StandardCharsets.UTF_8);
    String bad = good.replace(part, instead);
    assertFalse(good.equals(bad), part);
    Path file = file(bad.getBytes(StandardCharsets.UTF_8));
    BadInput refused = assertThrows(BadInput.class, () -> BenchJsonReader.read(file));
    assertTrue(refused.getMessage().startsWith(file + ": "), refused.getMessage());
    assertTrue(refused.getMessage().contains(message), refused.getMessage());
  }

  @Test
  void whatIsNoJsonIsNamed() throws Exception {
    Path file = file(new byte[] {'{', '"'});
    BadInput refused = assertThrows(BadInput.class, () -> BenchJsonReader.read(file));
    assertTrue(refused.getMessage().contains("not JSON"), refused.getMessage());
  }
}
