package dev.hornbeam.pkcs11;

import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A token did not do what it was asked. The message says what an operator can do about it. */
public final class TokenException extends Exception {
  private static final long serialVersionUID = 1;

  private final Trouble trouble;
  private final Reaction reaction;
  private final long ckr;

  private TokenException(
      Trouble trouble, Reaction reaction, long ckr, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.trouble = trouble;
    this.reaction = reaction;
    this.ckr = ckr;
  }

  /** A failure that no return value of the module tells. */
  static TokenException of(Trouble trouble, String message) {
    return new TokenException(trouble, Reaction.NONE, 0, message, null);
  }

  /** A failure that no return value of the module tells, and its cause. */
  static TokenException of(Trouble trouble, String message, Throwable cause) {
    return new TokenException(trouble, Reaction.NONE, 0, message, cause);
  }

  /** A loss that is known before the module is asked. */
  static TokenException lost(Reaction reaction, String message) {
    return new TokenException(Trouble.LOST, reaction, 0, message, null);
  }

  /** The login is gone, as a session's state tells. */
  static TokenException loginLost() {
    return new TokenException(
        Trouble.PIN_MISSING, Reaction.LOGIN_LOST, 0, "The token logged its user out", null);
  }

  /** No slot has the token now. */
  static TokenException absent(Reaction reaction, String message) {
    return new TokenException(Trouble.TOKEN_ABSENT, reaction, 0, message, null);
  }

  /** A failure told by a return value other than {@code CKR_OK}. */
  static TokenException of(
      Trouble trouble, Reaction reaction, long ckr, String message, Throwable cause) {
    return new TokenException(trouble, reaction, ckr, message, cause);
  }

  /** The same failure, final now, with what it means to the caller. */
  TokenException as(Trouble other, String text) {
    return new TokenException(other, Reaction.NONE, ckr, text + " (" + getMessage() + ")", this);
  }

  /** The same failure, with which a session proved to be lost. */
  TokenException asLoss() {
    return new TokenException(trouble, Reaction.SESSION_LOST, ckr, getMessage(), this);
  }

  /** What happened, and what an operator can do about it; there is always a message. */
  @Override
  public String getMessage() {
    return Objects.requireNonNullElse(super.getMessage(), "");
  }

  /** What kind of failure it is. */
  public Trouble trouble() {
    return trouble;
  }

  /** The module's return value (PKCS#11 s.5.1), if one said it. */
  public OptionalLong ckr() {
    return ckr == 0 ? OptionalLong.empty() : OptionalLong.of(ckr);
  }

  /** What is to be done before another attempt. */
  Reaction reaction() {
    return reaction;
  }

  /** Whether it is this return value. */
  boolean is(Ckr other) {
    return ckr == other.value();
  }

  /** Whether a session that saw it from a function may be used again. */
  boolean leavesSessionClean(String function) {
    return ckr != 0 && Ckr.leavesSessionClean(function, ckr);
  }
}
