package dev.hornbeam.benchmarks.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes {@code bench.json}, for people and programs; {@link BenchJsonReader} reads it. */
final class BenchJson {
  /** What the file says of itself, so that a program can tell it from others. */
  static final String FORMAT = "hornbeam-bench-1";

  static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private BenchJson() {}

  /** The run as UTF-8, with a line feed at its end. */
  static byte[] write(BenchRun run) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("format", FORMAT);
    root.put("complete", run.ending() == BenchRun.Ending.COMPLETE);
    put(root, run.about());
    ArrayNode results = root.putArray("results");
    run.measured().forEach(measured -> put(results.addObject(), measured));
    ArrayNode sizes = root.putArray("sizes");
    run.sizes().forEach(each -> put(sizes.addObject(), each));
    ArrayNode unmeasured = root.putArray("unmeasured");
    run.unmeasured().forEach(each -> put(unmeasured.addObject(), each));
    ArrayNode leftOut = root.putArray("leftOut");
    run.leftOut().forEach(leftOut::add);
    try {
      return (MAPPER.writeValueAsString(root) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON cannot be written", e);
    }
  }

  private static void put(ObjectNode root, About about) {
    root.put("date", about.date());
    root.put("command", about.command());
    root.put("version", about.version());
    root.put("commit", about.commit());
    root.putObject("machine")
        .put("cpu", about.machine().cpu())
        .put("cores", about.machine().cores())
        .put("memoryBytes", about.machine().memory())
        .put("os", about.machine().os());
    root.putObject("java")
        .put("version", about.java().version())
        .put("vendor", about.java().vendor())
        .put("vm", about.java().vm());
    root.put("peer", about.peer());
    ArrayNode profile = root.putArray("profile");
    about
        .profile()
        .forEach(
            served ->
                profile
                    .addObject()
                    .put("primitive", served.primitive())
                    .put("implementation", served.implementation())
                    .put("version", served.version()));
  }

  private static void put(ObjectNode node, Measured measured) {
    node.put("benchmark", measured.benchmark());
    put(node, measured.params());
    node.put("mode", measured.mode());
    put(node, measured.score());
    ObjectNode secondary = node.putObject("secondary");
    measured.secondary().forEach((name, score) -> put(secondary.putObject(name), score));
  }

  private static void put(ObjectNode node, Score score) {
    node.put("score", score.value());
    score.error().ifPresent(error -> node.put("error", error));
    node.put("unit", score.unit());
  }

  private static void put(ObjectNode node, Sizes sizes) {
    node.put("by", sizes.maker().title()).put("shape", sizes.shape()).put("n", sizes.n());
    ObjectNode bytes = node.putObject("bytes");
    sizes.bytes().forEach(bytes::put);
  }

  private static void put(ObjectNode node, Unmeasured unmeasured) {
    node.put("kind", unmeasured.kind().title()).put("benchmark", unmeasured.name());
    put(node, unmeasured.params());
    node.put("reason", unmeasured.reason());
  }

  private static void put(ObjectNode node, Map<String, String> params) {
    ObjectNode object = node.putObject("params");
    params.forEach(object::put);
  }
}
