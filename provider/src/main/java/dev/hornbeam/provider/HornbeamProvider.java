package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.AesKey;
import dev.hornbeam.pkcs11.PinSource;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.TokenKey;
import dev.hornbeam.pkcs11.Trouble;
import java.io.NotSerializableException;
import java.io.ObjectStreamException;
import java.io.Serial;
import java.security.AuthProvider;
import java.security.InvalidParameterException;
import java.security.PrivateKey;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import org.jspecify.annotations.Nullable;

/**
 * A provider for the keys of one PKCS#11 token. Instances for several tokens stand side by side,
 * each called {@code Hornbeam-NAME}; the one that {@link #HornbeamProvider()} makes has no token,
 * and makes others by {@link #configure}.
 *
 * <p>{@code Signature}, {@code KeyAgreement}, {@code KEM} and {@code Cipher} take keys of this
 * instance's token and no others: wherever the provider stands in the list, software keys go where
 * they would go without it, and its own come here without being told to.
 *
 * <p>Nothing is loaded before it is needed. A token that is absent is no trouble until it is used,
 * and is found again when it is back. Safe for use by several threads.
 */
public final class HornbeamProvider extends AuthProvider {
  /** The name of the instance without a token, and how those of the others begin. */
  public static final String NAME = "Hornbeam";

  private static final long serialVersionUID = 1;
  private static final String VERSION = "0.1";

  private final transient Optional<TokenLink> link;

  /** A provider without a token and without services, to be configured. */
  public HornbeamProvider() {
    super(NAME, VERSION, "Hornbeam, keys on PKCS#11 tokens; not configured");
    link = Optional.empty();
  }

  private HornbeamProvider(TokenLink link) {
    super(NAME + "-" + link.configuration().name(), VERSION, link.configuration().description());
    this.link = Optional.of(link);
    Services.of(this, link).forEach(this::putService);
  }

  /**
   * A provider for a token that the caller opened, and closes when no key of it is used any more.
   * The token asks the PIN source that it was opened with: a handler or a PIN that is given to the
   * provider is not looked at, and {@link #logout} leaves the token open.
   *
   * @param name the provider is called {@code Hornbeam-NAME}
   */
  public static HornbeamProvider of(String name, Token token) {
    return new HornbeamProvider(new TokenLink(Configuration.of(name), token));
  }

  /**
   * Another provider, for the token that a configuration names; neither module nor token is looked
   * at yet.
   *
   * @param argument the path of a file in the format of SunPKCS11; or the same in line, with {@code
   *     --} before it and {@code \n} between its lines; or a URI of RFC 7512 with {@code
   *     module-path}
   * @throws InvalidParameterException if it cannot be read or makes no sense; the message names the
   *     file and the line
   */
  @Override
  public HornbeamProvider configure(String argument) {
    return new HornbeamProvider(new TokenLink(ConfigReader.read(argument)));
  }

  @Override
  public boolean isConfigured() {
    return link.isPresent();
  }

  /**
   * The token, which is opened if it is not.
   *
   * @throws TokenException if it cannot be
   * @throws IllegalStateException if this provider is not configured
   */
  public Token token() throws TokenException {
    return configured().token();
  }

  /**
   * A key of this provider's token, as this provider's services take it.
   *
   * @throws IllegalStateException if this provider is not configured
   */
  public PrivateKey privateKey(TokenKey key) {
    return TokenPrivateKey.of(configured(), key);
  }

  /**
   * A key of this provider's token, as this provider's services take it.
   *
   * @throws IllegalStateException if this provider is not configured
   */
  public SecretKey secretKey(AesKey key) {
    return new TokenSecretKey(configured(), key);
  }

  /** What is behind a key of this provider; empty for any other. */
  public Optional<TokenKey> tokenKey(PrivateKey key) {
    return key instanceof TokenPrivateKey own && link.filter(own.link()::equals).isPresent()
        ? Optional.of(own.key())
        : Optional.empty();
  }

  /**
   * Logs in now, rather than when it is needed.
   *
   * @param subject not used: a PKCS#11 login is one of the whole process
   * @param handler asked for the PIN this once; null for the one that was set, or where the
   *     configuration says
   * @throws FailedLoginException if the PIN is wrong or locked
   * @throws LoginException if the token cannot be logged in to
   */
  @Override
  public void login(@Nullable Subject subject, @Nullable CallbackHandler handler)
      throws LoginException {
    TokenLink own = configured();
    try {
      Token token = own.token();
      if (handler == null) {
        token.login();
      } else {
        own.pins().with(PinSource.callback(handler), token::login);
      }
    } catch (TokenException e) {
      throw because(e);
    }
  }

  /**
   * Closes the token, unless it was given to {@link #of}. Keys that were opened before are of no
   * use then; the next use opens it.
   */
  @Override
  public void logout() {
    configured().close();
  }

  /**
   * Sets who is asked for the PIN from now on, each time that the token wants it.
   *
   * @param handler null for where the configuration says
   */
  @Override
  public void setCallbackHandler(@Nullable CallbackHandler handler) {
    configured().pins().handler(handler);
  }

  private TokenLink configured() {
    return link.orElseThrow(
        () -> new IllegalStateException("the provider " + getName() + " is not configured"));
  }

  private static LoginException because(TokenException e) {
    boolean pin = e.trouble() == Trouble.PIN_WRONG || e.trouble() == Trouble.PIN_LOCKED;
    LoginException exception =
        pin ? new FailedLoginException(e.getMessage()) : new LoginException(e.getMessage());
    exception.initCause(e);
    return exception;
  }

  @Serial
  private Object writeReplace() throws ObjectStreamException {
    throw new NotSerializableException("a provider of a token stays with its process");
  }
}
