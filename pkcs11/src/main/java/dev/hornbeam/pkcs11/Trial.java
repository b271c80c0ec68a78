package dev.hornbeam.pkcs11;

import java.security.SecureRandom;
import java.util.Arrays;

/** Makes a pair, uses it, and destroys it: a token's list of mechanisms does not tell all. */
final class Trial {
  private static final String LABEL = "hornbeam-trial";

  private final Token token;
  private final KeyType type;
  private final KeyUse use;

  Trial(Token token, KeyType type, KeyUse use) {
    this.token = token;
    this.type = type;
    this.use = use;
  }

  void run(Storage storage) throws TokenException {
    KeyId id = KeyId.random(new SecureRandom());
    KeyPairRequest request = KeyPairRequest.of(type, use, storage, id, LABEL);
    switch (storage) {
      case TOKEN -> {
        StoredKey key = token.generate(request);
        try {
          use(key);
        } finally {
          token.destroy(id, ObjectInfo.Kind.PRIVATE_KEY, ObjectInfo.Kind.PUBLIC_KEY);
        }
      }
      case SESSION -> {
        try (SessionKey key = token.generateInSession(request)) {
          use(key);
        }
      }
    }
  }

  private void use(TokenKey key) throws TokenException {
    switch (use) {
      case SIGN -> {
        byte[] hash = new byte[32];
        Arrays.fill(hash, (byte) 1);
        key.sign(hash);
      }
      case DERIVE -> {
        try {
          Arrays.fill(key.derive(key.publicKey()), (byte) 0);
        } catch (InvalidPublicKey e) {
          throw TokenException.of(Trouble.OTHER, "The token made a key that is none", e);
        }
      }
    }
  }
}
