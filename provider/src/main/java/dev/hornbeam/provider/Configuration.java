package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.ModuleOptions;
import dev.hornbeam.pkcs11.PinSource;
import dev.hornbeam.pkcs11.Storage;
import dev.hornbeam.pkcs11.TokenOptions;
import dev.hornbeam.pkcs11.TokenSelector;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What one provider instance is to be.
 *
 * @param name the instance is called {@code Hornbeam-NAME}
 * @param options but for their PIN source, which {@link Pins} is
 * @param offers what is offered to those who ask for no provider and no token
 */
record Configuration(
    String name,
    String description,
    ModuleOptions module,
    TokenSelector token,
    Optional<PinSource> pin,
    TokenOptions options,
    Offers offers,
    Templates templates,
    Mechanisms mechanisms) {
  /** For a token that is open already: what says how to open one means nothing. */
  static Configuration of(String name) {
    return new Configuration(
        name,
        "Hornbeam, keys on a token",
        ModuleOptions.of(Path.of("")),
        TokenSelector.any(),
        Optional.empty(),
        TokenOptions.of(PinSource.none()),
        Offers.NONE,
        Templates.NONE,
        Mechanisms.ALL);
  }

  /**
   * What the JCA would take from the first provider that has it, so that it is offered only if
   * wanted.
   *
   * @param random {@code SecureRandom}, by the token
   * @param keyPairs where {@code KeyPairGenerator} keeps pairs for which no {@link TokenKeySpec}
   *     was given; empty if it makes none
   */
  record Offers(Random random, Optional<Storage> keyPairs) {
    static final Offers NONE = new Offers(Random.ELSEWHERE, Optional.empty());
  }

  /** Who makes random numbers. */
  enum Random {
    /** The other providers. */
    ELSEWHERE,
    /** The token, for whoever asks for no provider if this one comes first. */
    TOKEN
  }
}
