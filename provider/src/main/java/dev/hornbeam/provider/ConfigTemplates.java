package dev.hornbeam.provider;

import dev.hornbeam.provider.Templates.Half;
import dev.hornbeam.provider.Templates.KeyAlgorithm;
import dev.hornbeam.provider.Templates.Operation;
import dev.hornbeam.provider.Templates.Template;
import java.security.InvalidParameterException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads those parts of a configuration that are lists in braces. */
final class ConfigTemplates {
  private static final String ANY = "*";

  private final ConfigText text;
  private final List<Template> templates = new ArrayList<>();

  ConfigTemplates(ConfigText text) {
    this.text = text;
  }

  Templates templates() {
    return new Templates(templates);
  }

  /** Reads what follows {@code attributes}. */
  void attributes() {
    if (text.take('=')) {
      // Sun's shorthand for keys that can be read out, which no key here can.
      String word = text.word();
      if (!word.equals("compatibility")) {
        throw text.error("expected 'compatibility', not '" + word + "'");
      }
      return;
    }
    text.expect('(');
    Optional<Operation> operation = operation(text.word());
    text.expect(',');
    String objectClass = text.word();
    text.expect(',');
    Optional<KeyAlgorithm> algorithm = algorithm(text.word());
    text.expect(')');
    text.expect('=');
    Map<Long, Optional<Object>> values = values();
    switch (objectClass) {
      case ANY -> templates.add(new Template(operation, Optional.empty(), algorithm, values));
      case "CKO_PRIVATE_KEY" ->
          templates.add(new Template(operation, Optional.of(Half.PRIVATE), algorithm, values));
      case "CKO_PUBLIC_KEY" ->
          templates.add(new Template(operation, Optional.of(Half.PUBLIC), algorithm, values));
      case "CKO_SECRET_KEY", "CKO_CERTIFICATE", "CKO_DATA" -> {
        // No template is asked for with these.
      }
      default -> throw text.error("unknown object class " + objectClass);
    }
  }

  /** Reads what follows {@code enabledMechanisms} or {@code disabledMechanisms}. */
  Set<Long> mechanisms() {
    text.expect('=');
    text.expect('{');
    Set<Long> mechanisms = new LinkedHashSet<>();
    while (!text.take('}')) {
      String word = text.word();
      if (isNumber(word)) {
        mechanisms.add(number(word));
      } else if (!word.startsWith("CKM_")) {
        throw text.error("unknown mechanism " + word);
      } else if (Mechanisms.NUMBERS.containsKey(word)) {
        mechanisms.add(Mechanisms.NUMBERS.get(word));
      }
      // Others are not used here, whether they are enabled or not.
    }
    return mechanisms;
  }

  /** A number as SunPKCS11 has them: decimal, or hexadecimal after 0x. */
  long number(String word) {
    try {
      return Long.decode(word.startsWith("0x") || word.startsWith("0X") ? word : decimal(word));
    } catch (NumberFormatException e) {
      InvalidParameterException wrong = text.error("expected a number, not '" + word + "'");
      wrong.initCause(e);
      throw wrong;
    }
  }

  private Map<Long, Optional<Object>> values() {
    text.expect('{');
    Map<Long, Optional<Object>> values = new HashMap<>();
    while (!text.take('}')) {
      String name = text.word();
      long number =
          isNumber(name)
              ? number(name)
              : AttributeNames.number(name)
                  .orElseThrow(() -> text.error("unknown attribute " + name));
      text.expect('=');
      values.put(number, value(text.word()));
    }
    return values;
  }

  private Optional<Object> value(String word) {
    if (word.equals("null")) {
      return Optional.empty();
    }
    if (word.equals("true") || word.equals("false")) {
      return Optional.of(Boolean.valueOf(word));
    }
    if (word.startsWith("0h")) {
      try {
        return Optional.of(HexFormat.of().parseHex(word.substring(2).toLowerCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw text.error("expected an even number of hexadecimal digits after 0h, not " + word);
      }
    }
    return Optional.of(isNumber(word) ? (Object) number(word) : word);
  }

  private Optional<Operation> operation(String word) {
    return switch (word) {
      case ANY -> Optional.empty();
      case "generate" -> Optional.of(Operation.GENERATE);
      case "import" -> Optional.of(Operation.IMPORT);
      default -> throw text.error("unknown operation " + word);
    };
  }

  private Optional<KeyAlgorithm> algorithm(String word) {
    if (isNumber(word)) {
      return Optional.of(KeyAlgorithm.OTHER);
    }
    return switch (word) {
      case ANY -> Optional.empty();
      case "CKK_EC", "CKK_ECDSA" -> Optional.of(KeyAlgorithm.EC);
      case "CKK_EC_EDWARDS" -> Optional.of(KeyAlgorithm.EC_EDWARDS);
      case "CKK_EC_MONTGOMERY" -> Optional.of(KeyAlgorithm.EC_MONTGOMERY);
      default -> {
        if (!word.startsWith("CKK_")) {
          throw text.error("unknown key algorithm " + word);
        }
        yield Optional.of(KeyAlgorithm.OTHER);
      }
    };
  }

  private static boolean isNumber(String word) {
    return !word.isEmpty() && Character.isDigit(word.charAt(0));
  }

  /** Without leading zeros, which mean octal otherwise. */
  private static String decimal(String word) {
    String digits = word.replaceFirst("^0+(?=.)", "");
    return Character.isDigit(digits.charAt(0)) ? digits : word;
  }
}
