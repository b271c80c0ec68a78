package dev.hornbeam.cli.demo;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.ContentType;
import dev.hornbeam.mls.message.MlsMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The delivery service of one group (RFC 9750): keeps the messages in one order for all members,
 * and takes one commit for each epoch. It knows what the messages show, which is the group, the
 * epoch and the kind; it has no keys.
 */
final class DeliveryService {
  /** What became of a message. */
  enum Verdict {
    TAKEN,
    /** Another commit has ended its epoch. */
    REFUSED
  }

  private enum Mode {
    PASSING,
    HOLDING
  }

  private final List<Bytes> log = new ArrayList<>();
  private final List<Bytes> held = new ArrayList<>();
  private Mode mode = Mode.PASSING;
  private long epoch;

  /**
   * @param epoch that the group is in
   */
  DeliveryService(long epoch) {
    this.epoch = epoch;
  }

  /**
   * Takes a message for all members.
   *
   * @throws MlsException if it is none
   */
  Verdict send(Bytes message) throws MlsException {
    MlsMessage decoded = MlsMessage.decode(message);
    if (decoded instanceof MlsMessage.Private each) {
      return send(message, each.body().contentType(), each.body().epoch());
    }
    if (decoded instanceof MlsMessage.Public each) {
      return send(message, each.body().content().content().type(), each.body().content().epoch());
    }
    throw new IllegalArgumentException("not for a whole group: " + decoded.wireFormat());
  }

  private Verdict send(Bytes message, ContentType type, long sentIn) {
    if (type == ContentType.APPLICATION) {
      (mode == Mode.HOLDING ? held : log).add(message);
      return Verdict.TAKEN;
    }
    if (sentIn != epoch) {
      return Verdict.REFUSED;
    }
    log.add(message);
    if (type == ContentType.COMMIT) {
      epoch++;
    }
    return Verdict.TAKEN;
  }

  /** How many messages there are. */
  int size() {
    return log.size();
  }

  Bytes message(int index) {
    return log.get(index);
  }

  /** Keeps the application messages that come from now on to itself. */
  void hold() {
    mode = Mode.HOLDING;
  }

  /** Lets the application messages go that it has held, the last one first. */
  void releaseReversed() {
    Collections.reverse(held);
    log.addAll(held);
    held.clear();
    mode = Mode.PASSING;
  }
}
