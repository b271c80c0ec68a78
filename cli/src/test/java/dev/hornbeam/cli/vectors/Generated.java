package dev.hornbeam.cli.vectors;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Vectors that the generator made, for tests of other things; each file is made once. */
final class Generated {
  static final String SEED = "hornbeam";

  private static final Map<String, byte[]> FILES = new ConcurrentHashMap<>();

  private Generated() {}

  /** The bytes of the file for the kind and the suites, from {@link #SEED}. */
  static byte[] file(String kind, CipherSuite... suites) {
    return FILES.computeIfAbsent(
        kind + List.of(suites),
        key -> {
          try {
            return Generator.generate(VectorKinds.named(kind).orElseThrow(), List.of(suites), SEED);
          } catch (MlsException | InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  /** The cases of that file, to be changed at will. */
  static ArrayNode cases(String kind, CipherSuite... suites) throws IOException {
    return (ArrayNode) new ObjectMapper().readTree(file(kind, suites));
  }
}
