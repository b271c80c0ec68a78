package dev.hornbeam.client;

import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.pkcs11.Ability;
import dev.hornbeam.pkcs11.AesKey;
import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.KeyPairRequest;
import dev.hornbeam.pkcs11.ObjectInfo;
import dev.hornbeam.pkcs11.Storage;
import dev.hornbeam.pkcs11.StoredKey;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.TokenKey;
import dev.hornbeam.pkcs11.Trouble;
import dev.hornbeam.provider.HornbeamProvider;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The token of a provider, and what was learnt of it once. Safe for use by several threads. Where a
 * method throws {@link TokenException}, the token may be back later.
 */
final class TokenHome {
  private static final int WRAPPING_KEY_BYTES = 32;
  private static final Set<ObjectInfo.Flag> MADE_TO_WRAP =
      Set.of(
          ObjectInfo.Flag.SENSITIVE,
          ObjectInfo.Flag.NEVER_EXTRACTABLE,
          ObjectInfo.Flag.WRAP,
          ObjectInfo.Flag.UNWRAP);

  private final HornbeamProvider provider;
  private final SecureRandom random = new SecureRandom();
  private volatile Optional<Known> known = Optional.empty();
  // To wrap new keys with; guarded by this.
  private Optional<AesKey> chosen = Optional.empty();

  TokenHome(HornbeamProvider provider) {
    this.provider = provider;
  }

  /** A provider that was logged out has another object for its token. */
  private record Known(
      Token token, String uri, Map<KeyKind, Ability> abilities, Map<KeyId, AesKey> wrappingKeys) {
    Known(Token token) throws TokenException {
      this(token, token.info().uri(), new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
    }
  }

  private Known known() throws TokenException {
    Token token = provider.token();
    Optional<Known> now = known;
    if (now.isPresent() && now.get().token() == token) {
      return now.get();
    }
    Known fresh = new Known(token);
    known = Optional.of(fresh);
    return fresh;
  }

  Token token() throws TokenException {
    return provider.token();
  }

  /** The token's name in references. */
  String uri() throws TokenException {
    return known().uri();
  }

  KeyId newId() {
    return KeyId.random(random);
  }

  /** Makes a pair of token objects. */
  StoredKey make(KeyKind kind, KeyId id, String label) throws TokenException {
    return token().generate(KeyPairRequest.of(kind.type(), kind.use(), Storage.TOKEN, id, label));
  }

  /** Destroys a pair of token objects; none there is fine. */
  void destroy(KeyId id) throws TokenException {
    token().destroy(id, ObjectInfo.Kind.PRIVATE_KEY, ObjectInfo.Kind.PUBLIC_KEY);
  }

  /** A handle for the engine. */
  KeyHandle handle(TokenKeyRef ref, TokenKey key) {
    return new KeyHandle(ref.ref(), ref.publicKey(), provider.privateKey(key));
  }

  /**
   * Makes sure that keys can be made here.
   *
   * @throws IllegalArgumentException if they cannot
   */
  void requireAble(KeyKind kind, Custody.Kind custody) throws TokenException {
    Known token = known();
    Ability ability = token.abilities().get(kind);
    if (ability == null) {
      ability = token.token().ability(kind.type(), kind.use());
      token.abilities().put(kind, ability);
    }
    if (Homes.verdict(custody, ability.can()) != Homes.Verdict.POSSIBLE) {
      throw new IllegalArgumentException(
          "this token cannot "
              + (custody == Custody.Kind.WRAPPED ? "make and wrap " : "make ")
              + kind
              + ": "
              + ability.why());
    }
  }

  /**
   * The key to wrap with, which is made if there is none. Another process may make one in between:
   * both are kept, since that process may have wrapped with its own, and from then on all choose
   * the same.
   */
  synchronized AesKey wrappingKey() throws TokenException {
    Known token = known();
    if (chosen.isPresent() && chosen.get().token() == token.token()) {
      return chosen.get();
    }
    Optional<AesKey> first = first(wrappingKeys(token.token()));
    if (first.isEmpty()) {
      AesKey made =
          token
              .token()
              .generateAes(
                  WRAPPING_KEY_BYTES,
                  Token.AesUse.WRAPPING,
                  newId(),
                  TokenKeySource.WRAPPING_KEY_LABEL);
      first = first(wrappingKeys(token.token())).or(() -> Optional.of(made));
    }
    chosen = first;
    return first.orElseThrow();
  }

  /**
   * Those that keep what they wrap. Others with their label may be anyone's, whose value is known
   * elsewhere, or which decrypt.
   */
  private static List<AesKey> wrappingKeys(Token token) throws TokenException {
    List<AesKey> labelled = token.aesKeys(TokenKeySource.WRAPPING_KEY_LABEL);
    if (labelled.isEmpty()) {
      return labelled;
    }
    Set<KeyId> keeping =
        token.objects().stream()
            .filter(object -> object.kind() == ObjectInfo.Kind.SECRET_KEY)
            .filter(object -> keeps(object.flags()))
            .flatMap(object -> object.id().stream())
            .collect(Collectors.toSet());
    return labelled.stream().filter(key -> keeping.contains(key.id())).toList();
  }

  private static boolean keeps(Set<ObjectInfo.Flag> flags) {
    return flags.containsAll(MADE_TO_WRAP) && !flags.contains(ObjectInfo.Flag.DECRYPT);
  }

  /** Says that one is gone from the token: the next call looks again, or makes one. */
  synchronized void forgetWrappingKey() {
    chosen = Optional.empty();
  }

  private static Optional<AesKey> first(Collection<AesKey> keys) {
    return keys.stream().min(Comparator.comparing(key -> key.id().toString()));
  }

  /** The key that something was wrapped with. */
  AesKey wrappingKey(KeyId id) throws TokenException, KeyUnavailable {
    Known token = known();
    AesKey seen = token.wrappingKeys().get(id);
    if (seen != null) {
      return seen;
    }
    AesKey found =
        token
            .token()
            .aesKey(id)
            .orElseThrow(
                () -> new KeyUnavailable("the token does not have the key that wraps this one"));
    token.wrappingKeys().put(id, found);
    return found;
  }

  /** What the engine is told when a token did not do something. */
  static KeyUnavailable unavailable(String what, TokenException e) {
    return new KeyUnavailable(what + ": " + e.getMessage(), e);
  }

  /**
   * What the engine is told when a token did not make a key.
   *
   * @throws IllegalArgumentException if it never will
   */
  static KeyUnavailable notMade(KeyKind kind, TokenException e) {
    if (e.trouble() == Trouble.UNSUPPORTED) {
      throw new IllegalArgumentException(
          "this token cannot make " + kind + ": " + e.getMessage(), e);
    }
    return unavailable("the token did not make a key", e);
  }
}
