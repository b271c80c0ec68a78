package dev.hornbeam.pkcs11;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A {@code pkcs11:} URI (RFC 7512): names a token, or an object on one. It can be compared and
 * printed, but for a PIN in it, which {@link #toString} leaves out.
 *
 * @param token {@code CK_TOKEN_INFO.label}
 * @param manufacturer of the token
 * @param model of the token
 * @param serial of the token
 * @param slotId where the token is
 * @param object {@code CKA_LABEL}
 * @param id {@code CKA_ID}
 * @param type {@code cert}, {@code data}, {@code private}, {@code public} or {@code secret-key}
 * @param libraryManufacturer of the module
 * @param libraryDescription of the module
 * @param libraryVersion of the module, such as 2.6
 * @param modulePath the module's library
 * @param moduleName the module's name, from which its library's is made
 * @param pinSource where the PIN is; what it means is the application's to say
 * @param pinValue the PIN itself, which others can read where the URI is kept
 */
public record Pkcs11Uri(
    Optional<String> token,
    Optional<String> manufacturer,
    Optional<String> model,
    Optional<String> serial,
    OptionalLong slotId,
    Optional<String> object,
    Optional<KeyId> id,
    Optional<String> type,
    Optional<String> libraryManufacturer,
    Optional<String> libraryDescription,
    Optional<String> libraryVersion,
    Optional<String> modulePath,
    Optional<String> moduleName,
    Optional<String> pinSource,
    Optional<String> pinValue) {
  private static final String SCHEME = "pkcs11:";
  // RFC 7512 s.2.3: what need not be escaped in the path, and in the query.
  private static final String PLAIN_IN_PATH = "-._~:[]@!$'()*+,=&";
  private static final String PLAIN_IN_QUERY = "-._~:[]@!$'()*+,=/?|";

  /** Of a token, by all that it says of itself. */
  static Pkcs11Uri of(TokenInfo token) {
    Map<String, byte[]> path = new HashMap<>();
    put(path, "token", token.label());
    put(path, "manufacturer", token.manufacturer());
    put(path, "model", token.model());
    put(path, "serial", token.serial());
    return of(path, Map.of());
  }

  /**
   * Parses a URI. Attributes that vendors added are skipped, as RFC 7512 s.2.3 has it.
   *
   * @throws IllegalArgumentException if it is none of RFC 7512
   */
  public static Pkcs11Uri parse(String uri) {
    if (!uri.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw new IllegalArgumentException("A PKCS#11 URI begins with " + SCHEME);
    }
    String rest = uri.substring(SCHEME.length());
    int question = rest.indexOf('?');
    String path = question < 0 ? rest : rest.substring(0, question);
    String query = question < 0 ? "" : rest.substring(question + 1);
    return of(attributes(path, ";", PLAIN_IN_PATH), attributes(query, "&", PLAIN_IN_QUERY));
  }

  /** The same for one private key of the token. */
  Pkcs11Uri withKey(KeyId keyId, Optional<String> label) {
    return new Pkcs11Uri(
        token,
        manufacturer,
        model,
        serial,
        slotId,
        label,
        Optional.of(keyId),
        Optional.of("private"),
        libraryManufacturer,
        libraryDescription,
        libraryVersion,
        modulePath,
        moduleName,
        pinSource,
        pinValue);
  }

  /** What it says of the token, for {@link Pkcs11Module#open}. */
  public TokenSelector selector() {
    return new TokenSelector(
        token, serial, manufacturer, model, slotId, java.util.OptionalInt.empty());
  }

  /** The URI as text, with the PIN if there is one. */
  public String format() {
    return format(pinValue);
  }

  /** The URI as text, without the PIN. */
  @Override
  public String toString() {
    return format(pinValue.map(pin -> "***"));
  }

  private String format(Optional<String> pin) {
    StringBuilder out = new StringBuilder(SCHEME);
    Joiner path = new Joiner(out, ";", PLAIN_IN_PATH);
    path.add("token", token);
    path.add("manufacturer", manufacturer);
    path.add("model", model);
    path.add("serial", serial);
    if (slotId.isPresent()) {
      path.add("slot-id", Optional.of(Long.toString(slotId.getAsLong())));
    }
    path.add("library-manufacturer", libraryManufacturer);
    path.add("library-description", libraryDescription);
    path.add("library-version", libraryVersion);
    path.add("object", object);
    id.ifPresent(key -> path.addEscaped("id", key.toArray()));
    path.add("type", type);
    Joiner query = new Joiner(out, "&", PLAIN_IN_QUERY);
    query.first = "?";
    query.add("module-path", modulePath);
    query.add("module-name", moduleName);
    query.add("pin-source", pinSource);
    query.add("pin-value", pin);
    return out.toString();
  }

  private static Pkcs11Uri of(Map<String, byte[]> path, Map<String, byte[]> query) {
    return new Pkcs11Uri(
        text(path, "token"),
        text(path, "manufacturer"),
        text(path, "model"),
        text(path, "serial"),
        number(path, "slot-id"),
        text(path, "object"),
        Optional.ofNullable(path.get("id")).map(KeyId::of),
        text(path, "type"),
        text(path, "library-manufacturer"),
        text(path, "library-description"),
        text(path, "library-version"),
        text(query, "module-path"),
        text(query, "module-name"),
        text(query, "pin-source"),
        text(query, "pin-value"));
  }

  private static Map<String, byte[]> attributes(String text, String separator, String plain) {
    Map<String, byte[]> attributes = new HashMap<>();
    if (text.isEmpty()) {
      return attributes;
    }
    for (String part : text.split(separator, -1)) {
      int equals = part.indexOf('=');
      if (equals <= 0) {
        // It may be a piece of a PIN.
        throw new IllegalArgumentException("A PKCS#11 URI has attributes like name=value");
      }
      String name = part.substring(0, equals);
      byte[] value = unescape(name, part.substring(equals + 1), plain);
      if (attributes.put(name, value) != null) {
        throw new IllegalArgumentException("A PKCS#11 URI has each attribute once: " + name);
      }
    }
    return attributes;
  }

  private static byte[] unescape(String name, String text, String plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw new IllegalArgumentException(
              "A percent sign begins two hexadecimal digits in a PKCS#11 URI, not so in " + name);
        }
        out.write((high << 4) | low);
        i += 2;
      } else if (isPlain(c, plain)) {
        out.write(c);
      } else {
        throw new IllegalArgumentException(
            "The attribute " + name + " of a PKCS#11 URI has a character that is to be escaped");
      }
    }
    return out.toByteArray();
  }

  private static Optional<String> text(Map<String, byte[]> attributes, String name) {
    byte[] value = attributes.get(name);
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString());
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "The attribute " + name + " of a PKCS#11 URI is not in UTF-8", e);
    }
  }

  private static OptionalLong number(Map<String, byte[]> attributes, String name) {
    Optional<String> text = text(attributes, name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseUnsignedLong(text.get()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "The attribute " + name + " of a PKCS#11 URI is a number", e);
    }
  }

  private static void put(Map<String, byte[]> attributes, String name, String value) {
    if (!value.isEmpty()) {
      attributes.put(name, value.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static boolean isPlain(char c, String plain) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || plain.indexOf(c) >= 0;
  }

  /** Appends attributes, with a separator between them. */
  private static final class Joiner {
    private final StringBuilder out;
    private final String separator;
    private final String plain;
    private String first = "";
    private boolean begun;

    Joiner(StringBuilder out, String separator, String plain) {
      this.out = out;
      this.separator = separator;
      this.plain = plain;
    }

    void add(String name, Optional<String> value) {
      value.ifPresent(
          text -> {
            begin(name);
            for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
              if (isPlain((char) (b & 0xFF), plain)) {
                out.append((char) b);
              } else {
                escape(b);
              }
            }
          });
    }

    void addEscaped(String name, byte[] value) {
      begin(name);
      for (byte b : value) {
        escape(b);
      }
    }

    private void begin(String name) {
      out.append(begun ? separator : first).append(name).append('=');
      begun = true;
    }

    private void escape(byte b) {
      out.append(String.format("%%%02X", b));
    }
  }
}
