package dev.hornbeam.mls.simulation;

import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.RatchetPolicy;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** Says of every application message whether a member is to read it, by the windows that it set. */
final class Readability {
  /** What is to come of a message. */
  enum Outcome {
    READ,
    KEY_CONSUMED,
    TOO_FAR_AHEAD,
    EPOCH_EXPIRED,
    EPOCH_AHEAD
  }

  private record Sender(long epoch, LeafIndex leaf) {}

  private static final class Ratchet {
    private long next;
    private final TreeSet<Long> skipped = new TreeSet<>();
  }

  private final RatchetPolicy policy;
  private final int pastEpochs;
  private final long joined;
  private final Map<Sender, Ratchet> ratchets = new HashMap<>();

  /**
   * @param joined the member's first epoch
   */
  Readability(RatchetPolicy policy, int pastEpochs, long joined) {
    this.policy = policy;
    this.pastEpochs = pastEpochs;
    this.joined = joined;
  }

  /** Takes a message, by a member who is in the epoch. */
  Outcome take(Mail mail, long epoch) {
    if (mail.epoch() > epoch) {
      return Outcome.EPOCH_AHEAD;
    }
    if (mail.epoch() < joined || mail.epoch() < epoch - pastEpochs) {
      return Outcome.EPOCH_EXPIRED;
    }
    Sender sender = new Sender(mail.epoch(), mail.sender());
    Ratchet ratchet = ratchets.computeIfAbsent(sender, s -> new Ratchet());
    long generation = mail.generation();
    if (generation < ratchet.next) {
      return ratchet.skipped.remove(generation) ? Outcome.READ : Outcome.KEY_CONSUMED;
    }
    if (generation - ratchet.next > policy.forwardLimit()) {
      return Outcome.TOO_FAR_AHEAD;
    }
    for (long i = ratchet.next; i < generation; i++) {
      ratchet.skipped.add(i);
    }
    ratchet.skipped.headSet(generation + 1 - policy.outOfOrder()).clear();
    ratchet.next = generation + 1;
    return Outcome.READ;
  }
}
