package dev.hornbeam.pkcs11;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Constants.Category;

/** What a module does otherwise than the standard says; data of {@code quirks.properties}. */
final class Quirks {
  private static final String STANDARD = "standard";
  private static final String SERIAL = "serial";
  private static final Properties DATA = read();

  /** Of a module that nothing is known of. */
  static final Quirks NONE = new Quirks(STANDARD);

  private final String name;
  private final Map<KeyType, KeyMethod> methods = new EnumMap<>(KeyType.class);
  private final Set<String> reinitialise;

  private Quirks(String name) {
    this.name = name;
    for (KeyType type : KeyType.values()) {
      String key = "key." + type;
      String line = value(key).orElseGet(() -> DATA.getProperty(STANDARD + "." + key, ""));
      methods.put(type, method(line));
    }
    reinitialise =
        value("reinitialise").stream()
            .flatMap(line -> Stream.of(line.split(" ", -1)))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Those of the module that says this of itself. */
  static Quirks of(ModuleInfo info) {
    return Stream.of(DATA.getProperty("modules", "").split(" ", -1))
        .filter(
            module ->
                matches(module, "manufacturer", info.manufacturer())
                    && matches(module, "description", info.description())
                    && matches(module, "version", info.libraryVersion()))
        .findFirst()
        .map(Quirks::new)
        .orElse(NONE);
  }

  /** How it names a kind of key pair. */
  KeyMethod method(KeyType type) {
    KeyMethod method = methods.get(type);
    if (method == null) {
      throw new AssertionError(type);
    }
    return method;
  }

  /** Why something does not work that its list of mechanisms has; empty if it works. */
  Optional<String> lack(String what) {
    return value("lacks." + what);
  }

  /** Whether one thread at a time may be inside. */
  boolean isSerial() {
    return value("threading").filter(SERIAL::equals).isPresent();
  }

  /** Whether only initialising the module anew helps after this answer. */
  boolean wantsReinitialising(Ckr ckr) {
    return reinitialise.contains("CKR_" + ckr.name());
  }

  /** Whether its list of slots stays as it was when it was initialised. */
  boolean looksOnce() {
    return value("slots").filter("once"::equals).isPresent();
  }

  /** The mechanism by which it wraps private keys, if it is known. */
  OptionalLong wrapMechanism() {
    return value("wrap").map(Quirks::mechanism).stream().mapToLong(Long::longValue).findFirst();
  }

  /** The mechanism of RFC 5649 if it is known; 0 if there is none. */
  OptionalLong kwpMechanism() {
    return value("kwp").map(text -> text.equals("none") ? 0L : mechanism(text)).stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }

  /** The attribute of a private key that wants to be told the public one. */
  OptionalLong publicValueAttribute() {
    return value("public-value").stream().mapToLong(text -> Long.parseLong(text, 16)).findFirst();
  }

  @Override
  public String toString() {
    return name;
  }

  private Optional<String> value(String key) {
    return Optional.ofNullable(DATA.getProperty(name + "." + key)).map(String::strip);
  }

  private static KeyMethod method(String line) {
    String[] words = line.split(" ", -1);
    Long keyType = PKCS11Constants.nameToCode(Category.CKK, words[1]);
    if (keyType == null) {
      throw new AssertionError(line);
    }
    return new KeyMethod(
        mechanism(words[0]),
        keyType,
        words[2],
        KeyMethod.PointForm.valueOf(words[3].toUpperCase(Locale.ROOT)));
  }

  private static long mechanism(String text) {
    Long code = PKCS11Constants.nameToCode(Category.CKM, text);
    if (code == null) {
      throw new AssertionError(text);
    }
    return code;
  }

  private static boolean matches(String module, String field, String text) {
    String pattern = DATA.getProperty(module + "." + field);
    return pattern == null || Pattern.compile(pattern).matcher(text).find();
  }

  private static Properties read() {
    Properties properties = new Properties();
    try (InputStream in = Quirks.class.getResourceAsStream("quirks.properties")) {
      if (in == null) {
        throw new AssertionError("quirks.properties is missing");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
