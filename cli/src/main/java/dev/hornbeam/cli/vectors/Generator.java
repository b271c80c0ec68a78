package dev.hornbeam.cli.vectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes vector files that the kind, the suites and the seed determine to the byte. */
final class Generator {
  private static final ObjectWriter JSON = writer();

  private Generator() {}

  /**
   * The bytes of a file.
   *
   * @param suites in the order of the cases; for a kind without a suite, only the first counts
   */
  static byte[] generate(VectorKind kind, List<CipherSuite> suites, String seed)
      throws MlsException {
    ArrayNode cases = JsonNodeFactory.instance.arrayNode();
    for (CipherSuite suite : kind.hasSuite() ? suites : suites.subList(0, 1)) {
      // Each suite has its own stream: what is made for it does not depend on the others.
      var random = new SeededRandom(seed, kind.name(), suite.name());
      kind.generate(SuiteCrypto.of(suite, CryptoProfile.portable(), random), cases);
    }
    try {
      return (JSON.writeValueAsString(cases) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new AssertionError("a tree of JSON can be written", e);
    }
  }

  /** Two spaces and a line feed, on every platform. */
  private static ObjectWriter writer() {
    var indenter = new DefaultIndenter("  ", "\n");
    var printer = new DefaultPrettyPrinter();
    printer.indentArraysWith(indenter);
    printer.indentObjectsWith(indenter);
    return JsonMapper.builder().build().writer(printer);
  }
}
