package dev.hornbeam.interop;

import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.StaleCommit;
import dev.hornbeam.mls.error.StoreFailed;
import dev.hornbeam.mls.error.UndecryptableMessage;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.util.Optional;

/** What a call that failed says: whose fault it is, and why. */
final class Failures {
  private static final System.Logger LOG = System.getLogger(Failures.class.getPackageName());

  private static final int LONGEST_REASON = 500;

  private Failures() {}

  /**
   * The status of a failure; one that is this server's own fault is logged, too. A reason that
   * repeats much of a request is cut: it would be too long a header, and end the connection.
   */
  static Status status(Throwable failure) {
    Status whole = whole(failure);
    String reason = Optional.ofNullable(whole.getDescription()).orElse("");
    return reason.length() <= LONGEST_REASON
        ? whole
        : whole.withDescription(reason.substring(0, LONGEST_REASON) + "...");
  }

  private static Status whole(Throwable failure) {
    if (failure instanceof StatusException known) {
      return known.getStatus();
    }
    if (failure instanceof StatusRuntimeException known) {
      return known.getStatus();
    }
    Status.Code code = code(failure);
    if (code == Status.Code.INTERNAL) {
      log("a call failed", failure);
    }
    String reason = failure.getMessage();
    return code.toStatus()
        .withDescription(
            code == Status.Code.INTERNAL || reason == null
                ? failure.getClass().getSimpleName() + ": " + reason
                : reason)
        .withCause(failure);
  }

  private static Status.Code code(Throwable failure) {
    if (failure instanceof MalformedMessage
        || failure instanceof InvalidMessage
        || failure instanceof IllegalArgumentException) {
      return Status.Code.INVALID_ARGUMENT;
    }
    if (failure instanceof UndecryptableMessage
        || failure instanceof StaleCommit
        || failure instanceof IllegalStateException) {
      return Status.Code.FAILED_PRECONDITION;
    }
    if (failure instanceof KeyUnavailable || failure instanceof StoreFailed) {
      return Status.Code.UNAVAILABLE;
    }
    return Status.Code.INTERNAL;
  }

  /** The request is at fault. */
  static StatusException badRequest(String reason) {
    return Status.INVALID_ARGUMENT.withDescription(reason).asException();
  }

  /** The request does not fit the state that it names. */
  static StatusException unfit(String reason) {
    return Status.FAILED_PRECONDITION.withDescription(reason).asException();
  }

  /** Something that is done without anybody who waits for it. */
  interface Step {
    void run() throws MlsException;
  }

  /** Cleans up; what cannot be done now is told to the operator. */
  static void quietly(String what, Step step) {
    try {
      step.run();
    } catch (MlsException | RuntimeException e) {
      log("could not " + what, e);
    }
  }

  private static void log(String what, Throwable failure) {
    LOG.log(System.Logger.Level.WARNING, what, failure);
  }
}
