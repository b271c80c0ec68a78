package dev.hornbeam.interop.script;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.function.Executable;

/** How servers refuse what cannot be: the caller is told what is wrong, as the caller's fault. */
public final class Refusal {
  private static final Set<Status.Code> OF_CALLERS =
      EnumSet.of(
          Status.Code.INVALID_ARGUMENT,
          Status.Code.NOT_FOUND,
          Status.Code.FAILED_PRECONDITION,
          Status.Code.RESOURCE_EXHAUSTED);

  private Refusal() {}

  /** A call that must be refused. */
  public static Status.Code of(Executable call) {
    return of(assertThrows(StatusRuntimeException.class, call));
  }

  /** A call that was refused. */
  public static Status.Code of(StatusRuntimeException refused) {
    Status status = refused.getStatus();
    assertTrue(OF_CALLERS.contains(status.getCode()), status::toString);
    assertFalse(
        Optional.ofNullable(status.getDescription()).orElse("").isBlank(), status::toString);
    return status.getCode();
  }
}
