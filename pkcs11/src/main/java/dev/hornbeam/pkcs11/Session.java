package dev.hornbeam.pkcs11;

import iaik.pkcs.pkcs11.wrapper.CK_ATTRIBUTE;
import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import iaik.pkcs.pkcs11.wrapper.PKCS11;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * An open session. It belongs to one thread at a time; the pool and {@link SessionKey} see to that.
 * It remembers whether it saw an answer after which it must not be used again.
 */
final class Session {
  private static final long SECURITY_OFFICER = PKCS11Constants.CKU_SO;
  private static final long USER = PKCS11Constants.CKU_USER;
  private static final long CONTEXT_SPECIFIC = PKCS11Constants.CKU_CONTEXT_SPECIFIC;
  private static final int FIND_AT_ONCE = 100;
  private static final int CLOSE_TRIES = 4;

  /** A call of this session, by its handle. */
  @FunctionalInterface
  private interface Call<T> {
    T on(PKCS11 library, long handle) throws PKCS11Exception;
  }

  /** A call, to whoever knows no sessions. */
  private record OfSession<T>(long handle, OptionalLong mechanism, Call<T> call)
      implements Cryptoki.Call<T> {
    @Override
    public T on(PKCS11 library) throws PKCS11Exception {
      return call.on(library, handle);
    }
  }

  private final Cryptoki cryptoki;
  private final long slotId;
  private final long handle;
  private final long generation;
  private final Login login;
  private volatile boolean lost;
  private volatile boolean closed;
  // Whether the module has let go of it, too.
  private volatile boolean released;
  private volatile boolean dirty;
  // The mechanism of the signature that was begun; it is the thread's that has the session.
  private long signing;

  private Session(Cryptoki cryptoki, long slotId, long handle, long generation) {
    this.cryptoki = cryptoki;
    this.slotId = slotId;
    this.handle = handle;
    this.generation = generation;
    this.login = cryptoki.login(slotId);
  }

  /** Opens a session, with which objects can be made if {@code flags} say so. */
  static Session open(Cryptoki cryptoki, long slotId, long flags) throws TokenException {
    cryptoki.closeLeft();
    long generation = cryptoki.generation();
    long handle =
        cryptoki.call(
            generation,
            "C_OpenSession",
            library ->
                library.C_OpenSession(
                    slotId, flags | PKCS11Constants.CKF_SERIAL_SESSION, null, null));
    Session session = new Session(cryptoki, slotId, handle, generation);
    session.login.opened(session);
    cryptoki.add(handle, session);
    return session;
  }

  /**
   * Closes it, if it is there still; its session objects are gone then. It is not used again in any
   * case.
   *
   * @return whether the module has let go of it; if not, it is to be closed again
   */
  boolean close() {
    closed = true;
    if (released) {
      return true;
    }
    released = lost || generation != cryptoki.generation() || closeAtModule();
    if (released) {
      cryptoki.remove(handle, this);
      login.closed(this);
    }
    return released;
  }

  /** Closes it now, or leaves it to be closed before another session of the library is opened. */
  void end() {
    if (!close()) {
      cryptoki.leave(this);
    }
  }

  private boolean closeAtModule() {
    Optional<TokenException> failure = Optional.empty();
    for (int i = 0; i < CLOSE_TRIES; i++) {
      failure = tryToClose();
      if (failure.isEmpty()) {
        return true;
      }
    }
    // What is said to be unknown was tried as often: leaving a session open is worse.
    return failure.filter(Session::tellsThatItIsGone).isPresent();
  }

  private Optional<TokenException> tryToClose() {
    try {
      cryptoki.call(
          generation,
          "C_CloseSession",
          library -> {
            library.C_CloseSession(handle);
            return handle;
          });
      return Optional.empty();
    } catch (TokenException e) {
      return Optional.of(e);
    }
  }

  private static boolean tellsThatItIsGone(TokenException e) {
    return e.ckr().isEmpty()
        || e.is(Ckr.SESSION_HANDLE_INVALID)
        || e.is(Ckr.SESSION_CLOSED)
        || e.is(Ckr.CRYPTOKI_NOT_INITIALIZED);
  }

  /** Says that it is gone, since its handle names another session now. */
  void lose() {
    lost = true;
  }

  /** Says that it must not be used again. */
  void spoil() {
    dirty = true;
  }

  /** Whether it can be used again. */
  boolean isGood() {
    return !lost && !closed && !dirty && generation == cryptoki.generation();
  }

  /** Asks the module whether it is there. */
  boolean isAlive() {
    try {
      call("C_GetSessionInfo", PKCS11::C_GetSessionInfo);
      return true;
    } catch (TokenException e) {
      return false;
    }
  }

  Cryptoki cryptoki() {
    return cryptoki;
  }

  long generation() {
    return generation;
  }

  Login login() {
    return login;
  }

  TokenInfo tokenInfo() throws TokenException {
    return Infos.token(
        slotId,
        cryptoki.call(generation, "C_GetTokenInfo", library -> library.C_GetTokenInfo(slotId)));
  }

  // --- Login ---

  /** Whether the user is logged in, by the session's state. */
  boolean isUserLoggedIn() throws TokenException {
    long state = call("C_GetSessionInfo", PKCS11::C_GetSessionInfo).state;
    return state == PKCS11Constants.CKS_RO_USER_FUNCTIONS
        || state == PKCS11Constants.CKS_RW_USER_FUNCTIONS;
  }

  /** Logs the user in; no PIN means that the token asks for it itself. */
  void logIn(char @Nullable [] pin) throws TokenException {
    run("C_Login", (library, h) -> library.C_Login(h, USER, pin, true));
  }

  /** Permits one use of a key, for which the operation has begun. */
  void logInForUse(char @Nullable [] pin) throws TokenException {
    run("C_Login", (library, h) -> library.C_Login(h, CONTEXT_SPECIFIC, pin, true));
  }

  /** Sets the user's PIN, as the security officer. */
  void setUserPin(char[] soPin, char[] pin) throws TokenException {
    run("C_Login", (library, h) -> library.C_Login(h, SECURITY_OFFICER, soPin, true));
    try {
      run("C_InitPIN", (library, h) -> library.C_InitPIN(h, pin, true));
    } finally {
      run("C_Logout", PKCS11::C_Logout);
    }
  }

  // --- Objects ---

  /** The handles of matching objects; if there are none, not because the login is gone. */
  List<Long> find(Template template) throws TokenException {
    return find(template, List::isEmpty);
  }

  /** The handles of all matching objects, and not only of those seen without login. */
  List<Long> findAll(Template template) throws TokenException {
    return find(template, found -> true);
  }

  private List<Long> find(Template template, Predicate<List<Long>> doubtful) throws TokenException {
    while (true) {
      long epoch = login.epoch();
      List<Long> found = search(template);
      if (!doubtful.test(found)) {
        return found;
      }
      login.check(this);
      // Another thread may have renewed the login since, so that the check told nothing.
      if (epoch == login.epoch()) {
        return found;
      }
    }
  }

  private List<Long> search(Template template) throws TokenException {
    CK_ATTRIBUTE[] attributes = template.toArray();
    look(
        "C_FindObjectsInit",
        (library, h) -> {
          library.C_FindObjectsInit(h, attributes, true);
          return h;
        });
    List<Long> found = new ArrayList<>();
    long[] some;
    do {
      some = call("C_FindObjects", (library, h) -> library.C_FindObjects(h, FIND_AT_ONCE));
      for (long object : some) {
        found.add(object);
      }
    } while (some.length > 0);
    run("C_FindObjectsFinal", PKCS11::C_FindObjectsFinal);
    return found;
  }

  /** The attributes that an object has and reveals, of those asked for. */
  Map<Long, Object> read(long object, long... types) throws TokenException {
    CK_ATTRIBUTE[] template = new CK_ATTRIBUTE[types.length];
    for (int i = 0; i < types.length; i++) {
      template[i] = new CK_ATTRIBUTE();
      template[i].type = types[i];
    }
    boolean partial = false;
    try {
      look(
          "C_GetAttributeValue",
          (library, h) -> {
            library.C_GetAttributeValue(h, object, template, true);
            return h;
          });
    } catch (TokenException e) {
      if (!isMissingAttribute(e)) {
        throw e;
      }
      partial = types.length > 1;
    }
    Map<Long, Object> values = new HashMap<>();
    for (int i = 0; i < types.length; i++) {
      // The wrapper takes out the elements that the module did not answer.
      @Nullable CK_ATTRIBUTE answer = template[i];
      if (answer != null && answer.pValue != null) {
        values.put(types[i], answer.pValue);
      } else if (partial) {
        values.putAll(read(object, types[i]));
      }
    }
    return values;
  }

  /** One attribute's bytes. */
  Optional<byte[]> readBytes(long object, long type) throws TokenException {
    return Optional.ofNullable(read(object, type).get(type)).map(byte[].class::cast);
  }

  /** Makes a token object. */
  long create(Template template) throws TokenException {
    CK_ATTRIBUTE[] attributes = template.toArray();
    return write("C_CreateObject", (library, h) -> library.C_CreateObject(h, attributes, true));
  }

  /** Makes an object that lives in this session. */
  long createHere(Template template) throws TokenException {
    CK_ATTRIBUTE[] attributes = template.toArray();
    return call("C_CreateObject", (library, h) -> library.C_CreateObject(h, attributes, true));
  }

  /** Changes a token object. */
  void change(long object, Template template) throws TokenException {
    CK_ATTRIBUTE[] attributes = template.toArray();
    write(
        "C_SetAttributeValue",
        (library, h) -> {
          library.C_SetAttributeValue(h, object, attributes, true);
          return object;
        });
  }

  /** Destroys a token object. */
  void destroy(long object) throws TokenException {
    write(
        "C_DestroyObject",
        (library, h) -> {
          library.C_DestroyObject(h, object);
          return object;
        });
  }

  /** Destroys an object of this session; if that fails, the session takes it along when closed. */
  void destroyHere(long object) {
    if (!isGood()) {
      return;
    }
    try {
      run("C_DestroyObject", (library, h) -> library.C_DestroyObject(h, object));
    } catch (TokenException e) {
      dirty = true;
    }
  }

  // --- Keys ---

  /** Makes a pair: the handles of its public and its private key. */
  long[] generatePair(Storage storage, long mechanism, Template publicKey, Template privateKey)
      throws TokenException {
    CK_ATTRIBUTE[] forPublic = publicKey.toArray();
    CK_ATTRIBUTE[] forPrivate = privateKey.toArray();
    CK_MECHANISM how = mechanism(mechanism);
    Call<long[]> call =
        (library, h) -> library.C_GenerateKeyPair(h, how, forPublic, forPrivate, true);
    return switch (storage) {
      case TOKEN -> write("C_GenerateKeyPair", mechanism, call);
      case SESSION -> call("C_GenerateKeyPair", mechanism, call);
    };
  }

  /** Makes a secret key that is a token object. */
  long generateKey(long mechanism, Template template) throws TokenException {
    CK_ATTRIBUTE[] attributes = template.toArray();
    return write(
        "C_GenerateKey",
        mechanism,
        (library, h) -> library.C_GenerateKey(h, mechanism(mechanism), attributes, true));
  }

  void beginSigning(CK_MECHANISM mechanism, long key) throws TokenException {
    signing = mechanism.mechanism;
    run("C_SignInit", signing, (library, h) -> library.C_SignInit(h, mechanism, key, true));
  }

  /** Ends what was begun; the input is not empty, which SoftHSM does not survive. */
  byte[] sign(byte[] input) throws TokenException {
    return call("C_Sign", signing, (library, h) -> library.C_Sign(h, input));
  }

  long derive(CK_MECHANISM mechanism, long key, Template template) throws TokenException {
    CK_ATTRIBUTE[] attributes = template.toArray();
    return call(
        "C_DeriveKey",
        mechanism.mechanism,
        (library, h) -> library.C_DeriveKey(h, mechanism, key, attributes, true));
  }

  byte[] wrap(long mechanism, long wrappingKey, long key) throws TokenException {
    return call(
        "C_WrapKey",
        mechanism,
        (library, h) -> library.C_WrapKey(h, mechanism(mechanism), wrappingKey, key, true));
  }

  long unwrap(long mechanism, long wrappingKey, byte[] wrapped, Template template)
      throws TokenException {
    CK_ATTRIBUTE[] attributes = template.toArray();
    return call(
        "C_UnwrapKey",
        mechanism,
        (library, h) ->
            library.C_UnwrapKey(h, mechanism(mechanism), wrappingKey, wrapped, attributes, true));
  }

  byte[] encrypt(CK_MECHANISM mechanism, long key, byte[] plaintext) throws TokenException {
    long code = mechanism.mechanism;
    run("C_EncryptInit", code, (library, h) -> library.C_EncryptInit(h, mechanism, key, true));
    if (plaintext.length == 0) {
      // SoftHSM takes no empty input, and goes on to be busy with it.
      return call("C_EncryptFinal", code, PKCS11::C_EncryptFinal);
    }
    return call("C_Encrypt", code, (library, h) -> library.C_Encrypt(h, plaintext));
  }

  byte[] decrypt(CK_MECHANISM mechanism, long key, byte[] ciphertext) throws TokenException {
    long code = mechanism.mechanism;
    run("C_DecryptInit", code, (library, h) -> library.C_DecryptInit(h, mechanism, key, true));
    return call("C_Decrypt", code, (library, h) -> library.C_Decrypt(h, ciphertext));
  }

  void random(byte[] bytes) throws TokenException {
    run("C_GenerateRandom", (library, h) -> library.C_GenerateRandom(h, bytes));
  }

  // --- Calls ---

  static CK_MECHANISM mechanism(long type) {
    CK_MECHANISM mechanism = new CK_MECHANISM();
    mechanism.mechanism = type;
    return mechanism;
  }

  @FunctionalInterface
  private interface Action {
    void on(PKCS11 library, long handle) throws PKCS11Exception;
  }

  private void run(String function, Action action) throws TokenException {
    call(function, answering(action));
  }

  private void run(String function, long mechanism, Action action) throws TokenException {
    call(function, mechanism, answering(action));
  }

  private static Call<Long> answering(Action action) {
    return (library, h) -> {
      action.on(library, h);
      return h;
    };
  }

  private <T> T call(String function, Call<T> call) throws TokenException {
    return by(cryptoki::call, function, OptionalLong.empty(), call);
  }

  private <T> T call(String function, long mechanism, Call<T> call) throws TokenException {
    return by(cryptoki::call, function, OptionalLong.of(mechanism), call);
  }

  private <T> T look(String function, Call<T> call) throws TokenException {
    return by(cryptoki::look, function, OptionalLong.empty(), call);
  }

  private <T> T write(String function, Call<T> call) throws TokenException {
    return by(cryptoki::write, function, OptionalLong.empty(), call);
  }

  private <T> T write(String function, long mechanism, Call<T> call) throws TokenException {
    return by(cryptoki::write, function, OptionalLong.of(mechanism), call);
  }

  /** A way into the library, beside which others may be closed. */
  @FunctionalInterface
  private interface Way<T> {
    T call(long handlesOf, String function, Cryptoki.Call<T> call) throws TokenException;
  }

  private <T> T by(Way<T> way, String function, OptionalLong mechanism, Call<T> call)
      throws TokenException {
    checkUsable(function);
    try {
      return way.call(generation, function, new OfSession<>(handle, mechanism, call));
    } catch (TokenException e) {
      noteFailure(function, e);
      throw e;
    } catch (RuntimeException | Error e) {
      dirty = true;
      throw e;
    }
  }

  private void noteFailure(String function, TokenException e) {
    if (!e.leavesSessionClean(function)) {
      dirty = true;
    }
  }

  private void checkUsable(String function) throws TokenException {
    if (lost || closed) {
      throw TokenException.lost(Reaction.SESSION_LOST, function + ": the session is lost");
    }
  }

  private static boolean isMissingAttribute(TokenException e) {
    return e.is(Ckr.ATTRIBUTE_TYPE_INVALID) || e.is(Ckr.ATTRIBUTE_SENSITIVE);
  }
}
