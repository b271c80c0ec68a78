package dev.hornbeam.mls.forged;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hornbeam.mls.error.UndecryptableMessage;
import org.junit.jupiter.api.function.Executable;

/** What every victim of a forged message goes through. */
final class Trials {
  private Trials() {}

  /** Runs an action that is to be refused, and looks at how it is. */
  interface Refusal {
    void assertRefused(Executable action);
  }

  /**
   * The victim refuses what is forged, as often as it comes. It keeps what it had, byte by byte,
   * but for the one message key that an encrypted message may use up; then it takes what others
   * send, and the genuine twin.
   */
  static void run(Forgery.Trial trial, Forgery.Form form, Refusal refusal) throws Exception {
    Victim.State before = trial.victim().state();
    refusal.assertRefused(() -> trial.victim().take(trial.forged()));
    if (form == Forgery.Form.PRIVATE) {
      Victim.State after = trial.victim().state();
      Consumed.assertOneMessageKey(before, after);
      UndecryptableMessage again =
          assertThrows(UndecryptableMessage.class, () -> trial.victim().take(trial.forged()));
      assertEquals(UndecryptableMessage.Reason.KEY_CONSUMED, again.reason());
      assertEquals(after, trial.victim().state());
    } else {
      assertEquals(before, trial.victim().state());
      refusal.assertRefused(() -> trial.victim().take(trial.forged()));
      assertEquals(before, trial.victim().state());
    }
    assertDoesNotThrow(trial.victim()::goOn);
    assertDoesNotThrow(() -> trial.victim().take(trial.genuine()));
  }
}
