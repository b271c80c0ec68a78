package dev.hornbeam.cli.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Every kind of test vector that this program knows. */
final class VectorKinds {
  /** Sorted by name. */
  static final List<VectorKind> ALL =
      List.of(
          new CryptoBasicsVectors(),
          new DeserializationVectors(),
          new KeyScheduleVectors(),
          new MessageProtectionVectors(),
          new MessagesVectors(),
          new PassiveClientVectors(),
          new PskSecretVectors(),
          new SecretTreeVectors(),
          new TranscriptHashesVectors(),
          new TreeMathVectors(),
          new TreeOperationsVectors(),
          new TreeValidationVectors(),
          new TreeKemVectors(),
          new WelcomeVectors());

  private VectorKinds() {}

  /**
   * The kind of the name; {@code _} and {@code -} are the same, since files are named with both.
   */
  static Optional<VectorKind> named(String name) {
    return ALL.stream().filter(k -> dashed(k.name()).equals(dashed(name))).findFirst();
  }

  /** The kind of a case, recognised by its fields. */
  static Optional<VectorKind> of(JsonNode vector) {
    return ALL.stream().filter(k -> missing(k, vector).isEmpty()).findFirst();
  }

  /** Says in words which kind a case would be if it had all of the fields. */
  static String nearest(JsonNode vector) {
    return ALL.stream()
        .filter(k -> k.fields().stream().anyMatch(vector::has))
        .min(Comparator.comparingInt(k -> missing(k, vector).size()))
        .map(k -> "it is nearest to " + k.name() + ", but lacks " + missing(k, vector))
        .orElse("its fields are those of no kind");
  }

  /** All names, for help and errors. */
  static String names() {
    return ALL.stream().map(VectorKind::name).collect(Collectors.joining(", "));
  }

  /** The fields that a case lacks to be of the kind, sorted. */
  static Set<String> missing(VectorKind kind, JsonNode vector) {
    Set<String> missing = new TreeSet<>(kind.fields());
    missing.removeIf(vector::has);
    return missing;
  }

  private static String dashed(String name) {
    return name.replace('_', '-');
  }
}
