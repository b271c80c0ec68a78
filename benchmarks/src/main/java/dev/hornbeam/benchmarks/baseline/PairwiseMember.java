package dev.hornbeam.benchmarks.baseline;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pairwise client fan-out: there is no group but in the members' minds, and whatever one says to it
 * is said to each other member over their {@link Session}. Each message is a ratchet step, so each
 * heals its sender; the update here is a message of {@code Nh} random bytes, which are the secret
 * that the members then have in common.
 *
 * <p>Left out: that a client has more than one device, and any proof that all were told the same.
 */
record PairwiseMember(Sessions sessions, Secret secret) implements Baseline {
  static List<Baseline> found(SuiteCrypto crypto, List<Client> clients, int living)
      throws CryptoRefused {
    List<Prekey> roster = clients.stream().map(Client::prekey).toList();
    Secret first = Secret.own(crypto.random(crypto.hashLength()));
    List<Baseline> members = new ArrayList<>();
    for (int i = 0; i < living; i++) {
      members.add(new PairwiseMember(Sessions.found(crypto, clients.get(i), i, roster), first));
    }
    return members;
  }

  @Override
  public Sent update() throws CryptoRefused {
    Secret fresh = freshSecret();
    try (Secret said = said(fresh, Optional.empty())) {
      Sessions.FannedOut out = sessions.fanOut(said);
      return new Sent(new PairwiseMember(out.next(), fresh), Bytes.EMPTY, out.messages());
    }
  }

  /** Tells each member of the newcomer, and the newcomer of each member. */
  @Override
  public Sent add(Prekey newcomer) throws CryptoRefused {
    Secret fresh = freshSecret();
    try (Secret said = said(fresh, Optional.of(newcomer))) {
      Sessions.FannedOut out = sessions.fanOut(said);
      Sessions.Sealed welcome = out.next().plus(newcomer).welcome(fresh);
      List<Bytes> messages = new ArrayList<>(out.messages());
      messages.add(welcome.message());
      return new Sent(new PairwiseMember(welcome.next(), fresh), Bytes.EMPTY, messages);
    }
  }

  static Baseline join(SuiteCrypto crypto, Client client, Bytes welcome)
      throws CryptoRefused, MlsException {
    Sessions.Opened opened = Sessions.join(crypto, client, welcome);
    return new PairwiseMember(opened.next(), opened.plaintext());
  }

  @Override
  public Baseline receive(Bytes message) throws CryptoRefused, MlsException {
    Sessions.Opened opened = sessions.open(Bytes.EMPTY, message);
    try (Secret said = opened.plaintext()) {
      TlsReader r = new TlsReader(said);
      Secret fresh = r.secret("secret");
      Optional<Prekey> newcomer = r.optional("newcomer", Prekey::decode);
      r.finish();
      Sessions next = newcomer.isPresent() ? opened.next().plus(newcomer.get()) : opened.next();
      return new PairwiseMember(next, fresh);
    }
  }

  @Override
  public int size() {
    return sessions.roster().size();
  }

  private Secret freshSecret() {
    SuiteCrypto crypto = sessions.crypto();
    return Secret.own(crypto.random(crypto.hashLength()));
  }

  private static Secret said(Secret fresh, Optional<Prekey> newcomer) {
    return new TlsWriter().opaque(fresh).optional(newcomer).toSecret();
  }
}
