package dev.hornbeam.mls.fault;

import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.error.MlsException;

/**
 * One call of the public API, made by Alice.
 *
 * @param script prepares the call
 */
record Scenario(String name, HandshakeFraming framing, Script script) {
  /** What comes before the call, without faults. */
  interface Script {
    Call prepare(FaultWorld world) throws MlsException;
  }

  /** The call, which can be repeated until it returns. */
  interface Call {
    After make() throws MlsException;
  }

  /** What must be so once the call has returned. */
  interface After {
    void check() throws MlsException;
  }

  @Override
  public String toString() {
    return name + ", " + framing;
  }
}
