package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.PinSource;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.TokenInfo;
import java.security.Security;
import java.util.Optional;
import javax.security.auth.callback.CallbackHandler;
import org.jspecify.annotations.Nullable;

/**
 * Where one provider instance gets its token's PIN: from the login that is under way, else from the
 * handler that was set last, else from where the configuration says, else from the JDK's default
 * handler. Without any of these the token is used without login.
 */
final class Pins implements PinSource {
  private static final String DEFAULT_HANDLER = "auth.login.defaultCallbackHandler";

  private static final ThreadLocal<UnderWay> CURRENT = new ThreadLocal<>();

  private final Optional<PinSource> configured;
  private volatile @Nullable CallbackHandler handler;

  Pins(Optional<PinSource> configured) {
    this.configured = configured;
  }

  private record UnderWay(Pins of, PinSource source) {}

  /** One login. */
  @FunctionalInterface
  interface Login {
    void run() throws TokenException;
  }

  /** From now on this handler is asked; null for none. */
  void handler(@Nullable CallbackHandler newHandler) {
    handler = newHandler;
  }

  /** Logs in with the PIN of another source. */
  void with(PinSource source, Login login) throws TokenException {
    CURRENT.set(new UnderWay(this, source));
    try {
      login.run();
    } finally {
      CURRENT.remove();
    }
  }

  @Override
  public Optional<char[]> pin(TokenInfo token, Occasion occasion) throws TokenException {
    UnderWay underWay = CURRENT.get();
    if (underWay != null && underWay.of() == this) {
      return underWay.source().pin(token, occasion);
    }
    CallbackHandler set = handler;
    if (set != null) {
      return PinSource.callback(set).pin(token, occasion);
    }
    if (configured.isPresent()) {
      return configured.get().pin(token, occasion);
    }
    Optional<CallbackHandler> general = defaultHandler();
    return general.isPresent()
        ? PinSource.callback(general.get()).pin(token, occasion)
        : Optional.empty();
  }

  private static Optional<CallbackHandler> defaultHandler() {
    String name = Security.getProperty(DEFAULT_HANDLER);
    if (name == null || name.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Class.forName(name.strip(), true, ClassLoader.getSystemClassLoader())
              .asSubclass(CallbackHandler.class)
              .getDeclaredConstructor()
              .newInstance());
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalStateException(
          "the security property " + DEFAULT_HANDLER + " names no callback handler: " + name, e);
    }
  }
}
