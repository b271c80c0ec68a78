package dev.hornbeam.cli.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import java.util.Set;

/**
 * One kind of test vector of the working group's format. It has no state: cases are verified by
 * several threads at once. {@link VectorKinds} lists them all.
 */
interface VectorKind {
  /** The kind's name, which is its file's: {@code tree-math}. */
  String name();

  /** The fields by which a case of this kind is recognised: no other kind has all of them. */
  Set<String> fields();

  /**
   * Verifies one case as the format's text says.
   *
   * @throws VectorMismatch what differed, or what the case lacks
   * @throws MlsException if the engine refused what should pass
   */
  void verify(VectorCase vector) throws VectorMismatch, MlsException;

  /** Whether the cases that {@link #generate} writes depend on the suite. */
  default boolean hasSuite() {
    return fields().contains("cipher_suite");
  }

  /**
   * Writes cases of this kind for a suite; called once for a kind without one. All randomness comes
   * from the {@code SuiteCrypto}, so that the same seed gives the same bytes.
   */
  void generate(SuiteCrypto crypto, ArrayNode out) throws MlsException;
}
