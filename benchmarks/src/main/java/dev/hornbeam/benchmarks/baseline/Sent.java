package dev.hornbeam.benchmarks.baseline;

import dev.hornbeam.mls.codec.Bytes;
import java.util.List;

/**
 * What a member sent.
 *
 * @param next the member's state after it
 * @param broadcast what all get who get nothing of their own; sent once, and multiplied by the
 *     server. Empty if there is no such message
 * @param direct what each member gets of its own, by index; empty for who gets the broadcast, and
 *     for the sender
 */
public record Sent(Baseline next, Bytes broadcast, List<Bytes> direct) {
  /** What this member gets. */
  public Bytes to(int member) {
    return member < direct.size() && !direct.get(member).isEmpty() ? direct.get(member) : broadcast;
  }

  /** How many bytes the sender uploads. */
  public long bytes() {
    return broadcast.length() + direct.stream().mapToLong(Bytes::length).sum();
  }
}
