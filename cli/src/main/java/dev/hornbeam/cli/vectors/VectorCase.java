package dev.hornbeam.cli.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.types.CipherSuite;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One case of a vector file, or a value in it. What the file gives is read strictly: {@link
 * MalformedVector} says which field is missing or of another type.
 *
 * @param path where the value stands in its case, for messages; empty for the case itself
 */
record VectorCase(JsonNode json, String path) {
  private static final int SHOWN = 24;

  /** The value of a field, which must be there. */
  VectorCase field(String field) throws MalformedVector {
    if (!json.isObject()) {
      throw wrongType("an object");
    }
    JsonNode value = json.get(field);
    if (value == null) {
      throw new MalformedVector(at(field) + " is missing");
    }
    return new VectorCase(value, at(field));
  }

  /** Whether the field is absent or null: the format's {@code optional}. */
  boolean isNull(String field) {
    return !json.hasNonNull(field);
  }

  /** Whether this value is null: the format's {@code optional} in a list. */
  boolean isNull() {
    return json.isNull();
  }

  /** The bytes of this hexadecimal text. */
  Bytes bytes() throws MalformedVector {
    String hex = text();
    if (hex.length() % 2 != 0) {
      throw new MalformedVector(here() + " has an odd number of hexadecimal digits");
    }
    try {
      return Bytes.fromHex(hex);
    } catch (IllegalArgumentException e) {
      throw new MalformedVector(here() + " is not hexadecimal");
    }
  }

  Bytes bytes(String field) throws MalformedVector {
    return field(field).bytes();
  }

  /** The bytes of this hexadecimal text, as a secret that the caller closes. */
  Secret secret() throws MalformedVector {
    return Secret.own(bytes().toArray());
  }

  /** The bytes of a hexadecimal field, as a secret that the caller closes. */
  Secret secret(String field) throws MalformedVector {
    return field(field).secret();
  }

  String text() throws MalformedVector {
    if (!json.isTextual()) {
      throw wrongType("a text");
    }
    return json.asText();
  }

  String text(String field) throws MalformedVector {
    return field(field).text();
  }

  /** A {@code uint64}; values over 2^63 - 1 come out negative. */
  long number() throws MalformedVector {
    return number(64).longValue();
  }

  /** A {@code uint64}; values over 2^63 - 1 come out negative. */
  long number(String field) throws MalformedVector {
    return field(field).number();
  }

  /** A {@code uint32}. */
  long uint32() throws MalformedVector {
    return number(32).longValue();
  }

  /** A {@code uint32}. */
  long uint32(String field) throws MalformedVector {
    return field(field).uint32();
  }

  /** A {@code uint16}. */
  int uint16(String field) throws MalformedVector {
    return field(field).number(16).intValue();
  }

  VectorCase object(String field) throws MalformedVector {
    VectorCase value = field(field);
    if (!value.json.isObject()) {
      throw value.wrongType("an object");
    }
    return value;
  }

  /** The elements of this array. */
  List<VectorCase> list() throws MalformedVector {
    if (!json.isArray()) {
      throw wrongType("an array");
    }
    List<VectorCase> elements = new ArrayList<>(json.size());
    for (int i = 0; i < json.size(); i++) {
      elements.add(new VectorCase(json.get(i), path + "[" + i + "]"));
    }
    return elements;
  }

  List<VectorCase> list(String field) throws MalformedVector {
    return field(field).list();
  }

  CipherSuite suite() throws MalformedVector {
    int code = uint16("cipher_suite");
    return CipherSuite.of(code)
        .orElseThrow(() -> new MalformedVector("cipher_suite " + code + " is not known"));
  }

  /** The operations of the suite of the case. */
  SuiteCrypto crypto() throws MalformedVector {
    return SuiteCrypto.of(suite(), CryptoProfile.fastest(), new SecureRandom());
  }

  /** Checks a computed value against this hexadecimal text. */
  void check(Bytes actual) throws VectorMismatch {
    Bytes expected = bytes();
    if (!expected.equals(actual)) {
      throw new VectorMismatch(here() + ": " + difference(expected, actual));
    }
  }

  /** Checks a computed value against the hexadecimal field. */
  void check(String field, Bytes actual) throws VectorMismatch {
    field(field).check(actual);
  }

  /** Checks a computed secret against the hexadecimal field. */
  void check(String field, Secret actual) throws VectorMismatch {
    check(field, Bytes.copyOf(actual.expose()));
  }

  /** Checks any computed value against the expected one. */
  void check(String what, Object expected, Object actual) throws VectorMismatch {
    if (!expected.equals(actual)) {
      String difference =
          expected instanceof Bytes e && actual instanceof Bytes a
              ? difference(e, a)
              : "expected " + expected + ", got " + actual;
      throw new VectorMismatch(at(what) + ": " + difference);
    }
  }

  /** Checks a statement about the case. */
  void check(String what, boolean holds) throws VectorMismatch {
    if (!holds) {
      throw new VectorMismatch(at(what) + " does not hold");
    }
  }

  private BigInteger number(int bits) throws MalformedVector {
    if (!json.isIntegralNumber()) {
      throw wrongType("a whole number");
    }
    BigInteger value = json.bigIntegerValue();
    if (value.signum() < 0 || value.bitLength() > bits) {
      throw new MalformedVector(here() + " is not a uint" + bits + ": " + value);
    }
    return value;
  }

  /** Long values are cut to the part that differs. */
  private static String difference(Bytes expected, Bytes actual) {
    int at = Arrays.mismatch(expected.view(), actual.view());
    String where =
        expected.length() == actual.length()
            ? " (byte " + at + " of " + expected.length() + ")"
            : " (" + expected.length() + " and " + actual.length() + " bytes)";
    return "expected " + around(expected, at) + ", got " + around(actual, at) + where;
  }

  private static String around(Bytes value, int at) {
    int from = value.length() <= SHOWN ? 0 : Math.max(0, at - SHOWN / 4);
    int to = Math.min(value.length(), from + SHOWN);
    String text = value.slice(from, to).hex();
    return value.isEmpty()
        ? "nothing"
        : (from > 0 ? "..." : "") + text + (to < value.length() ? "..." : "");
  }

  private MalformedVector wrongType(String wanted) {
    String got = json.getNodeType().name().toLowerCase(Locale.ROOT);
    return new MalformedVector(here() + " is not " + wanted + " (" + got + ")");
  }

  private String here() {
    return path.isEmpty() ? "the case" : path;
  }

  private String at(String field) {
    return path.isEmpty() ? field : path + "." + field;
  }
}
