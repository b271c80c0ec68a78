package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.StoreKey;
import java.util.List;
import java.util.Map;

/** Who gets a forged message, and must be none the worse for it. */
interface Victim {
  /** All that the victim keeps. */
  State state() throws MlsException;

  /** Processes a message. What an accepted one asks for need not come into force. */
  void take(Bytes message) throws MlsException;

  /** Shows that nothing was lost: what others send is taken, and the group goes on. */
  default void goOn() throws MlsException {}

  /**
   * A state, to be compared.
   *
   * @param stored all that the client stores
   * @param shown what the object says of itself
   */
  record State(Map<StoreKey, Bytes> stored, List<Object> shown) {}
}
