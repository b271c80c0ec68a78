package dev.hornbeam.pkcs11;

import java.nio.file.Path;
import java.util.Optional;
import javax.security.auth.callback.CallbackHandler;

/**
 * Where a PIN comes from. It is asked each time that a token wants one, and the array that it gives
 * is wiped as soon as the token has it: no PIN is kept.
 */
@FunctionalInterface
public interface PinSource {
  /** What the PIN is for. */
  enum Occasion {
    /** {@code C_Login} of the user. */
    LOGIN,
    /** Before one use of a key that is {@code CKA_ALWAYS_AUTHENTICATE}. */
    KEY_USE
  }

  /**
   * Gives the PIN; the caller wipes it.
   *
   * @param token for the prompt
   * @return empty if the token has a PIN pad of its own, or is to be used without login
   * @throws TokenException with {@link Trouble#PIN_MISSING} if it cannot be had now
   */
  Optional<char[]> pin(TokenInfo token, Occasion occasion) throws TokenException;

  /** No PIN: only what the token does without login. */
  static PinSource none() {
    return (token, occasion) -> Optional.empty();
  }

  /** Asks a handler with one {@code PasswordCallback} whose prompt names the token. */
  static PinSource callback(CallbackHandler handler) {
    return PinSources.callback(handler);
  }

  /**
   * The first line of a file, in UTF-8, read anew each time. Who may read the file is not checked:
   * keep it from others.
   */
  static PinSource file(Path file) {
    return PinSources.file(file);
  }

  /** The value of an environment variable; the process keeps that itself, in the clear. */
  static PinSource environment(String variable) {
    return PinSources.environment(variable);
  }
}
