package dev.hornbeam.interop;

import io.grpc.Status;
import io.grpc.StatusException;

/**
 * What an id names. One call at a time works on it, and none once it was freed: {@link #use} sees
 * to both.
 */
abstract class Session {
  private final Party party;
  private boolean freed;

  Session(Party party) {
    this.party = party;
  }

  /** Whose it is. */
  final Party party() {
    return party;
  }

  /** What a call does. */
  interface Work<R> {
    R run() throws Exception;
  }

  /**
   * Works on it.
   *
   * @throws StatusException NOT_FOUND if it was freed
   * @throws Exception what the work throws
   */
  final synchronized <R> R use(Work<R> work) throws Exception {
    if (freed) {
      throw Status.NOT_FOUND.withDescription("it was freed meanwhile").asException();
    }
    return work.run();
  }

  /**
   * Lets it go, with its keys. What cannot be destroyed now stays where it lives. Freeing it again
   * does nothing.
   */
  final synchronized void free() {
    if (!freed) {
      freed = true;
      release();
    }
  }

  /** Another session has its keys now. */
  final synchronized void handOver() {
    freed = true;
  }

  /** Destroys keys and forgets groups. */
  abstract void release();

  /** What this kind of thing is called in an error. */
  abstract String kind();
}
