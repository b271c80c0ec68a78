package dev.hornbeam.cli.demo;

import dev.hornbeam.cli.SuiteNames;
import dev.hornbeam.mls.error.MlsException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The whole demo: told in an account, and ended with a comparison of the members. */
final class Story {
  private static final int SHOWN_BYTES = 16;

  private final Cast cast;
  private final Hands hands;
  private final Account account;
  private final long start = System.nanoTime();
  private List<Participant> compared = List.of();

  Story(Cast cast, Hands hands, Account account) {
    this.cast = cast;
    this.hands = hands;
    this.account = account;
  }

  /** Tells all but the comparison. */
  void tell() throws DemoFailed, MlsException {
    introduce();
    Scene scene = new Scene(cast, hands, account, 0);
    Beginning beginning = new Beginning(scene);
    Beginning.Invitation invitation = beginning.begin();
    beginning.custody();
    beginning.talk();
    Changes changes = new Changes(scene);
    changes.renew();
    changes.refuse();
    changes.goAndComeBack();
    changes.preSharedKeys();
    compared = new Ending(scene).reinitialize(invitation);
  }

  /** Those who are to be compared. */
  List<Participant> compared() {
    return compared;
  }

  private void introduce() {
    int members = cast.all().size();
    int online = cast.online().size();
    account.fact(
        "members",
        Account.number(members)
            + ": "
            + Names.list(Cast.names(cast.all()), 16)
            + (online < members ? "; " + online + " of them are online" : ""));
    account.fact("cipher suite", cast.suite().code() + ", " + SuiteNames.of(cast.suite()));
    account.fact("signature keys", cast.custody().signatureKeys());
    account.fact("credentials", cast.custody().credentials());
    account.fact("threads", Integer.toString(hands.count()));
    account.println("");
    account.println("make: how long it took the sender; read: each receiver, on average.");
    account.println("A rehearsal with few members has gone before, so that Java is warm.");
    account.println("");
    account.head();
  }

  /**
   * Compares the members, and says who differs.
   *
   * @return what was found
   */
  Agreement conclude() throws MlsException {
    Agreement agreement = Agreement.of(compared);
    account.section(
        "Do all members agree?",
        "Each is asked for four things, which only those with the same view of the group share.");
    for (Agreement.Property property : Agreement.Property.values()) {
      List<String> differing = agreement.differing(property);
      account.fact(
          property.title(),
          differing.isEmpty()
              ? "the same for all" + shown(property)
              : "NOT THE SAME for " + Names.list(differing));
    }
    account.println("");
    account.fact(
        "messages",
        Account.number(account.messages()) + ", " + Account.number(account.bytes()) + " bytes");
    account.fact("credentials checked", Account.number(cast.roster().accepted()) + " times");
    account.fact(
        "time taken",
        String.format(
            Locale.ROOT, "%.1f s", Duration.ofNanos(System.nanoTime() - start).toMillis() / 1e3));
    account.println("");
    account.println(verdict(agreement));
    return agreement;
  }

  private String shown(Agreement.Property property) {
    var group = compared.get(0).group();
    return switch (property) {
      case EPOCH -> ": " + Long.toUnsignedString(group.epoch());
      case TREE_HASH -> ": " + group.treeHash().slice(0, SHOWN_BYTES).hex() + "...";
      case EPOCH_AUTHENTICATOR, EXPORTED_SECRET -> " (and not shown)";
    };
  }

  private String verdict(Agreement agreement) {
    if (!agreement.holds()) {
      List<String> differing = List.copyOf(agreement.differing());
      return Names.list(differing)
          + (differing.size() == 1 ? " does" : " do")
          + " not agree with the others.";
    }
    int all = cast.all().size();
    return compared.size() == all
        ? "All " + Account.number(all) + " members agree."
        : "All "
            + compared.size()
            + " members who were online agree, of "
            + Account.number(all)
            + " in the group.";
  }
}
