package dev.hornbeam.cli.vectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hornbeam.cli.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A file of test vectors, all of one kind. */
record VectorFile(Path path, VectorKind kind, List<JsonNode> cases) {
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  /** The file itself, or the {@code .json} files of a folder, sorted by name. */
  static List<Path> at(Path path) throws BadInput, IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> children = Files.list(path)) {
      List<Path> files =
          children.filter(p -> p.getFileName().toString().endsWith(".json")).sorted().toList();
      if (files.isEmpty()) {
        throw new BadInput(path + " has no .json file in it; name a folder of vector files");
      }
      return files;
    }
  }

  /**
   * Reads a file and recognises its kind.
   *
   * @throws BadInput if it is missing, not JSON, or not a list of cases of a known kind
   */
  static VectorFile read(Path path) throws BadInput {
    JsonNode root = parse(path);
    if (root.isMissingNode()) {
      throw new BadInput(path + " is empty; get the vector file again");
    }
    if (!root.isArray()) {
      String type = root.getNodeType().name().toLowerCase(Locale.ROOT);
      throw notVectors(path, "it is a JSON " + type + ", not an array of cases");
    }
    if (root.isEmpty()) {
      throw notVectors(path, "it has no cases");
    }
    List<JsonNode> cases = new ArrayList<>();
    root.forEach(cases::add);
    return new VectorFile(path, kindOf(path, cases), cases);
  }

  /** The suites that cases name, sorted. */
  SortedSet<Integer> suites() {
    SortedSet<Integer> suites = new TreeSet<>();
    for (JsonNode vector : cases) {
      if (vector.path("cipher_suite").canConvertToInt()) {
        suites.add(vector.path("cipher_suite").asInt());
      }
    }
    return suites;
  }

  private static JsonNode parse(Path path) throws BadInput {
    try {
      return JSON.readTree(Files.readAllBytes(path));
    } catch (NoSuchFileException e) {
      throw new BadInput("No such file: " + path + "; name a vector file or a folder of them", e);
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
      throw new BadInput(
          path + " is not JSON: " + e.getOriginalMessage() + where + "; get the file again", e);
    } catch (IOException e) {
      throw new BadInput("Cannot read " + path + ": " + e, e);
    }
  }

  /** One malformed case does not hide what the others are. */
  private static VectorKind kindOf(Path path, List<JsonNode> cases) throws BadInput {
    Optional<VectorKind> kind =
        cases.stream().map(VectorKinds::of).flatMap(Optional::stream).findFirst();
    return kind.orElseThrow(() -> notVectors(path, VectorKinds.nearest(cases.get(0))));
  }

  private static BadInput notVectors(Path path, String why) {
    return new BadInput(
        path
            + " is not a vector file: "
            + why
            + "; 'hornbeam vectors generate --help' lists the kinds");
  }
}
