package dev.hornbeam.benchmarks.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.hornbeam.cli.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what {@link BenchJson} wrote. */
final class BenchJsonReader {
  private final Path file;

  private BenchJsonReader(Path file) {
    this.file = file;
  }

  /**
   * The run that is in a file.
   *
   * @throws BadInput if the file is no such thing
   * @throws IOException if it cannot be read
   */
  static BenchRun read(Path file) throws BadInput, IOException {
    byte[] content = Files.readAllBytes(file);
    try {
      return new BenchJsonReader(file).run(BenchJson.MAPPER.readTree(content));
    } catch (JsonProcessingException e) {
      throw new BadInput(file + ": not JSON (" + e.getOriginalMessage() + ")", e);
    }
  }

  private BenchRun run(JsonNode root) throws BadInput {
    if (!root.path("format").asText().equals(BenchJson.FORMAT)) {
      throw new BadInput(file + ": not a bench.json of this version of hornbeam bench");
    }
    List<Measured> measured = new ArrayList<>();
    for (JsonNode node : array(root, "results")) {
      measured.add(measured(node));
    }
    List<Sizes> sizes = new ArrayList<>();
    for (JsonNode node : array(root, "sizes")) {
      sizes.add(sizes(node));
    }
    List<Unmeasured> unmeasured = new ArrayList<>();
    for (JsonNode node : array(root, "unmeasured")) {
      unmeasured.add(unmeasured(node));
    }
    List<String> leftOut = new ArrayList<>();
    array(root, "leftOut").forEach(node -> leftOut.add(node.asText()));
    return new BenchRun(
        about(root),
        field(root, "complete").asBoolean() ? BenchRun.Ending.COMPLETE : BenchRun.Ending.INCOMPLETE,
        measured,
        sizes,
        unmeasured,
        leftOut);
  }

  private About about(JsonNode root) throws BadInput {
    JsonNode machine = field(root, "machine");
    JsonNode java = field(root, "java");
    List<About.Served> profile = new ArrayList<>();
    for (JsonNode node : array(root, "profile")) {
      profile.add(
          new About.Served(
              text(node, "primitive"), text(node, "implementation"), text(node, "version")));
    }
    return new About(
        text(root, "date"),
        text(root, "command"),
        text(root, "version"),
        text(root, "commit"),
        new About.Machine(
            text(machine, "cpu"),
            (int) whole(machine, "cores"),
            whole(machine, "memoryBytes"),
            text(machine, "os")),
        new About.Java(text(java, "version"), text(java, "vendor"), text(java, "vm")),
        root.path("peer").asText(""),
        profile);
  }

  private Measured measured(JsonNode node) throws BadInput {
    SortedMap<String, Score> secondary = new TreeMap<>();
    JsonNode others = field(node, "secondary");
    for (Map.Entry<String, JsonNode> each : others.properties()) {
      secondary.put(each.getKey(), score(each.getValue()));
    }
    String benchmark = text(node, "benchmark");
    if (!benchmark.contains(".")) {
      throw new BadInput(file + ": '" + benchmark + "' is no benchmark");
    }
    Measured measured =
        new Measured(benchmark, params(node), text(node, "mode"), score(node), secondary);
    if (!measured.param("n").matches("\\d{0,9}")) {
      throw new BadInput(file + ": '" + measured.param("n") + "' is no number of members");
    }
    return measured;
  }

  private Score score(JsonNode node) throws BadInput {
    JsonNode error = node.path("error");
    return new Score(
        number(node, "score").asDouble(),
        error.isNumber() ? OptionalDouble.of(error.asDouble()) : OptionalDouble.empty(),
        text(node, "unit"));
  }

  private Sizes sizes(JsonNode node) throws BadInput {
    String by = text(node, "by");
    Map<String, Long> bytes = new LinkedHashMap<>();
    JsonNode messages = field(node, "bytes");
    for (Map.Entry<String, JsonNode> each : messages.properties()) {
      bytes.put(each.getKey(), whole(messages, each.getKey()));
    }
    return new Sizes(
        Maker.titled(by).orElseThrow(() -> new BadInput(file + ": who is '" + by + "'?")),
        text(node, "shape"),
        whole(node, "n"),
        bytes);
  }

  private Unmeasured unmeasured(JsonNode node) throws BadInput {
    String kind = text(node, "kind");
    return new Unmeasured(
        Unmeasured.Kind.titled(kind)
            .orElseThrow(() -> new BadInput(file + ": what is '" + kind + "'?")),
        text(node, "benchmark"),
        params(node),
        text(node, "reason"));
  }

  private SortedMap<String, String> params(JsonNode node) throws BadInput {
    SortedMap<String, String> params = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : field(node, "params").properties()) {
      params.put(each.getKey(), each.getValue().asText());
    }
    return params;
  }

  private long whole(JsonNode node, String name) throws BadInput {
    return number(node, name).asLong();
  }

  private JsonNode number(JsonNode node, String name) throws BadInput {
    JsonNode field = field(node, name);
    if (!field.isNumber()) {
      throw new BadInput(file + ": '" + name + "' is no number");
    }
    return field;
  }

  private String text(JsonNode node, String name) throws BadInput {
    return field(node, name).asText();
  }

  private JsonNode array(JsonNode node, String name) throws BadInput {
    JsonNode field = field(node, name);
    if (!field.isArray()) {
      throw new BadInput(file + ": '" + name + "' is no list");
    }
    return field;
  }

  private JsonNode field(JsonNode node, String name) throws BadInput {
    JsonNode field = node.path(name);
    if (field.isMissingNode()) {
      throw new BadInput(file + ": there is no '" + name + "' where one belongs");
    }
    return field;
  }
}
