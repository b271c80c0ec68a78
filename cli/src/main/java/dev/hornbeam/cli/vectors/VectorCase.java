package dev.hornbeam.cli.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.types.CipherSuite;
import java.util.ArrayList;
import java.util.List;

/**
 * One JSON object of a vector file, or an object in it.
 *
 * @param path where it stands, for messages
 */
record VectorCase(JsonNode json, String path) {
  /** The bytes of a hexadecimal field. */
  Bytes bytes(String field) throws VectorMismatch {
    String hex = need(field).asText();
    try {
      return Bytes.fromHex(hex);
    } catch (IllegalArgumentException e) {
      throw new VectorMismatch(at(field) + " is not hexadecimal");
    }
  }

  /** The bytes of a hexadecimal field, as a secret that the caller closes. */
  Secret secret(String field) throws VectorMismatch {
    return Secret.own(bytes(field).toArray());
  }

  String text(String field) throws VectorMismatch {
    return need(field).asText();
  }

  long number(String field) throws VectorMismatch {
    return need(field).asLong();
  }

  /** Whether the field is absent or null: the format's {@code optional}. */
  boolean isNull(String field) {
    return !json.hasNonNull(field);
  }

  VectorCase object(String field) throws VectorMismatch {
    return new VectorCase(need(field), at(field));
  }

  List<VectorCase> list(String field) throws VectorMismatch {
    JsonNode array = need(field);
    List<VectorCase> cases = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      cases.add(new VectorCase(array.get(i), at(field) + "[" + i + "]"));
    }
    return cases;
  }

  CipherSuite suite() throws VectorMismatch {
    int code = (int) number("cipher_suite");
    return CipherSuite.of(code)
        .orElseThrow(() -> new VectorMismatch("cipher suite " + code + " is not known"));
  }

  /** Checks a computed value against the hexadecimal field. */
  void check(String field, Bytes actual) throws VectorMismatch {
    check(field, bytes(field), actual);
  }

  /** Checks a computed secret against the hexadecimal field. */
  void check(String field, Secret actual) throws VectorMismatch {
    check(field, Bytes.copyOf(actual.expose()));
  }

  /** Checks any computed value against the expected one. */
  void check(String what, Object expected, Object actual) throws VectorMismatch {
    if (!expected.equals(actual)) {
      throw new VectorMismatch(at(what) + ": expected " + expected + ", got " + actual);
    }
  }

  /** Checks a statement about the case. */
  void check(String what, boolean holds) throws VectorMismatch {
    if (!holds) {
      throw new VectorMismatch(at(what) + " does not hold");
    }
  }

  private JsonNode need(String field) throws VectorMismatch {
    JsonNode value = json.get(field);
    if (value == null || value.isNull()) {
      throw new VectorMismatch(at(field) + " is missing");
    }
    return value;
  }

  private String at(String field) {
    return path.isEmpty() ? field : path + "." + field;
  }
}
