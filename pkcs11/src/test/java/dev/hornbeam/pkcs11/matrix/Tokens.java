package dev.hornbeam.pkcs11.matrix;

import dev.hornbeam.pkcs11.Ability;
import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.KeyUse;
import dev.hornbeam.pkcs11.ModuleOptions;
import dev.hornbeam.pkcs11.ObjectInfo;
import dev.hornbeam.pkcs11.Pkcs11Module;
import dev.hornbeam.pkcs11.RoundTrips;
import dev.hornbeam.pkcs11.Storage;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.TokenOptions;
import dev.hornbeam.pkcs11.TokenSelector;
import dev.hornbeam.pkcs11.Trouble;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** What the tests of each module do with a token. */
final class Tokens {
  private static final KeyId ID = KeyId.of(new byte[] {77});

  private Tokens() {}

  static Token open(Pkcs11Module module, String label, String pin) throws Exception {
    return module.open(TokenSelector.label(label), options(pin));
  }

  static TokenOptions options(String pin) {
    return RoundTrips.options(pin)
        .withRecovery(
            new TokenOptions.Recovery(8, Duration.ofMillis(10), 1_000_000, Duration.ofMillis(10)));
  }

  static Pkcs11Module load(Path library) throws Exception {
    return Pkcs11Module.load(ModuleOptions.of(library));
  }

  /**
   * Does all that the token says it can, and compares it with software.
   *
   * @return what it can, as words such as {@code ED25519-SIGN-TOKEN}
   */
  static Set<String> exercise(Token token) throws Exception {
    Set<String> done = new TreeSet<>();
    for (KeyType type : KeyType.values()) {
      for (KeyUse use : KeyUse.values()) {
        Set<Ability.Feat> can = token.ability(type, use).can();
        String word = type + "-" + use + "-";
        if (can.contains(Ability.Feat.MAKE_TOKEN_OBJECT)) {
          RoundTrips.storedKey(token, type, use);
          token.trial(type, use, Storage.TOKEN);
          done.add(word + "TOKEN");
        }
        if (can.contains(Ability.Feat.MAKE_SESSION_OBJECT)) {
          RoundTrips.sessionKey(token, type, use);
          token.trial(type, use, Storage.SESSION);
          done.add(word + "SESSION");
        }
        if (can.contains(Ability.Feat.WRAP)) {
          var wrapping = token.generateAes(32, Token.AesUse.WRAPPING, ID, "exercise");
          RoundTrips.wrappedKey(token, type, use, wrapping);
          token.destroy(ID, ObjectInfo.Kind.SECRET_KEY);
          done.add(word + "WRAPPED");
        }
      }
    }
    return done;
  }

  /** Puts a key of software on the token for all that it keeps, and compares. */
  static void exerciseImports(Token token) throws Exception {
    for (KeyType type : KeyType.values()) {
      for (KeyUse use : KeyUse.values()) {
        if (token.ability(type, use).can().contains(Ability.Feat.MAKE_TOKEN_OBJECT)) {
          RoundTrips.importedKey(token, type, use);
        }
      }
    }
  }

  /** Whether a failure says that the token is away, for now. */
  static boolean isLoss(TokenException e) {
    System.out.println(e.trouble() + " " + e.getMessage());
    return e.trouble() == Trouble.LOST || e.trouble() == Trouble.TOKEN_ABSENT;
  }
}
