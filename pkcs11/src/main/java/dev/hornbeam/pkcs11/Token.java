package dev.hornbeam.pkcs11;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * A token, with a pool of sessions of its own. Safe for use by several threads.
 *
 * <p>Each method throws {@link TokenException} if the token does not do it now. What reads or uses
 * a key is tried again after a lost session, as {@link TokenOptions.Recovery} allows. What makes or
 * destroys an object has happened, or has not, when it returns or throws: a half-made one is taken
 * away again as soon as the token is back, before anything else is done with it.
 */
public final class Token implements AutoCloseable {
  private static final long PRIVATE_KEY = PKCS11Constants.CKO_PRIVATE_KEY;
  private static final long SECRET_KEY = PKCS11Constants.CKO_SECRET_KEY;
  private static final Set<ObjectInfo.Kind> PAIR =
      Set.of(ObjectInfo.Kind.PRIVATE_KEY, ObjectInfo.Kind.PUBLIC_KEY);
  // The private key last: it has its new label only when the others do.
  private static final List<ObjectInfo.Kind> LABELLED =
      List.of(
          ObjectInfo.Kind.CERTIFICATE,
          ObjectInfo.Kind.PUBLIC_KEY,
          ObjectInfo.Kind.PRIVATE_KEY,
          ObjectInfo.Kind.SECRET_KEY);

  private final TokenCore core;
  private final Set<KeyType> unwrappable = ConcurrentHashMap.newKeySet();

  Token(TokenCore core) {
    this.core = core;
  }

  TokenCore core() {
    return core;
  }

  /** What the token says of itself now. */
  public TokenInfo info() throws TokenException {
    return core.run(Session::tokenInfo);
  }

  /** The selector that it was opened by. */
  public TokenSelector selector() {
    return core.selector();
  }

  /** The mechanisms: {@code CKM_} number, and its name or its number in hexadecimal. */
  public Map<Long, String> mechanisms() throws TokenException {
    return core.mechanisms();
  }

  /**
   * What it can do with one kind of key. That it wraps them is taken back once it refused to; no
   * list tells that beforehand of a module that is not known.
   */
  public Ability ability(KeyType type, KeyUse use) throws TokenException {
    Map<Long, String> mechanisms = core.mechanisms();
    return core.run(
        session ->
            new Abilities(core.cryptoki(), core.token().slotId(), mechanisms, unwrappable)
                .of(type, use));
  }

  /**
   * Tries it: makes a pair, uses it, and destroys it. Returns if it worked.
   *
   * @throws TokenException what went wrong
   */
  public void trial(KeyType type, KeyUse use, Storage storage) throws TokenException {
    new Trial(this, type, use).run(storage);
  }

  /**
   * Logs in now rather than when it is needed, so that a wrong PIN is told early. Returns without a
   * login if the source has no PIN.
   *
   * <p>A process has one login to a token (PKCS#11 s.5.6.8): if someone else in it is logged in, no
   * PIN is looked at, not even a wrong one. A PIN that the token refused is not sent again by this
   * object, since a few such tries lock a card.
   */
  public void login() throws TokenException {
    core.run(Session::tokenInfo);
  }

  // --- Objects ---

  /** All objects that can be seen after login, or without it if there is no PIN. */
  public List<ObjectInfo> objects() throws TokenException {
    return core.run(KeyReader::objects);
  }

  /** The private key of an id; of a curve that {@link KeyType} has. */
  public Optional<StoredKey> privateKey(KeyId id) throws TokenException {
    return stored(ObjectHandles.template(id, PRIVATE_KEY)).stream().findFirst();
  }

  /** The private keys of a label, each of a curve that {@link KeyType} has. */
  public List<StoredKey> privateKeys(String label) throws TokenException {
    return stored(template(PRIVATE_KEY).with(PKCS11Constants.CKA_LABEL, label));
  }

  /**
   * All private keys of curves that {@link KeyType} has, with an id. One whose public key cannot be
   * had, from an object or a certificate of the same id, is left out; so is one that shares its id
   * with another pair of the curve, unless it tells its public key itself.
   */
  public List<StoredKey> privateKeys() throws TokenException {
    return stored(template(PRIVATE_KEY));
  }

  /** The AES key of an id. */
  public Optional<AesKey> aesKey(KeyId id) throws TokenException {
    return aes(ObjectHandles.template(id, SECRET_KEY)).stream().findFirst();
  }

  /** The AES keys of a label. */
  public List<AesKey> aesKeys(String label) throws TokenException {
    return aes(template(SECRET_KEY).with(PKCS11Constants.CKA_LABEL, label));
  }

  // --- Making and destroying ---

  /**
   * Makes a pair of token objects; {@code request.storage()} is {@link Storage#TOKEN}.
   *
   * @throws TokenException with {@link Trouble#OTHER} too if a key of this id is there already
   */
  public StoredKey generate(KeyPairRequest request) throws TokenException {
    checkUse(request, Storage.TOKEN);
    KeyMaking.Pair pair =
        core.make(request.id(), PAIR, session -> KeyMaking.generate(session, request));
    return stored(request, pair.publicKey());
  }

  /** Makes a pair of session objects; {@code request.storage()} is {@link Storage#SESSION}. */
  public SessionKey generateInSession(KeyPairRequest request) throws TokenException {
    checkUse(request, Storage.SESSION);
    refuseIfLacking("session-keys");
    return core.pin(
        session -> new SessionKey(this, request, session, KeyMaking.generate(session, request)));
  }

  /** Makes a pair in a session, wraps its private key under a key of the token, and forgets it. */
  public WrappedKey generateWrapped(KeyType type, KeyUse use, AesKey wrappingKey)
      throws TokenException {
    checkUse(type, use);
    refuseIfLacking("session-keys");
    refuseIfLacking("wrap." + type);
    long mechanism = wrapMechanism();
    return core.run(
        session -> {
          long wrapping = wrappingKey.handle(session);
          KeyMaking.Pair pair = KeyMaking.generateToWrap(session, type, use);
          try {
            byte[] blob = wrap(session, mechanism, wrapping, type, pair);
            return new WrappedKey(type, use, wrappingKey, blob, pair.publicKey());
          } finally {
            session.destroyHere(pair.privateHandle());
            session.destroyHere(pair.publicHandle());
          }
        });
  }

  /**
   * A wrapped key made earlier; it is looked at only when it is used.
   *
   * @param publicKey in the form that {@link KeyType} says
   */
  public WrappedKey wrappedKey(
      KeyType type, KeyUse use, AesKey wrappingKey, byte[] blob, byte[] publicKey) {
    checkUse(type, use);
    checkPublicKey(type, publicKey);
    return new WrappedKey(type, use, wrappingKey, blob, publicKey);
  }

  /** What an AES key is for. */
  public enum AesUse {
    /**
     * Wraps and unwraps keys, and nothing else. Where the token takes a {@code
     * CKA_UNWRAP_TEMPLATE}, as SoftHSM does and NSS does not, it unwraps only into objects that are
     * sensitive and cannot be extracted; elsewhere, whoever has the PIN and a wrapped key can
     * unwrap it into something readable.
     */
    WRAPPING,
    /** Encrypts and decrypts, and wraps and unwraps bytes. */
    DATA
  }

  /** Makes an AES key as a token object; sensitive, not extractable. */
  public AesKey generateAes(int length, AesUse use, KeyId id, String label) throws TokenException {
    if (length != 16 && length != 24 && length != 32) {
      throw new IllegalArgumentException("An AES key has 16, 24 or 32 bytes, not " + length);
    }
    boolean isGuarded = use == AesUse.WRAPPING && quirks().lack("unwrap-template").isEmpty();
    if (!isGuarded || !makeGuarded(length, id, label)) {
      makeAes(id, KeyMaking.aes(length, use, id, label));
    }
    return new AesKey(this, id, label, length);
  }

  /**
   * Imports a private key; what the caller holds stays readable to whoever had it.
   *
   * @param privateKey RFC 8032's or RFC 7748's private key, or the scalar in the curve's length;
   *     not changed, not kept
   */
  public StoredKey importKeyPair(KeyPairRequest request, byte[] privateKey, byte[] publicKey)
      throws TokenException {
    checkUse(request, Storage.TOKEN);
    checkPublicKey(request.type(), publicKey);
    core.make(
        request.id(),
        PAIR,
        session -> KeyMaking.importPair(session, request, privateKey, publicKey));
    return stored(request, publicKey);
  }

  /** Puts a certificate on the token, in place of one with the same id. */
  public void putCertificate(KeyId id, String label, X509Certificate certificate)
      throws TokenException {
    core.settle(
        session -> {
          KeyMaking.putCertificate(session, id, label, certificate);
          return id;
        });
  }

  /**
   * Gives the pair of an id and its certificate, or the AES key of an id, another label; may be
   * done again if it fails.
   */
  public void relabel(KeyId id, String label) throws TokenException {
    core.settle(
        session -> {
          for (ObjectInfo.Kind kind : LABELLED) {
            for (long handle : core.find(session, id, kind)) {
              session.change(handle, new Template().with(PKCS11Constants.CKA_LABEL, label));
            }
          }
          return id;
        });
  }

  /** Destroys all objects of an id and of some kinds; none there is fine. */
  public void destroy(KeyId id, ObjectInfo.Kind... kinds) throws TokenException {
    core.destroy(id, Set.of(kinds));
  }

  /** {@code C_GenerateRandom}: fills an array. */
  public void random(byte[] bytes) throws TokenException {
    core.run(
        session -> {
          session.random(bytes);
          return bytes;
        });
  }

  /** How many sessions are open, and in use: for operators, and for tests of leaks. */
  public SessionCount sessions() {
    return core.pool().count();
  }

  /**
   * Sessions of one pool.
   *
   * @param open at the module, those in use included
   * @param leased in use by a thread, or by a {@link SessionKey}
   */
  public record SessionCount(int open, int leased) {}

  /** Closes its sessions once they are free; later use says {@link Trouble#CLOSED}. */
  @Override
  public void close() {
    core.close();
  }

  /** Its label. */
  @Override
  public String toString() {
    return "token \"" + core.token().label() + "\"";
  }

  // --- For its keys ---

  /** The mechanism by which private keys are wrapped here. */
  long wrapMechanism() throws TokenException {
    return Wrapping.forPrivateKeys(quirks(), mechanisms().keySet())
        .orElseThrow(
            () -> TokenException.of(Trouble.UNSUPPORTED, "The token does not wrap by AES keys"));
  }

  /** The mechanism of a way of wrapping. */
  long mechanism(AesKey.Wrap wrap) throws TokenException {
    return Wrapping.of(wrap, quirks(), mechanisms().keySet())
        .orElseThrow(
            () -> TokenException.of(Trouble.UNSUPPORTED, "The token does not wrap by AES " + wrap));
  }

  /** Refuses what is known not to work. */
  void refuseIfLacking(String what) throws TokenException {
    Optional<String> why = quirks().lack(what);
    if (why.isPresent()) {
      throw TokenException.of(Trouble.UNSUPPORTED, "The token cannot do this: " + why.get());
    }
  }

  private boolean makeGuarded(int length, KeyId id, String label) throws TokenException {
    Template template = KeyMaking.aes(length, AesUse.WRAPPING, id, label);
    try {
      makeAes(id, KeyMaking.guardingUnwrapped(template));
      return true;
    } catch (TokenException e) {
      if (e.trouble() == Trouble.UNSUPPORTED) {
        return false;
      }
      throw e;
    }
  }

  private void makeAes(KeyId id, Template template) throws TokenException {
    core.make(
        id,
        Set.of(ObjectInfo.Kind.SECRET_KEY),
        session -> session.generateKey(PKCS11Constants.CKM_AES_KEY_GEN, template));
  }

  /** Remembers what the token does not wrap, so that it is not promised again. */
  private byte[] wrap(
      Session session, long mechanism, long wrapping, KeyType type, KeyMaking.Pair pair)
      throws TokenException {
    try {
      return session.wrap(mechanism, wrapping, pair.privateHandle());
    } catch (TokenException e) {
      if (e.is(Ckr.KEY_NOT_WRAPPABLE)) {
        unwrappable.add(type);
      }
      throw e;
    }
  }

  private Quirks quirks() {
    return core.cryptoki().quirks();
  }

  private StoredKey stored(KeyPairRequest request, byte[] publicKey) {
    KeyTraits traits = new KeyTraits(request.type(), KeyTraits.LoginEach.PROCESS);
    return new StoredKey(this, request.id(), request.label(), traits, publicKey);
  }

  private List<StoredKey> stored(Template which) throws TokenException {
    return core.run(session -> KeyReader.privateKeys(session, which)).stream()
        .map(this::stored)
        .collect(Collectors.toUnmodifiableList());
  }

  private StoredKey stored(KeyReader.PrivateKey key) {
    KeyTraits.LoginEach login =
        key.flags().contains(ObjectInfo.Flag.ALWAYS_AUTHENTICATE)
            ? KeyTraits.LoginEach.USE
            : KeyTraits.LoginEach.PROCESS;
    return new StoredKey(
        this, key.id(), key.label(), new KeyTraits(key.type(), login), key.publicKey());
  }

  private List<AesKey> aes(Template which) throws TokenException {
    Template ofAes = which.with(PKCS11Constants.CKA_KEY_TYPE, PKCS11Constants.CKK_AES);
    return core.run(session -> KeyReader.aesKeys(session, ofAes)).stream()
        .map(key -> new AesKey(this, key.id(), key.label(), key.length()))
        .collect(Collectors.toUnmodifiableList());
  }

  private static Template template(long objectClass) {
    return Template.of(objectClass).with(PKCS11Constants.CKA_TOKEN, true);
  }

  private static void checkUse(KeyPairRequest request, Storage storage) {
    if (request.storage() != storage) {
      throw new IllegalArgumentException("The request is for a " + request.storage() + " object");
    }
    checkUse(request.type(), request.use());
  }

  private static void checkPublicKey(KeyType type, byte[] publicKey) {
    if (publicKey.length != type.publicKeyLength()) {
      throw new IllegalArgumentException(
          "A public key for " + type + " has " + type.publicKeyLength() + " bytes");
    }
  }

  private static void checkUse(KeyType type, KeyUse use) {
    if (!type.can(use)) {
      throw new IllegalArgumentException(type + " keys do not " + use);
    }
  }
}
