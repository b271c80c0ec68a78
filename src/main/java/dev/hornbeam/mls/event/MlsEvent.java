package dev.hornbeam.mls.event;

import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.types.CipherSuite;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;

/**
 * One operation of the engine, from the call to its end. The fields are numbers, names of types and
 * constants of this code: no text of an exception, since that may tell more.
 */
@Category({"Hornbeam", "MLS"})
@StackTrace(false)
public abstract class MlsEvent extends Event {
  static final String OK = "OK";

  @Label("Cipher Suite")
  @Description("The suite of the group")
  final String suite;

  @Label("Outcome")
  @Description("OK, or the type of the exception")
  String outcome = OK;

  @Label("Reason")
  @Description("The rule that a message broke, or what is lacking to read it; mostly empty")
  String reason = "";

  MlsEvent(CipherSuite suite) {
    this.suite = suite.name();
  }

  /** What is timed. */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws MlsException;
  }

  /** Does some work, and tells of it if anyone listens. */
  public final <T> T time(Work<T> work) throws MlsException {
    if (!isEnabled()) {
      return work.run();
    }
    begin();
    try {
      return work.run();
    } catch (MlsException | RuntimeException | Error e) {
      failed(e);
      throw e;
    } finally {
      commit();
    }
  }

  final void failed(Throwable e) {
    outcome = e.getClass().getSimpleName();
    if (e instanceof InvalidMessage invalid) {
      reason = invalid.rule().name();
    } else if (e instanceof UndecryptableMessage undecryptable) {
      reason = undecryptable.reason().name();
    }
  }
}
