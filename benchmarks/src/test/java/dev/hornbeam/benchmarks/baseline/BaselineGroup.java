package dev.hornbeam.benchmarks.baseline;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All members of a group under one scheme, each of whom gets each message. */
final class BaselineGroup {
  private final Scheme scheme;
  private final SuiteCrypto crypto;
  private final List<Baseline> members;

  private BaselineGroup(Scheme scheme, SuiteCrypto crypto, List<Baseline> members) {
    this.scheme = scheme;
    this.crypto = crypto;
    this.members = members;
  }

  static BaselineGroup of(Scheme scheme, int n) throws Exception {
    return of(scheme, n, n, CryptoProfile.fastest());
  }

  /** A group of n members, of whom only the first ones live. */
  static BaselineGroup of(Scheme scheme, int n, int living, CryptoProfile profile)
      throws Exception {
    SuiteCrypto crypto =
        SuiteCrypto.of(CipherSuite.X25519_AES128GCM_SHA256_ED25519, profile, new SecureRandom());
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      clients.add(Client.create(crypto));
    }
    return new BaselineGroup(
        scheme, crypto, new ArrayList<>(scheme.found(crypto, clients, living)));
  }

  Client newClient() throws Exception {
    return Client.create(crypto);
  }

  Baseline join(Client client, Bytes welcome) throws CryptoRefused, MlsException {
    return scheme.join(crypto, client, welcome);
  }

  Baseline member(int i) {
    return members.get(i);
  }

  /** The secret that all members have; fails if they differ. */
  Bytes secret() {
    for (Baseline member : members) {
      assertTrue(member.secret().matches(members.get(0).secret()), "members agree");
    }
    return Bytes.copyOf(members.get(0).secret().expose());
  }

  /** A member updates and all others follow. */
  Sent update(int sender) throws Exception {
    Sent sent = members.get(sender).update();
    deliver(sender, sent);
    secret();
    return sent;
  }

  /** A member adds a client, and all follow; each introduces itself if the scheme wants it. */
  Sent add(int sender) throws Exception {
    Client client = newClient();
    Sent sent = members.get(sender).add(client.prekey());
    deliver(sender, sent);
    int newcomer = members.size();
    members.add(join(client, sent.to(newcomer)));
    secret();
    for (int i = 0; i < newcomer; i++) {
      if (i != sender) {
        introduce(i, newcomer);
      }
      introduce(newcomer, i);
    }
    return sent;
  }

  private void introduce(int from, int to) throws Exception {
    Optional<Sent> sent = members.get(from).introduce(to);
    if (sent.isPresent()) {
      members.set(from, sent.get().next());
      members.set(to, members.get(to).receive(sent.get().to(to)));
    }
  }

  private void deliver(int sender, Sent sent) throws Exception {
    for (int i = 0; i < members.size(); i++) {
      members.set(i, i == sender ? sent.next() : members.get(i).receive(sent.to(i)));
    }
  }
}
