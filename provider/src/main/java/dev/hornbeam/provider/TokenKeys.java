package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.Pkcs11Uri;
import dev.hornbeam.pkcs11.StoredKey;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.TokenInfo;
import java.security.InvalidKeyException;
import java.security.Key;
import java.util.List;
import java.util.Optional;

/** Tells the keys of one provider instance from others, and finds them. */
final class TokenKeys {
  private static final String SCHEME = "pkcs11:";

  private TokenKeys() {}

  /**
   * A key of this instance.
   *
   * @throws InvalidKeyException if it is another's, or was destroyed
   */
  static TokenPrivateKey own(TokenLink link, Key key) throws InvalidKeyException {
    if (key instanceof TokenPrivateKey own && own.link() == link) {
      own.usable();
      return own;
    }
    throw foreign(link, key);
  }

  /**
   * An AES key of this instance.
   *
   * @throws InvalidKeyException if it is another's, or was destroyed
   */
  static TokenSecretKey ownSecret(TokenLink link, Key key) throws InvalidKeyException {
    if (key instanceof TokenSecretKey own && own.link() == link) {
      own.usable();
      return own;
    }
    throw foreign(link, key);
  }

  private static InvalidKeyException foreign(TokenLink link, Key key) {
    return new InvalidKeyException(
        "not a key of "
            + link.describe()
            + ": "
            + (key == null ? "none was given" : "one of " + key.getClass().getName()));
  }

  /** Whether a text looks like a URI of RFC 7512. */
  static boolean isUri(String text) {
    return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  /** The private key that a URI names; empty if it is on another token, or not there. */
  static Optional<StoredKey> find(Token token, Pkcs11Uri uri) throws TokenException {
    if (!matches(token.info(), uri)) {
      return Optional.empty();
    }
    Optional<KeyId> id = uri.id();
    if (id.isPresent()) {
      return token
          .privateKey(id.get())
          .filter(key -> uri.object().filter(label -> !label.equals(key.label())).isEmpty());
    }
    if (uri.object().isEmpty()) {
      return Optional.empty();
    }
    List<StoredKey> labelled = token.privateKeys(uri.object().get());
    return labelled.size() == 1 ? Optional.of(labelled.get(0)) : Optional.empty();
  }

  private static boolean matches(TokenInfo info, Pkcs11Uri uri) {
    var wanted = uri.selector();
    return wanted.label().filter(label -> !label.equals(info.label())).isEmpty()
        && wanted.serial().filter(serial -> !serial.equals(info.serial())).isEmpty()
        && wanted.manufacturer().filter(maker -> !maker.equals(info.manufacturer())).isEmpty()
        && wanted.model().filter(model -> !model.equals(info.model())).isEmpty();
  }
}
