package dev.hornbeam.pkcs11;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A thread waits for a session of the pool, for JDK Flight Recorder. */
@Name("dev.hornbeam.SessionWait")
@Label("Session Wait")
@Description("A thread waited for a session: all were in use, or the token had no more")
@Category({"Hornbeam", "PKCS#11"})
final class SessionWaitEvent extends Event {
  @Label("Sessions")
  @Description("How many the pool may have")
  final int sessions;

  @Label("Outcome")
  @Description("OK, BUSY if none came back in time, or INTERRUPTED")
  String outcome = "OK";

  SessionWaitEvent(int sessions) {
    this.sessions = sessions;
  }

  /** What waits. */
  @FunctionalInterface
  interface Wait<T> {
    T end() throws TokenException;
  }

  /** Waits, and tells of it if anyone listens. */
  <T> T time(Wait<T> wait) throws TokenException {
    if (!isEnabled()) {
      return wait.end();
    }
    begin();
    try {
      return wait.end();
    } catch (TokenException e) {
      outcome = e.trouble().name();
      throw e;
    } finally {
      commit();
    }
  }
}
