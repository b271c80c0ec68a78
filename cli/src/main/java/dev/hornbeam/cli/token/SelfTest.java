package dev.hornbeam.cli.token;

import dev.hornbeam.cli.Progress;
import dev.hornbeam.pkcs11.Ability;
import dev.hornbeam.pkcs11.Ability.Feat;
import dev.hornbeam.pkcs11.AesKey;
import dev.hornbeam.pkcs11.InvalidPublicKey;
import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.KeyPairRequest;
import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.KeyUse;
import dev.hornbeam.pkcs11.ObjectInfo;
import dev.hornbeam.pkcs11.SessionKey;
import dev.hornbeam.pkcs11.Storage;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.TokenKey;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes keys of every kind that a token says it can, uses them, compares with software, and
 * destroys them. Whatever happens, {@link #close} destroys what was made.
 */
final class SelfTest implements AutoCloseable {
  private static final String LABEL = "hornbeam-test";
  private static final int WRAPPING_KEY_BYTES = 32;

  private final Token token;
  private final Progress progress;
  private final Duration each;
  private final SecureRandom random = new SecureRandom();
  private final Set<KeyId> made = ConcurrentHashMap.newKeySet();
  private Optional<AesKey> wrappingKey = Optional.empty();

  /**
   * @param each how long an operation is repeated, to take its time
   */
  SelfTest(Token token, Progress progress, Duration each) {
    this.token = token;
    this.progress = progress;
    this.each = each;
  }

  /** How a test ended. */
  enum Outcome {
    PASSED,
    FAILED,
    NOT_OFFERED
  }

  /**
   * What one test found.
   *
   * @param make how long making a key took
   * @param operations how often it was used in a second
   * @param remark why it failed, or is not offered
   */
  record Result(
      String key,
      String where,
      Outcome outcome,
      Optional<Duration> make,
      double operations,
      String remark) {}

  /** Where a key is made. */
  private enum Place {
    TOKEN(Feat.MAKE_TOKEN_OBJECT),
    SESSION(Feat.MAKE_SESSION_OBJECT),
    WRAPPED(Feat.WRAP);

    private final Feat feat;

    Place(Feat feat) {
      this.feat = feat;
    }
  }

  /**
   * Tests all kinds of keys, in all places.
   *
   * @throws TokenException if no test has a chance: the token is gone, or wants another PIN
   */
  List<Result> run() throws TokenException {
    try {
      return testAll();
    } finally {
      progress.clear();
    }
  }

  private List<Result> testAll() throws TokenException {
    List<Result> results = new ArrayList<>();
    for (KeyType type : KeyType.values()) {
      for (KeyUse use : KeyUse.values()) {
        if (type.can(use)) {
          test(token.ability(type, use), results);
        }
      }
    }
    return results;
  }

  private void test(Ability ability, List<Result> results) throws TokenException {
    String key = ability.type() + (ability.use() == KeyUse.SIGN ? " sign" : " derive");
    if (!ability.can().contains(Feat.USE)) {
      results.add(notOffered(key, "-", ability.why()));
      return;
    }
    for (Place place : Place.values()) {
      String where = place.name().toLowerCase(Locale.ROOT);
      progress.show("testing " + key + ", " + where);
      results.add(
          ability.can().contains(place.feat)
              ? test(key, where, ability, place)
              : notOffered(key, where, ability.why()));
    }
  }

  private static Result notOffered(String key, String where, String why) {
    return new Result(key, where, Outcome.NOT_OFFERED, Optional.empty(), 0, why);
  }

  private Result test(String key, String where, Ability ability, Place place)
      throws TokenException {
    try {
      return switch (place) {
        case TOKEN -> testTokenObject(key, where, ability);
        case SESSION -> testSessionObject(key, where, ability);
        case WRAPPED -> testWrapped(key, where, ability);
      };
    } catch (TokenException e) {
      switch (e.trouble()) {
        case PIN_MISSING, PIN_WRONG, PIN_LOCKED, TOKEN_ABSENT, CLOSED, INTERRUPTED -> throw e;
        default -> {
          return failed(key, where, e);
        }
      }
    } catch (InvalidPublicKey | GeneralSecurityException e) {
      return failed(key, where, e);
    }
  }

  private static Result failed(String key, String where, Exception e) {
    String remark = String.valueOf(e.getMessage());
    return new Result(key, where, Outcome.FAILED, Optional.empty(), 0, remark);
  }

  private Result testTokenObject(String key, String where, Ability ability)
      throws TokenException, InvalidPublicKey, GeneralSecurityException {
    KeyPairRequest request = request(ability, Storage.TOKEN);
    made.add(request.id());
    try {
      long start = System.nanoTime();
      TokenKey pair = token.generate(request);
      return use(key, where, ability.use(), pair, Duration.ofNanos(System.nanoTime() - start));
    } finally {
      destroy(request.id());
    }
  }

  private Result testSessionObject(String key, String where, Ability ability)
      throws TokenException, InvalidPublicKey, GeneralSecurityException {
    long start = System.nanoTime();
    try (SessionKey pair = token.generateInSession(request(ability, Storage.SESSION))) {
      return use(key, where, ability.use(), pair, Duration.ofNanos(System.nanoTime() - start));
    }
  }

  private Result testWrapped(String key, String where, Ability ability)
      throws TokenException, InvalidPublicKey, GeneralSecurityException {
    AesKey wrapping = wrappingKey();
    long start = System.nanoTime();
    TokenKey pair = token.generateWrapped(ability.type(), ability.use(), wrapping);
    return use(key, where, ability.use(), pair, Duration.ofNanos(System.nanoTime() - start));
  }

  private KeyPairRequest request(Ability ability, Storage storage) {
    return KeyPairRequest.of(ability.type(), ability.use(), storage, KeyId.random(random), LABEL);
  }

  private AesKey wrappingKey() throws TokenException {
    if (wrappingKey.isEmpty()) {
      KeyId id = KeyId.random(random);
      made.add(id);
      wrappingKey =
          Optional.of(token.generateAes(WRAPPING_KEY_BYTES, Token.AesUse.WRAPPING, id, LABEL));
    }
    return wrappingKey.get();
  }

  private Result use(String key, String where, KeyUse use, TokenKey pair, Duration make)
      throws TokenException, InvalidPublicKey, GeneralSecurityException {
    SoftwareCheck.Operation operation =
        use == KeyUse.SIGN ? SoftwareCheck.signing(pair) : SoftwareCheck.agreement(pair);
    int count = 0;
    long start = System.nanoTime();
    byte[] result;
    do {
      result = operation.run();
      count++;
    } while (System.nanoTime() - start < each.toNanos());
    double seconds = (System.nanoTime() - start) / 1e9;
    boolean isRight = operation.isRight(result);
    Arrays.fill(result, (byte) 0);
    return new Result(
        key,
        where,
        isRight ? Outcome.PASSED : Outcome.FAILED,
        Optional.of(make),
        count / seconds,
        isRight ? "" : "software comes to another result");
  }

  private void destroy(KeyId id) throws TokenException {
    token.destroy(
        id, ObjectInfo.Kind.PRIVATE_KEY, ObjectInfo.Kind.PUBLIC_KEY, ObjectInfo.Kind.SECRET_KEY);
    made.remove(id);
  }

  /** Destroys what is still there. */
  @Override
  public void close() throws TokenException {
    for (KeyId id : Set.copyOf(made)) {
      destroy(id);
    }
  }
}
