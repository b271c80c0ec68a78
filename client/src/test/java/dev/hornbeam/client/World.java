package dev.hornbeam.client;

import dev.hornbeam.pkcs11.ModuleOptions;
import dev.hornbeam.pkcs11.ObjectInfo;
import dev.hornbeam.pkcs11.PinSource;
import dev.hornbeam.pkcs11.Pkcs11Module;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.TokenOptions;
import dev.hornbeam.pkcs11.TokenSelector;
import dev.hornbeam.provider.HornbeamProvider;
import dev.hornbeam.testing.NssSoftokn;
import dev.hornbeam.testing.SoftHsm;
import java.security.Security;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Tokens of one module, each with a provider that is registered, until this is closed. */
final class World implements AutoCloseable {
  private final Fixture fixture;
  private final Map<String, String> environment;
  private final String pin;
  private final Pkcs11Module module;
  private final Map<String, Token> tokens = new LinkedHashMap<>();
  private final Map<String, HornbeamProvider> providers = new LinkedHashMap<>();

  /** What the module is brought up with. */
  private interface Fixture {
    void remove();
  }

  private World(
      Fixture fixture,
      Map<String, String> environment,
      ModuleOptions options,
      String pin,
      String... labels)
      throws TokenException {
    this.fixture = fixture;
    this.environment = environment;
    this.pin = pin;
    this.module = Pkcs11Module.load(options);
    PinSource pins = (token, occasion) -> Optional.of(pin.toCharArray());
    for (String label : labels) {
      Token token = module.open(TokenSelector.label(label), TokenOptions.of(pins));
      HornbeamProvider provider = HornbeamProvider.of(label.replace(' ', '-'), token);
      tokens.put(label, token);
      providers.put(label, provider);
      Security.addProvider(provider);
    }
  }

  /** Fresh tokens of SoftHSM. */
  static World softHsm(String... labels) throws TokenException {
    SoftHsm hsm = SoftHsm.inThisJvm(labels);
    return new World(
        hsm::close,
        hsm.environment(),
        ModuleOptions.of(SoftHsm.library()),
        hsm.token(labels[0]).pin(),
        labels);
  }

  /** A fresh token of NSS. */
  static World nss() throws TokenException {
    NssSoftokn nss = NssSoftokn.start();
    return new World(
        nss::close,
        Map.of(),
        ModuleOptions.of(NssSoftokn.library()).withInitArgs(nss.initArguments()),
        nss.token().pin(),
        NssSoftokn.LABEL);
  }

  /** What another process needs to see the tokens of SoftHSM. */
  Map<String, String> environment() {
    return environment;
  }

  /** The user's PIN of all tokens. */
  String pin() {
    return pin;
  }

  Token token(String label) {
    return Objects.requireNonNull(tokens.get(label), label);
  }

  HornbeamProvider provider(String label) {
    return Objects.requireNonNull(providers.get(label), label);
  }

  /** The ids of the private keys of a token. */
  Set<String> privateKeys(String label) throws TokenException {
    Set<String> ids = new TreeSet<>();
    for (ObjectInfo object : token(label).objects()) {
      if (object.kind() == ObjectInfo.Kind.PRIVATE_KEY) {
        ids.add(object.id().orElseThrow().toString());
      }
    }
    return ids;
  }

  /** How many public keys a token has; as many as private keys, if nothing was left over. */
  int publicKeys(String label) throws TokenException {
    return (int)
        token(label).objects().stream()
            .filter(object -> object.kind() == ObjectInfo.Kind.PUBLIC_KEY)
            .count();
  }

  @Override
  public void close() {
    providers.values().forEach(provider -> Security.removeProvider(provider.getName()));
    tokens.values().forEach(Token::close);
    module.close();
    fixture.remove();
  }
}
