package dev.hornbeam.benchmarks.baseline;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.SignatureKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sender Keys: each member has a {@link SenderKey} that all others know, so that a message is
 * encrypted and signed once. The keys travel over the members' {@link Session}s, which is also the
 * one way to heal: an update gives a fresh sender key to each other member, by a ratchet step each.
 * It heals what its sender says; whoever knew the sender's old state can still read each other
 * member, until that one has updated too.
 *
 * <p>An add is one message to the group and a welcome; but the newcomer can then read nobody but
 * who added it, until each other member has given it its own sender key ({@link #introduce}): n
 * messages in all. The common secret is the chain of whoever sent last.
 *
 * <p>Left out: messages out of order, several devices, and removal, after which every member would
 * have to update.
 *
 * @param signing of the own sender key
 * @param keys the sender keys of all, by index; empty for who did not introduce itself yet
 */
record SenderKeysMember(
    Sessions sessions, SignatureKey signing, List<Optional<SenderKey>> keys, Secret secret)
    implements Baseline {
  /** A sender key for this member alone, over its session. */
  private static final int DISTRIBUTION = 1;

  /** A message to the group, under the sender key of its sender. */
  private static final int TO_GROUP = 2;

  static List<Baseline> found(SuiteCrypto crypto, List<Client> clients, int living)
      throws CryptoRefused {
    List<Prekey> roster = clients.stream().map(Client::prekey).toList();
    List<SignatureKey> signing = new ArrayList<>();
    List<Optional<SenderKey>> keys = new ArrayList<>();
    for (int i = 0; i < clients.size(); i++) {
      signing.add(crypto.generateSignatureKey());
      keys.add(Optional.of(SenderKey.fresh(crypto, signing.get(i).publicKey())));
    }
    Secret first = keys.get(0).orElseThrow().chain();
    List<Baseline> members = new ArrayList<>();
    for (int i = 0; i < living; i++) {
      Sessions sessions = Sessions.found(crypto, clients.get(i), i, roster);
      members.add(new SenderKeysMember(sessions, signing.get(i), List.copyOf(keys), first));
    }
    return members;
  }

  @Override
  public Sent update() throws CryptoRefused {
    SignatureKey fresh = crypto().generateSignatureKey();
    SenderKey key = SenderKey.fresh(crypto(), fresh.publicKey());
    try (Secret encoded = key.encoded()) {
      Sessions.FannedOut out = sessions.fanOut(encoded);
      SenderKeysMember next =
          new SenderKeysMember(out.next(), fresh, with(sessions.index(), key), key.chain());
      List<Bytes> direct =
          out.messages().stream().map(m -> m.isEmpty() ? m : tagged(DISTRIBUTION, m)).toList();
      return new Sent(next, Bytes.EMPTY, direct);
    }
  }

  @Override
  public Sent add(Prekey newcomer) throws CryptoRefused, MlsException {
    try (Secret said = new TlsWriter().struct(newcomer).toSecret()) {
      SenderKey.Sealed sealed = ownKey().seal(crypto(), signing.privateKey(), said);
      Bytes header = new TlsWriter().u32(sessions.index()).raw(sealed.message()).toBytes();
      SenderKeysMember told =
          new SenderKeysMember(
                  sessions.plus(newcomer),
                  signing,
                  with(sessions.index(), sealed.next()),
                  sealed.next().chain())
              .withUnknown();
      Sent welcome = told.welcome();
      return new Sent(welcome.next(), tagged(TO_GROUP, header), welcome.direct());
    }
  }

  static Baseline join(SuiteCrypto crypto, Client client, Bytes welcome)
      throws CryptoRefused, MlsException {
    Sessions.Opened opened = Sessions.join(crypto, client, welcome);
    try (Secret distributed = opened.plaintext()) {
      SignatureKey signing = crypto.generateSignatureKey();
      SenderKey own = SenderKey.fresh(crypto, signing.publicKey());
      SenderKey adder = SenderKey.decode(distributed);
      List<Optional<SenderKey>> keys = new ArrayList<>();
      for (int i = 0; i < opened.next().roster().size(); i++) {
        keys.add(Optional.empty());
      }
      keys.set(opened.next().index(), Optional.of(own));
      keys.set(opened.sender(), Optional.of(adder));
      return new SenderKeysMember(opened.next(), signing, List.copyOf(keys), adder.chain());
    }
  }

  /** Gives it the own sender key, as that is now. */
  @Override
  public Optional<Sent> introduce(int newcomer) throws CryptoRefused {
    try (Secret encoded = ownKey().encoded()) {
      Sessions.Sealed sealed = sessions.sealTo(newcomer, Bytes.EMPTY, encoded);
      SenderKeysMember next = new SenderKeysMember(sealed.next(), signing, keys, secret);
      List<Bytes> direct = only(newcomer, tagged(DISTRIBUTION, sealed.message()));
      return Optional.of(new Sent(next, Bytes.EMPTY, direct));
    }
  }

  @Override
  public Baseline receive(Bytes message) throws CryptoRefused, MlsException {
    TlsReader r = new TlsReader(message);
    int at = r.offset();
    return switch (r.u8("type")) {
      case DISTRIBUTION -> distributed(r.rest("message"));
      case TO_GROUP -> added(r);
      default -> throw r.malformed("type", at, "is not known");
    };
  }

  @Override
  public int size() {
    return keys.size();
  }

  private Baseline distributed(Bytes message) throws CryptoRefused, MlsException {
    Sessions.Opened opened = sessions.open(Bytes.EMPTY, message);
    try (Secret distributed = opened.plaintext()) {
      SenderKey key = SenderKey.decode(distributed);
      return new SenderKeysMember(opened.next(), signing, with(opened.sender(), key), key.chain());
    }
  }

  private Baseline added(TlsReader r) throws CryptoRefused, MlsException {
    int sender = Sessions.sender(r, size());
    SenderKey key =
        keys.get(sender).orElseThrow(() -> new CryptoRefused("the sender key is not known"));
    SenderKey.Opened opened = key.open(crypto(), r);
    try (Secret said = opened.plaintext()) {
      Prekey newcomer = new TlsReader(said).whole(Prekey::decode);
      return new SenderKeysMember(
              sessions.plus(newcomer), signing, with(sender, opened.next()), opened.next().chain())
          .withUnknown();
    }
  }

  private Sent welcome() throws CryptoRefused {
    try (Secret encoded = ownKey().encoded()) {
      Sessions.Sealed sealed = sessions.welcome(encoded);
      SenderKeysMember next = new SenderKeysMember(sealed.next(), signing, keys, secret);
      return new Sent(next, Bytes.EMPTY, only(size() - 1, sealed.message()));
    }
  }

  private SenderKeysMember withUnknown() {
    List<Optional<SenderKey>> all = new ArrayList<>(keys);
    all.add(Optional.empty());
    return new SenderKeysMember(sessions, signing, List.copyOf(all), secret);
  }

  private List<Optional<SenderKey>> with(int member, SenderKey key) {
    List<Optional<SenderKey>> all = new ArrayList<>(keys);
    all.set(member, Optional.of(key));
    return List.copyOf(all);
  }

  private List<Bytes> only(int member, Bytes message) {
    List<Bytes> direct = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      direct.add(i == member ? message : Bytes.EMPTY);
    }
    return direct;
  }

  private SenderKey ownKey() {
    return keys.get(sessions.index()).orElseThrow();
  }

  private SuiteCrypto crypto() {
    return sessions.crypto();
  }

  private static Bytes tagged(int type, Bytes message) {
    return new TlsWriter(message.length() + 1).u8(type).raw(message).toBytes();
  }
}
