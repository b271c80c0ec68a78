package dev.hornbeam.benchmarks.baseline;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MalformedMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * A member's sessions with all others of a group.
 *
 * @param index the member's own
 * @param roster the prekeys of all members
 * @param peers the sessions, in the order of the roster without the member itself
 */
record Sessions(
    SuiteCrypto crypto, Client self, int index, List<Prekey> roster, List<Session> peers) {
  /** A message for each other member, by index, and the sessions after it. */
  record FannedOut(Sessions next, List<Bytes> messages) {}

  /** A message for one member, and the sessions after it. */
  record Sealed(Sessions next, Bytes message) {}

  /** What a message said, for the caller to close, and the sessions after it. */
  record Opened(Sessions next, int sender, Secret plaintext) {}

  /** The sessions of one of these clients with the others. */
  static Sessions found(SuiteCrypto crypto, Client self, int index, List<Prekey> roster)
      throws CryptoRefused {
    List<Session> peers = new ArrayList<>(roster.size());
    for (int i = 0; i < roster.size(); i++) {
      if (i != index) {
        peers.add(Session.between(crypto, self.key(), roster.get(i).publicKey()));
      }
    }
    return new Sessions(crypto, self, index, List.copyOf(roster), List.copyOf(peers));
  }

  /** Says the same to all others, each over its own session. */
  FannedOut fanOut(Secret plaintext) throws CryptoRefused {
    List<Session> next = new ArrayList<>(peers.size());
    List<Bytes> messages = new ArrayList<>(roster.size());
    for (int i = 0; i < roster.size(); i++) {
      if (i == index) {
        messages.add(Bytes.EMPTY);
      } else {
        Session.Sealed sealed = peers.get(slot(i)).seal(crypto, Bytes.EMPTY, plaintext);
        next.add(sealed.next());
        messages.add(from(sealed.message()));
      }
    }
    return new FannedOut(with(next), messages);
  }

  /** Says something to one other member. */
  Sealed sealTo(int member, Bytes context, Secret plaintext) throws CryptoRefused {
    Session.Sealed sealed = peers.get(slot(member)).seal(crypto, context, plaintext);
    return new Sealed(with(member, sealed.next()), from(sealed.message()));
  }

  /** Opens what another member said to this one. */
  Opened open(Bytes context, Bytes message) throws CryptoRefused, MalformedMessage {
    TlsReader r = new TlsReader(message);
    int sender = sender(r, roster.size());
    if (sender == index) {
      throw new CryptoRefused("a message by this member itself");
    }
    Session.Opened opened =
        peers.get(slot(sender)).open(crypto, context, r.rest("session_message"));
    return new Opened(with(sender, opened.next()), sender, opened.plaintext());
  }

  /** Checks the prekey of a newcomer, and begins a session with it. */
  Sessions plus(Prekey newcomer) throws CryptoRefused {
    newcomer.verify(crypto);
    List<Prekey> more = new ArrayList<>(roster);
    more.add(newcomer);
    List<Session> next = new ArrayList<>(peers);
    next.add(Session.between(crypto, self.key(), newcomer.publicKey()));
    return new Sessions(crypto, self, index, List.copyOf(more), List.copyOf(next));
  }

  /**
   * Welcomes the last member: tells it who is there, and something over the session with it, which
   * vouches for both.
   */
  Sealed welcome(Secret plaintext) throws CryptoRefused {
    Bytes members = new TlsWriter().vector(roster).toBytes();
    Sealed sealed = sealTo(roster.size() - 1, members, plaintext);
    Bytes message = new TlsWriter().opaque(members).raw(sealed.message()).toBytes();
    return new Sealed(sealed.next(), message);
  }

  /** The sessions of the last member, which a welcome tells of the others. */
  static Opened join(SuiteCrypto crypto, Client client, Bytes welcome)
      throws CryptoRefused, MalformedMessage {
    TlsReader r = new TlsReader(welcome);
    Bytes members = r.opaque("members");
    List<Prekey> roster =
        TlsReader.decode(members, nested -> nested.vector("roster", Prekey::decode));
    for (Prekey prekey : roster) {
      prekey.verify(crypto);
    }
    Sessions sessions = found(crypto, client, roster.size() - 1, roster);
    return sessions.open(members, r.rest("message"));
  }

  /** A {@code uint32} that is the index of a member. */
  static int sender(TlsReader r, int members) throws MalformedMessage {
    int at = r.offset();
    long sender = r.u32("sender");
    if (sender >= members) {
      throw r.malformed("sender", at, "is no member");
    }
    return (int) sender;
  }

  private Bytes from(Bytes message) {
    return new TlsWriter(message.length() + 4).u32(index).raw(message).toBytes();
  }

  private Sessions with(int member, Session next) {
    List<Session> all = new ArrayList<>(peers);
    all.set(slot(member), next);
    return with(all);
  }

  private Sessions with(List<Session> next) {
    return new Sessions(crypto, self, index, roster, List.copyOf(next));
  }

  private int slot(int member) {
    if (member == index) {
      throw new IllegalArgumentException("a member has no session with itself");
    }
    return member < index ? member : member - 1;
  }
}
