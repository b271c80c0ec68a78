package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.ModuleOptions;
import dev.hornbeam.pkcs11.ModuleOptions.Threading;
import dev.hornbeam.pkcs11.PinSource;
import dev.hornbeam.pkcs11.Pkcs11Uri;
import dev.hornbeam.pkcs11.Storage;
import dev.hornbeam.pkcs11.TokenOptions;
import dev.hornbeam.pkcs11.TokenOptions.Recovery;
import dev.hornbeam.pkcs11.TokenSelector;
import dev.hornbeam.provider.Configuration.Offers;
import dev.hornbeam.provider.Configuration.Random;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.InvalidParameterException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a configuration: a file in the format of SunPKCS11 with keys of our own, the same in line
 * after {@code --}, or a URI of RFC 7512 that says where the module is.
 */
final class ConfigReader {
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]*");

  /** Keys of one line each that mean something here. */
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "description",
          "library",
          "slot",
          "slotListIndex",
          "nssArgs",
          "uri",
          "label",
          "serial",
          "pinFile",
          "pinEnv",
          "initArgs",
          "threading",
          "maxSessions",
          "patience",
          "tries",
          "secureRandom",
          "keyPairGenerator");

  /** SunPKCS11's keys that change nothing here: what they are about is always done, or never. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "showInfo",
          "handleStartupErrors",
          "insertionCheckInterval",
          "cleaner.shortInterval",
          "cleaner.longInterval",
          "destroyTokenAfterLogout",
          "allowLegacy",
          "keyStoreCompatibilityMode",
          "explicitCancel",
          "omitInitialize",
          "allowSingleThreadedModules",
          "cipherTextStealingVariant",
          "useEcX963Encoding",
          "nssOptimizeSpace");

  /** SunPKCS11's keys for NSS's own list of modules, which are refused. */
  private static final Set<String> NSS_MODULES =
      Set.of(
          "nssUseSecmod",
          "nssLibraryDirectory",
          "nssSecmodDirectory",
          "nssModule",
          "nssDbMode",
          "nssNetscapeDbWorkaround",
          "nssUseSecmodTrust");

  private final ConfigText text;
  private final ConfigTemplates lists;
  private final Map<String, String> values = new HashMap<>();
  private Optional<Set<Long>> enabled = Optional.empty();
  private Optional<Set<Long>> disabled = Optional.empty();

  private ConfigReader(ConfigText text) {
    this.text = text;
    this.lists = new ConfigTemplates(text);
  }

  /**
   * @param argument a path, {@code --} and the text itself with {@code \n} between lines, or a URI
   * @throws InvalidParameterException if it cannot be read, or makes no sense; the message says
   *     where
   */
  static Configuration read(String argument) {
    String stripped = argument.strip();
    if (TokenKeys.isUri(stripped)) {
      ConfigReader reader = new ConfigReader(new ConfigText("the URI", ""));
      reader.values.put("uri", stripped);
      return reader.configuration();
    }
    if (stripped.startsWith("--")) {
      String inline = stripped.substring(2).replace("\\n", "\n");
      return new ConfigReader(new ConfigText("the configuration", inline)).readAll();
    }
    ConfigText argumentText = new ConfigText("the argument", stripped);
    if (stripped.isEmpty()) {
      throw argumentText.error("expected a configuration file, or one in line after --, or a URI");
    }
    String file = argumentText.expanded(stripped);
    try {
      return new ConfigReader(new ConfigText(file, Files.readString(Path.of(file)))).readAll();
    } catch (IOException | InvalidPathException e) {
      String shown = ConfigText.withoutPin(file);
      String message = "cannot read the configuration file " + shown;
      throw shown.equals(file) ? because(message, e) : new InvalidParameterException(message);
    }
  }

  private Configuration readAll() {
    while (text.hasMore()) {
      String key = text.word();
      if (key.equals("attributes")) {
        lists.attributes();
        continue;
      }
      if (values.put(key, "") != null) {
        throw text.error(key + " is there twice");
      }
      if (key.equals("enabledMechanisms")) {
        enabled = Optional.of(lists.mechanisms());
      } else if (key.equals("disabledMechanisms")) {
        disabled = Optional.of(lists.mechanisms());
      } else {
        readLine(key);
      }
    }
    return configuration();
  }

  private void readLine(String key) {
    if (NSS_MODULES.contains(key)) {
      throw text.error(
          key + " is not supported: name libsoftokn3.so as library, with configdir in nssArgs");
    }
    if (key.equals("functionList")) {
      throw text.error("functionList is not supported: C_GetFunctionList is what is called");
    }
    if (!KEYS.contains(key) && !WITHOUT_EFFECT.contains(key)) {
      throw text.error("unknown key " + key);
    }
    text.expect('=');
    values.put(key, text.expanded(text.line()));
  }

  private Configuration configuration() {
    Optional<Pkcs11Uri> uri = value("uri").map(this::uri);
    Path library = library(uri);
    TokenSelector token = token(uri);
    String name = name(uri, token, library);
    return new Configuration(
        name,
        value("description").orElse("Hornbeam, keys on a token through " + library.getFileName()),
        new ModuleOptions(library, initArgs(), threading()),
        token,
        pin(uri),
        options(),
        new Offers(random(), keyPairs()),
        lists.templates(),
        new Mechanisms(enabled, disabled.orElse(Set.of())));
  }

  private Pkcs11Uri uri(String value) {
    try {
      return Pkcs11Uri.parse(value);
    } catch (IllegalArgumentException e) {
      throw text.error(String.valueOf(e.getMessage()));
    }
  }

  private Path library(Optional<Pkcs11Uri> uri) {
    Optional<String> named = uri.flatMap(Pkcs11Uri::moduleName);
    Optional<String> path =
        value("library")
            .or(() -> uri.flatMap(Pkcs11Uri::modulePath))
            .or(() -> named.map(System::mapLibraryName));
    if (path.isEmpty()) {
      throw text.error("the PKCS#11 module is missing: library, or module-path in a URI");
    }
    if (named.filter(name -> !PLAIN_NAME.matcher(name).matches()).isPresent()) {
      throw text.error("module-name in a URI is a name, and no path");
    }
    Path library = path(path.get());
    if (!library.isAbsolute() && (value("library").isPresent() || named.isEmpty())) {
      throw text.error("the PKCS#11 module's path must be absolute: " + library);
    }
    return library;
  }

  private TokenSelector token(Optional<Pkcs11Uri> uri) {
    TokenSelector selector = uri.map(Pkcs11Uri::selector).orElse(TokenSelector.any());
    Optional<String> slot = value("slot");
    Optional<String> index = value("slotListIndex");
    Optional<String> label = value("label");
    Optional<String> serial = value("serial");
    if (slot.isPresent() && index.isPresent()) {
      throw text.error("slot and slotListIndex exclude each other");
    }
    if (label.isPresent()) {
      selector = selector.withLabel(label.get());
    }
    if (serial.isPresent()) {
      selector = selector.withSerial(serial.get());
    }
    if (slot.isPresent()) {
      selector = selector.withSlotId(lists.number(slot.get()));
    }
    if (index.isPresent()) {
      selector = selector.withSlotIndex(count("slotListIndex", 0));
    }
    // As SunPKCS11 does with the same file.
    boolean nothingSaid = uri.isEmpty() && selector.equals(TokenSelector.any());
    return nothingSaid ? TokenSelector.slotIndex(0) : selector;
  }

  private String name(Optional<Pkcs11Uri> uri, TokenSelector token, Path library) {
    Optional<String> name = value("name");
    if (name.isEmpty() && uri.isEmpty()) {
      throw text.error("name is missing");
    }
    return name.or(token::label).or(token::serial).orElse(String.valueOf(library.getFileName()));
  }

  private Optional<PinSource> pin(Optional<Pkcs11Uri> uri) {
    Optional<PinSource> pin = value("pinFile").map(file -> PinSource.file(path(file)));
    Optional<PinSource> environment = value("pinEnv").map(PinSource::environment);
    if (pin.isPresent() && environment.isPresent()) {
      throw text.error("pinFile and pinEnv exclude each other");
    }
    return pin.or(() -> environment)
        .or(() -> uri.flatMap(Pkcs11Uri::pinSource).map(this::pinSource))
        .or(() -> uri.flatMap(Pkcs11Uri::pinValue).map(ConfigReader::pinValue));
  }

  private PinSource pinSource(String value) {
    String path = value.startsWith("file:") ? value.substring("file:".length()) : value;
    path = path.replaceFirst("^//+", "/");
    if (!path.startsWith("/")) {
      throw text.error("pin-source must be an absolute path or a URI of a file");
    }
    return PinSource.file(path(path));
  }

  private Path path(String value) {
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw text.error("this is no path: " + value);
    }
  }

  private static PinSource pinValue(String pin) {
    return (token, occasion) -> Optional.of(pin.toCharArray());
  }

  private Optional<String> initArgs() {
    if (value("nssArgs").isPresent() && value("initArgs").isPresent()) {
      throw text.error("nssArgs and initArgs are the same, and exclude each other");
    }
    return value("nssArgs").or(() -> value("initArgs"));
  }

  private Threading threading() {
    return switch (value("threading").orElse("default")) {
      case "default" -> Threading.DEFAULT;
      case "parallel" -> Threading.PARALLEL;
      case "serial" -> Threading.SERIAL;
      default -> throw text.error("threading is default, parallel or serial");
    };
  }

  private TokenOptions options() {
    TokenOptions options = TokenOptions.of(PinSource.none());
    if (value("maxSessions").isPresent()) {
      options = options.withMaxSessions(count("maxSessions", 2));
    }
    if (value("patience").isPresent()) {
      options = options.withPatience(Duration.ofSeconds(count("patience", 0)));
    }
    if (value("tries").isPresent()) {
      Recovery usual = options.recovery();
      options =
          options.withRecovery(
              new Recovery(
                  count("tries", 1), usual.firstPause(), usual.failuresToRest(), usual.rest()));
    }
    return options;
  }

  private int count(String key, int least) {
    long number = lists.number(value(key).orElseThrow());
    if (number < least || number > Integer.MAX_VALUE) {
      throw text.error(key + " must be at least " + least);
    }
    return (int) number;
  }

  private Random random() {
    return switch (value("secureRandom").orElse("false")) {
      case "false" -> Random.ELSEWHERE;
      case "true" -> Random.TOKEN;
      default -> throw text.error("secureRandom is true or false");
    };
  }

  private Optional<Storage> keyPairs() {
    return switch (value("keyPairGenerator").orElse("false")) {
      case "false" -> Optional.empty();
      case "true", "token" -> Optional.of(Storage.TOKEN);
      case "session" -> Optional.of(Storage.SESSION);
      default -> throw text.error("keyPairGenerator is token, session or false");
    };
  }

  private Optional<String> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  private static InvalidParameterException because(String message, Exception cause) {
    InvalidParameterException exception = new InvalidParameterException(message);
    exception.initCause(cause);
    return exception;
  }
}
