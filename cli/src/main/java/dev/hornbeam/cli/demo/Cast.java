package dev.hornbeam.cli.demo;

import dev.hornbeam.mls.Identity;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import java.util.ArrayList;
import java.util.List;

/**
 * The members, and who of them does what; of few members, one has several parts.
 *
 * @param all in the order of their names
 * @param online those who follow every message; the last of all members is the last of them
 */
record Cast(
    CipherSuite suite,
    KeyCustody custody,
    Roster roster,
    List<Participant> all,
    List<Participant> online) {
  /** Who has a part is online. */
  static final int ACTORS = 4;

  private static final int LEAVER = 3;
  private static final int SLEEPERS = 3;

  /**
   * Makes the members, with their keys.
   *
   * @param onlineCount how many are online, at least {@link #ACTORS} if there are so many members
   */
  static Cast make(CipherSuite suite, int members, int onlineCount, KeyCustody custody, Hands hands)
      throws DemoFailed, MlsException {
    List<String> names = Names.of(members);
    custody.enroll(suite, names, hands);
    Roster roster = new Roster(custody, names);
    Participant.Clients clients =
        (name, store) -> {
          Identity identity = custody.identity(name);
          return MlsClient.builder(suite)
              .credential(identity.credential())
              .signatureKey(identity.signatureKey())
              .keys(custody.keys())
              .credentialValidator(roster)
              .executor(hands.executor(), hands.count())
              .store(store)
              .build();
        };
    List<Participant> all = new ArrayList<>();
    for (String name : names) {
      all.add(new Participant(name, clients));
    }
    List<Participant> online = new ArrayList<>(all.subList(0, onlineCount - 1));
    online.add(all.get(members - 1));
    return new Cast(suite, custody, roster, List.copyOf(all), List.copyOf(online));
  }

  /** Makes the group. */
  Participant founder() {
    return all.get(0);
  }

  /** The first one who is added. */
  Participant second() {
    return all.get(1);
  }

  /** Neither of these two, if there is a third. */
  Participant third() {
    return all.size() > 2 ? online.get(2) : second();
  }

  /** Added by another one than the rest. */
  Participant last() {
    return all.get(all.size() - 1);
  }

  /** Removed, and comes back. */
  Participant leaver() {
    return online.size() > LEAVER + 1 ? online.get(LEAVER) : last();
  }

  /** Those who are offline until the end. */
  List<Participant> offline() {
    return all.subList(online.size() - 1, all.size() - 1);
  }

  /** A few of those who are offline, from all over the tree. */
  List<Participant> sleepers() {
    List<Participant> offline = offline();
    int count = Math.min(SLEEPERS, offline.size());
    List<Participant> sleepers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sleepers.add(offline.get(count == 1 ? 0 : i * (offline.size() - 1) / (count - 1)));
    }
    return sleepers;
  }

  static List<String> names(List<Participant> participants) {
    return participants.stream().map(Participant::name).toList();
  }
}
