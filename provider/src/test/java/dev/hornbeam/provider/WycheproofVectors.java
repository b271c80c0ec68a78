package dev.hornbeam.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hornbeam.testing.SharedVectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Project Wycheproof's cases by the key that they use, from {@code ../shared/vectors}, which is
 * beside a clone and not in it, or from the folder that the system property {@code
 * hornbeam.vectors} names.
 */
final class WycheproofVectors {
  private WycheproofVectors() {}

  /** One case and the group that it is in. */
  record Case(JsonNode group, JsonNode test) {
    boolean is(String result) {
      return test.get("result").asText().equals(result);
    }

    byte[] hex(String field) {
      return HexFormat.of().parseHex(test.get(field).asText());
    }

    @Override
    public String toString() {
      return "case " + test.get("tcId") + ", " + test.get("comment");
    }
  }

  /**
   * All cases of a file, by the value of a field. Where the folder is absent, the test fails if the
   * environment says {@code CI=true}, and is aborted with a message otherwise.
   */
  static Map<String, List<Case>> read(String file, String field) {
    JsonNode all = json("wycheproof/" + file);
    Map<String, List<Case>> cases = new LinkedHashMap<>();
    int count = 0;
    for (JsonNode group : all.get("testGroups")) {
      for (JsonNode test : group.get("tests")) {
        cases
            .computeIfAbsent(test.get(field).asText(), key -> new ArrayList<>())
            .add(new Case(group, test));
        count++;
      }
    }
    assertEquals(all.get("numberOfTests").asInt(), count);
    return cases;
  }

  private static JsonNode json(String name) {
    try {
      return new ObjectMapper().readTree(SharedVectors.path(name).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
