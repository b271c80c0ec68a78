package dev.hornbeam.cli.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A group at work: its delivery service, and the members that are online. */
final class Conversation {
  private final DeliveryService service;
  private final Hands hands;
  private final List<Participant> present = new ArrayList<>();

  /**
   * @param epoch that the group begins with
   */
  Conversation(long epoch, Hands hands) {
    this.service = new DeliveryService(epoch);
    this.hands = hands;
  }

  DeliveryService service() {
    return service;
  }

  /** The members that are online, in the order in which they came. */
  List<Participant> present() {
    return List.copyOf(present);
  }

  /** A member is there from now on, in the epoch that is current. */
  void enter(Participant participant) {
    participant.skipTo(service.size());
    present.add(participant);
  }

  void leave(Participant participant) {
    present.remove(participant);
  }

  /**
   * All who are online process what has come.
   *
   * @param sender of it, to whom it comes back
   * @return how long one message took one of the others, on average
   */
  Duration deliver(Participant sender) throws DemoFailed {
    List<Participant> others = present.stream().filter(each -> each != sender).toList();
    int messages = Math.max(1, sender.waiting(service));
    Duration took = hands.forEach("delivering", others, who -> who.catchUp(service));
    sender.catchUp(service);
    return took.dividedBy(messages);
  }
}
