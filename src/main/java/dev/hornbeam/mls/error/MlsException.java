package dev.hornbeam.mls.error;

/**
 * What went wrong in an MLS operation, sorted by who is at fault and what can be done.
 *
 * <p>Whenever one of these is thrown, the group is as it was before the call, but for two cases. An
 * {@link InvalidMessage} or {@link MalformedMessage} whose ciphertext was genuine has used up the
 * one message key it was encrypted with (RFC 9420 s.9.2). And a private key that was made for the
 * call and could not be destroyed again, since its token went away, is still there, used by
 * nothing.
 */
public abstract sealed class MlsException extends Exception
    permits MalformedMessage,
        InvalidMessage,
        UndecryptableMessage,
        StaleCommit,
        KeyUnavailable,
        StoreFailed {
  private static final long serialVersionUID = 1L;

  MlsException(String message) {
    super(message);
  }

  MlsException(String message, Throwable cause) {
    super(message, cause);
  }
}
