package dev.hornbeam.pkcs11;

import java.util.function.LongSupplier;

/** Leaves a token alone for a while after it was lost often in a row; then one call probes it. */
final class Circuit {
  /** How a call may proceed. */
  enum Pass {
    /** With all the tries there are. */
    NORMAL,
    /** With one try. */
    PROBE
  }

  private final TokenOptions.Recovery recovery;
  private final LongSupplier nanoTime;
  private int failures;
  private long restsUntil;
  private boolean probing;

  Circuit(TokenOptions.Recovery recovery, LongSupplier nanoTime) {
    this.recovery = recovery;
    this.nanoTime = nanoTime;
  }

  /** Lets a call in, or refuses it. */
  synchronized Pass enter() throws TokenException {
    if (failures < recovery.failuresToRest()) {
      return Pass.NORMAL;
    }
    if (probing || nanoTime.getAsLong() - restsUntil < 0) {
      throw TokenException.of(
          Trouble.RESTING,
          "The token was lost "
              + failures
              + " times in a row and is left alone for "
              + recovery.rest()
              + ": see to it, and try again then");
    }
    probing = true;
    return Pass.PROBE;
  }

  /** The token answered, whatever it said. */
  synchronized void answered() {
    failures = 0;
    probing = false;
  }

  /** The token was lost, with all tries used up. */
  synchronized void lost() {
    failures++;
    probing = false;
    restsUntil = nanoTime.getAsLong() + recovery.rest().toNanos();
  }

  /** The call ended without asking the token. */
  synchronized void undecided() {
    probing = false;
  }
}
