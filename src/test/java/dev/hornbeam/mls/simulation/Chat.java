package dev.hornbeam.mls.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.UndecryptableMessage;
import java.util.List;

/** Application messages: lost, late, out of order, or twice. */
final class Chat {
  private final World world;

  Chat(World world) {
    this.world = world;
  }

  void sendSome() throws MlsException {
    for (Peer sender : world.pick(world.online(), 1 + world.random().nextInt(3))) {
      int messages = world.oneIn(8) ? 14 : 1 + world.random().nextInt(3);
      for (int i = 0; i < messages; i++) {
        send(sender);
      }
    }
  }

  void send(Peer sender) throws MlsException {
    Group group = sender.group();
    Bytes data = world.text();
    Bytes message =
        world.oneIn(3) ? group.protect(data, Bytes.utf8("in the clear")) : group.protect(data);
    long generation = world.sent(sender, message);
    world.note(sender + " sends " + generation + " of epoch " + group.epoch());
    Mail mail = new Mail(message, group.epoch(), group.ownLeaf(), sender.name(), generation, data);
    for (Peer peer : world.members()) {
      if (peer != sender && peer.isMember() && !world.oneIn(8)) {
        peer.mail().add(mail);
      }
    }
    if (world.oneIn(5)) {
      assertInstanceOf(Received.OwnMessage.class, group.receive(message));
    }
  }

  /** Nobody sends while proposals wait (RFC 9420 s.12.4). */
  void checkHeldBack() throws MlsException {
    for (Peer peer : world.pick(world.online(), 2)) {
      if (peer.group().commitRequired()) {
        assertThrows(IllegalStateException.class, () -> peer.group().protect(Bytes.utf8("early")));
      }
    }
  }

  void deliverSome() throws MlsException {
    for (Peer peer : world.online()) {
      int count = world.random().nextInt(peer.mail().size() + 1);
      for (Mail mail : world.pick(peer.mail(), count)) {
        deliver(peer, mail);
      }
      if (world.oneIn(3)) {
        peer.acknowledgeSome();
      }
    }
  }

  private void deliver(Peer peer, Mail mail) throws MlsException {
    Readability.Outcome outcome = deliverOnce(peer, mail);
    if (outcome != Readability.Outcome.EPOCH_AHEAD) {
      peer.mail().remove(mail);
      if (world.oneIn(6)) {
        deliverOnce(peer, mail);
      }
    }
  }

  /** A message that is ahead of its member stays on its way. */
  void deliverEarly(Peer peer) throws MlsException {
    for (Mail mail : List.copyOf(peer.mail())) {
      if (mail.epoch() > peer.group().epoch()) {
        assertEquals(Readability.Outcome.EPOCH_AHEAD, deliverOnce(peer, mail));
      }
    }
  }

  private Readability.Outcome deliverOnce(Peer peer, Mail mail) throws MlsException {
    Readability.Outcome expected = peer.readability().take(mail, peer.group().epoch());
    world.note(peer + " is to have " + expected + " of " + mail.generation());
    try {
      Received.ApplicationData read =
          assertInstanceOf(Received.ApplicationData.class, peer.group().receive(mail.message()));
      assertEquals(Readability.Outcome.READ, expected);
      assertEquals(mail.data(), read.data());
      assertEquals(mail.epoch(), read.epoch());
      assertEquals(mail.sender(), read.sender().leaf());
      assertEquals(mail.senderName(), World.name(read.sender()));
      peer.read(read);
    } catch (UndecryptableMessage e) {
      assertEquals(expected.name(), e.reason().name());
    }
    return expected;
  }
}
