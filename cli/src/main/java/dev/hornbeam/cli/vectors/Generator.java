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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

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
      throws MlsException, InterruptedException {
    ArrayNode cases = JsonNodeFactory.instance.arrayNode();
    for (ArrayNode one : inParallel(kind, kind.hasSuite() ? suites : suites.subList(0, 1), seed)) {
      cases.addAll(one);
    }
    try {
      return (JSON.writeValueAsString(cases) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new AssertionError("a tree of JSON can be written", e);
    }
  }

  /** The cases for each suite. */
  private static List<ArrayNode> inParallel(VectorKind kind, List<CipherSuite> suites, String seed)
      throws MlsException, InterruptedException {
    var workers = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<ArrayNode> results = new ArrayList<>();
      for (var one : workers.invokeAll(suites.stream().map(s -> task(kind, s, seed)).toList())) {
        results.add(one.get());
      }
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof MlsException refused) {
        throw refused;
      }
      throw new AssertionError(e.getCause());
    } finally {
      workers.shutdownNow();
    }
  }

  private static Callable<ArrayNode> task(VectorKind kind, CipherSuite suite, String seed) {
    return () -> {
      // Each suite has its own stream: what is made for it does not depend on the others.
      var random = new SeededRandom(seed, kind.name(), suite.name());
      ArrayNode cases = JsonNodeFactory.instance.arrayNode();
      kind.generate(SuiteCrypto.of(suite, CryptoProfile.portable(), random), cases);
      return cases;
    };
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
