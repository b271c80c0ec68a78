package dev.hornbeam.pkcs11;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How often one operation was tried, and what is still to be tried. */
final class Attempts {
  private final boolean probe;
  private final TokenOptions.Recovery recovery;
  private Duration pause;
  private int losses;
  private boolean loginRenewed;
  private boolean handlesRenewed;
  private boolean answered;
  private boolean lost;

  Attempts(Circuit.Pass pass, TokenOptions.Recovery recovery) {
    this.probe = pass == Circuit.Pass.PROBE;
    this.recovery = recovery;
    this.pause = recovery.firstPause();
  }

  void succeeded() {
    answered = true;
  }

  /** Returns if there is to be another attempt. */
  void failed(TokenException e) throws TokenException {
    switch (e.reaction()) {
      case NONE -> {
        answered = e.ckr().isPresent();
        throw e;
      }
      case LOGIN_LOST -> {
        if (loginRenewed) {
          answered = true;
          throw e;
        }
        loginRenewed = true;
      }
      case HANDLE_STALE -> {
        if (handlesRenewed) {
          answered = true;
          throw e;
        }
        handlesRenewed = true;
      }
      case SESSION_LOST, DEVICE_LOST, MODULE_LOST -> lost(e);
    }
  }

  private void lost(TokenException e) throws TokenException {
    losses++;
    if (probe || losses >= recovery.tries()) {
      lost = true;
      throw e.as(
          e.trouble() == Trouble.TOKEN_ABSENT ? Trouble.TOKEN_ABSENT : Trouble.LOST,
          "The token was lost, and did not come back within " + losses + " attempts");
    }
    // Sessions alone can be opened anew at once.
    if (losses > 1 || e.reaction() != Reaction.SESSION_LOST) {
      sleep();
    }
  }

  private void sleep() throws TokenException {
    try {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    } catch (InterruptedException e) {
      throw Cryptoki.interrupted(e);
    }
    pause = pause.multipliedBy(2);
  }

  void tell(Circuit circuit) {
    if (answered) {
      circuit.answered();
    } else if (lost) {
      circuit.lost();
    } else {
      circuit.undecided();
    }
  }
}
