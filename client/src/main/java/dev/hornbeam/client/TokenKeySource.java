package dev.hornbeam.client;

import dev.hornbeam.mls.KeySources;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.ObjectInfo;
import dev.hornbeam.pkcs11.StoredKey;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.Trouble;
import dev.hornbeam.pkcs11.WrappedKey;
import dev.hornbeam.provider.HornbeamProvider;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Keys on PKCS#11 tokens. The keys of each purpose have a {@link Custody} of their own, since a
 * token that signs need not derive, and one that derives has room for so many keys only.
 *
 * <pre>{@code
 * Token token = module.open(TokenSelector.label("alice"), TokenOptions.of(PinSource.file(pin)));
 * HornbeamProvider provider = HornbeamProvider.of("alice", token);
 * Security.addProvider(provider);
 * Custody custody = Custody.token(provider);
 * try (TokenKeySource keys = TokenKeySource.builder().keys(custody).build()) {
 *   MlsClient alice =
 *       MlsClient.builder(suite).credential(credential).keys(keys).store(store).build();
 *   alice.sweep();
 * }
 * }</pre>
 *
 * <p>A reference names a key by its token's URI and {@code CKA_ID}, or is the wrapped key itself,
 * which is of no use without the token; a key in software has one of {@link KeySources#software}.
 * Where a method throws {@link KeyUnavailable}, the message is the token's, for its operator.
 *
 * <p>Of the leaf keys that are made ahead, one waits for each client under its label, so a client
 * has one source at a time: through another one, {@link #sweep} would destroy that key.
 *
 * <p>Safe for use by several threads, and by several clients. The tokens stay the caller's, who
 * closes them after this.
 */
public final class TokenKeySource implements KeySource, AutoCloseable {
  /** The label of the AES key under which a token wraps private keys; it is made once. */
  public static final String WRAPPING_KEY_LABEL = "hornbeam-wrap";

  private final Map<Purpose, Custody> custodies;
  private final IdentityHashMap<HornbeamProvider, TokenHome> homes = new IdentityHashMap<>();
  private final KeySource software = KeySources.software();
  private final Optional<LeafPool> pool;
  private final Clock clock;

  TokenKeySource(Map<Purpose, Custody> custodies, int ahead, Clock clock) {
    this.custodies = new EnumMap<>(custodies);
    this.clock = clock;
    for (Custody custody : custodies.values()) {
      custody.provider().ifPresent(provider -> homes.computeIfAbsent(provider, TokenHome::new));
    }
    Custody leaf = custody(Purpose.LEAF);
    this.pool =
        leaf.kind() == Custody.Kind.TOKEN
            ? Optional.of(new LeafPool(home(leaf), ahead, clock))
            : Optional.empty();
  }

  /** Begins a source. */
  public static TokenKeySourceBuilder builder() {
    return new TokenKeySourceBuilder();
  }

  /** Where keys of a purpose are made. */
  public Custody custody(Purpose purpose) {
    return Objects.requireNonNull(custodies.get(purpose));
  }

  /**
   * {@inheritDoc} A wrapped key has no label: none is ever left over. A leaf key that was made
   * ahead for a client has the part of it that names the client.
   *
   * @throws IllegalArgumentException if the token cannot make such keys at all, and why; {@link
   *     Homes} tells what it can
   */
  @Override
  public KeyHandle create(Purpose purpose, CipherSuite suite, String label) throws KeyUnavailable {
    Custody custody = custody(purpose);
    KeyKind kind = KeyKind.of(suite, purpose);
    try {
      return switch (custody.kind()) {
        case TOKEN -> createObject(home(custody), purpose, kind, label);
        case WRAPPED -> createWrapped(home(custody), kind);
        case SOFTWARE -> software.create(purpose, suite, label);
      };
    } catch (TokenException e) {
      throw TokenHome.notMade(kind, e);
    }
  }

  private KeyHandle createObject(TokenHome home, Purpose purpose, KeyKind kind, String label)
      throws TokenException {
    home.requireAble(kind, Custody.Kind.TOKEN);
    Optional<StoredKey> ahead =
        purpose == Purpose.LEAF
            ? pool.flatMap(leaves -> leaves.take(kind, label))
            : Optional.empty();
    if (ahead.isPresent()) {
      return handle(home, ahead.get());
    }
    return handle(home, home.make(kind, home.newId(), label));
  }

  private static KeyHandle createWrapped(TokenHome home, KeyKind kind) throws TokenException {
    home.requireAble(kind, Custody.Kind.WRAPPED);
    WrappedKey key;
    try {
      key = home.token().generateWrapped(kind.type(), kind.use(), home.wrappingKey());
    } catch (TokenException e) {
      if (e.trouble() != Trouble.KEY_GONE) {
        throw e;
      }
      home.forgetWrappingKey();
      key = home.token().generateWrapped(kind.type(), kind.use(), home.wrappingKey());
    }
    TokenKeyRef ref =
        new TokenKeyRef.Wrapped(
            home.uri(),
            key.wrappingKey().id(),
            Bytes.own(key.publicKey()),
            key.type(),
            key.use(),
            Bytes.own(key.blob()));
    return home.handle(ref, key);
  }

  @Override
  public KeyHandle open(KeyRef ref) throws KeyUnavailable {
    Optional<TokenKeyRef> parsed = TokenKeyRef.of(ref);
    if (parsed.isEmpty()) {
      return software.open(ref);
    }
    TokenHome home = home(parsed.get());
    try {
      return parsed.get() instanceof TokenKeyRef.Stored stored
          ? open(home, stored)
          : open(home, (TokenKeyRef.Wrapped) parsed.get());
    } catch (TokenException e) {
      throw TokenHome.unavailable("the token did not open a key", e);
    }
  }

  private static KeyHandle open(TokenHome home, TokenKeyRef.Stored ref)
      throws TokenException, KeyUnavailable {
    StoredKey key =
        home.token()
            .privateKey(ref.id())
            .orElseThrow(
                () ->
                    new KeyUnavailable(
                        "there is no key " + ref.id() + " on " + ref.token() + " any more"));
    if (!Bytes.own(key.publicKey()).equals(ref.publicKey())) {
      throw new KeyUnavailable("key " + ref.id() + " on " + ref.token() + " is another one now");
    }
    return home.handle(ref, key);
  }

  /** The blob is looked at when it is used; the key that opens it must be there. */
  private static KeyHandle open(TokenHome home, TokenKeyRef.Wrapped ref)
      throws TokenException, KeyUnavailable {
    WrappedKey key =
        home.token()
            .wrappedKey(
                ref.type(),
                ref.use(),
                home.wrappingKey(ref.wrappingKey()),
                ref.blob().toArray(),
                ref.publicKey().toArray());
    return home.handle(ref, key);
  }

  /**
   * {@inheritDoc} A wrapped key is gone when the last copy of its reference is, so nothing is done
   * for one; nor for a key in software.
   */
  @Override
  public void destroy(KeyRef ref) throws KeyUnavailable {
    Optional<TokenKeyRef> parsed = TokenKeyRef.of(ref);
    if (parsed.isEmpty()) {
      software.destroy(ref);
    } else if (parsed.get() instanceof TokenKeyRef.Stored stored) {
      destroy(home(stored), stored.id());
    }
  }

  private static void destroy(TokenHome home, KeyId id) throws KeyUnavailable {
    try {
      home.destroy(id);
    } catch (TokenException e) {
      throw TokenHome.unavailable("the token did not destroy a key", e);
    }
  }

  /** {@inheritDoc} All tokens of this source are looked at. */
  @Override
  public void sweep(String prefix, Set<KeyRef> known) throws KeyUnavailable {
    Set<KeyId> kept = new HashSet<>();
    known.forEach(ref -> objectId(ref).ifPresent(kept::add));
    pool.ifPresent(LeafPool::destroyStrays);
    pool.ifPresent(leaves -> kept.addAll(leaves.beginSweep()));
    try {
      sweepAll(prefix, kept);
    } finally {
      pool.ifPresent(LeafPool::endSweep);
    }
  }

  private void sweepAll(String prefix, Set<KeyId> kept) throws KeyUnavailable {
    Optional<KeyUnavailable> failure = Optional.empty();
    for (TokenHome home : homes.values()) {
      try {
        sweep(home, prefix, kept);
      } catch (KeyUnavailable e) {
        failure = Optional.of(e); // The other tokens are swept all the same.
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  private void sweep(TokenHome home, String prefix, Set<KeyId> kept) throws KeyUnavailable {
    List<ObjectInfo> objects;
    try {
      objects = home.token().objects();
    } catch (TokenException e) {
      throw TokenHome.unavailable("the token did not list its keys", e);
    }
    LeafPool.sweep(home, objects, clock);
    Set<KeyId> needed = new HashSet<>(kept);
    needed.addAll(setAside());
    for (KeyId id : leftOver(objects, prefix, needed)) {
      destroy(home, id);
    }
  }

  /** Leaf keys that wait for a client under its label. */
  Set<KeyId> setAside() {
    return pool.map(LeafPool::setAside).orElse(Set.of());
  }

  /** Of a pair, either half may have been left over. */
  private static Set<KeyId> leftOver(List<ObjectInfo> objects, String prefix, Set<KeyId> kept) {
    Set<KeyId> ids = new HashSet<>();
    for (ObjectInfo object : objects) {
      boolean isKey =
          object.kind() == ObjectInfo.Kind.PRIVATE_KEY
              || object.kind() == ObjectInfo.Kind.PUBLIC_KEY;
      if (isKey && object.label().startsWith(prefix)) {
        object.id().filter(id -> !kept.contains(id)).ifPresent(ids::add);
      }
    }
    return ids;
  }

  /** The name of a key on its token, if it is an object of one. */
  public static Optional<KeyId> objectId(KeyRef ref) {
    return TokenKeyRef.of(ref)
        .filter(TokenKeyRef.Stored.class::isInstance)
        .map(stored -> ((TokenKeyRef.Stored) stored).id());
  }

  /**
   * Finds a signature key that was made by other means, as those of cards are.
   *
   * @throws KeyUnavailable if it is not there now
   * @throws IllegalStateException if signature keys are not on a token
   */
  public SignatureKey signatureKey(KeyId id) throws KeyUnavailable {
    TokenHome home = signatureHome();
    try {
      StoredKey key =
          home.token()
              .privateKey(id)
              .orElseThrow(() -> new KeyUnavailable("the token has no private key " + id));
      return found(home, key);
    } catch (TokenException e) {
      throw TokenHome.unavailable("the token did not open a key", e);
    }
  }

  /**
   * Finds a signature key by its label.
   *
   * @throws KeyUnavailable if it is not there now
   * @throws IllegalArgumentException if several have this label
   * @throws IllegalStateException if signature keys are not on a token
   */
  public SignatureKey signatureKey(String label) throws KeyUnavailable {
    TokenHome home = signatureHome();
    try {
      List<StoredKey> keys = home.token().privateKeys(label);
      if (keys.isEmpty()) {
        throw new KeyUnavailable("the token has no private key with the label " + label);
      }
      if (keys.size() > 1) {
        List<KeyId> ids = keys.stream().map(StoredKey::id).toList();
        throw new IllegalArgumentException(
            "several keys have the label " + label + ", with the ids " + ids);
      }
      return found(home, keys.get(0));
    } catch (TokenException e) {
      throw TokenHome.unavailable("the token did not open a key", e);
    }
  }

  private static SignatureKey found(TokenHome home, StoredKey key) throws TokenException {
    Optional<Bytes> certificate =
        home.token().objects().stream()
            .filter(object -> object.kind() == ObjectInfo.Kind.CERTIFICATE)
            .filter(object -> object.id().equals(Optional.of(key.id())))
            .flatMap(object -> object.value().stream())
            .map(Bytes::copyOf)
            .findFirst();
    return new SignatureKey(handle(home, key), certificate);
  }

  private TokenHome signatureHome() {
    Custody custody = custody(Purpose.SIGNATURE);
    if (custody.provider().isEmpty()) {
      throw new IllegalStateException("signature keys are not on a token");
    }
    return home(custody);
  }

  private TokenHome home(Custody custody) {
    return Objects.requireNonNull(homes.get(custody.provider().orElseThrow()));
  }

  /** The token that a reference names; one that is absent may be the one. */
  private TokenHome home(TokenKeyRef ref) throws KeyUnavailable {
    List<String> others = new ArrayList<>();
    for (TokenHome home : homes.values()) {
      try {
        if (home.uri().equals(ref.token())) {
          return home;
        }
        others.add(home.uri());
      } catch (TokenException e) {
        others.add("one that does not answer (" + e.getMessage() + ")");
      }
    }
    throw new KeyUnavailable(
        "the key is on the token "
            + ref.token()
            + ", and the tokens here are: "
            + (others.isEmpty() ? "none" : String.join(", ", others)));
  }

  private static KeyHandle handle(TokenHome home, StoredKey key) throws TokenException {
    Bytes publicKey = Bytes.own(key.publicKey());
    return home.handle(new TokenKeyRef.Stored(home.uri(), key.id(), publicKey), key);
  }

  /** Waits until keys are made ahead, as far as the token makes them. */
  void awaitKeysAhead() {
    pool.ifPresent(LeafPool::awaitIdle);
  }

  /** Destroys the leaf keys that were made ahead. Nothing is made ahead from then on. */
  @Override
  public void close() {
    pool.ifPresent(LeafPool::close);
  }
}
