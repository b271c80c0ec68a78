package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.Friends;
import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.MlsClientBuilder;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.Checkpoint;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.Lifetime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Key packages that a member is given to add their owners, and that would make others refuse the
 * proposal or the commit (RFC 9420 s.10.1).
 */
final class GivenKeyPackageForgeries {
  private GivenKeyPackageForgeries() {}

  private interface Making {
    Bytes make(Friends friends) throws MlsException;
  }

  static Stream<Forgery> all() {
    List<Forgery> all = new ArrayList<>();
    for (LeafFlaw flaw : LeafFlaws.all()) {
      all.addAll(
          given(
              flaw.rule(),
              flaw.what(),
              flaw.group(),
              friends -> flaw.keyPackage(Newcomers.CRYPTO, member(friends)).message(),
              friends -> flaw.genuineKeyPackage(Newcomers.CRYPTO, member(friends)).message()));
    }
    for (KeyPackageFlaw flaw : KeyPackageFlaws.all()) {
      all.addAll(
          given(
              flaw.rule(),
              flaw.what(),
              Extensions.NONE,
              friends -> message(flaw.forgedKeyPackage()),
              friends -> message(flaw.genuineKeyPackage())));
    }
    Instant now = Instant.now();
    all.addAll(lifetime("it has expired", now.minus(Duration.ofDays(2))));
    all.addAll(lifetime("it is not valid yet", now.plus(Duration.ofDays(1))));
    all.addAll(
        given(
            Rule.MESSAGE_KIND,
            "a GroupInfo in the place of a key package",
            Extensions.NONE,
            friends -> friends.group(0).groupInfo(),
            friends -> Newcomers.keyPackage("new").message()));
    return all.stream();
  }

  private static LeafFlaw.Member member(Friends friends) {
    return new LeafFlaw.Member(
        friends.state(1).ownLeaf(), friends.state(1).own().signature().privateKey());
  }

  private static Bytes message(KeyPackage keyPackage) {
    return new MlsMessage.ForAdding(keyPackage).encoded();
  }

  private static List<Forgery> lifetime(String what, Instant from) {
    long start = from.getEpochSecond();
    LeafNodeSource source =
        new LeafNodeSource.KeyPackage(new Lifetime(start, start + Duration.ofDays(1).toSeconds()));
    ForgedKeyPackage keyPackage = Newcomers.keyPackage("new").leaf(leaf -> leaf.with(source));
    return given(
        Rule.LEAF_LIFETIME,
        what,
        Extensions.NONE,
        friends -> keyPackage.message(),
        friends -> Newcomers.keyPackage("new").message());
  }

  private static List<Forgery> given(
      Rule rule, String what, Extensions extensions, Making forged, Making genuine) {
    List<Forgery> given = new ArrayList<>();
    for (AdderVictim.Way way : AdderVictim.Way.values()) {
      if (way == AdderVictim.Way.COMMIT || !AddForgeries.OF_THE_GROUP.contains(rule)) {
        given.add(
            Newcomers.forgery(
                rule,
                "a key package for a " + way + ": " + what,
                Checkpoint.SENDER,
                () -> {
                  Friends friends =
                      Friends.of(extensions, GivenKeyPackageForgeries::settings, "alice", "bob");
                  return new Forgery.Trial(
                      new AdderVictim(friends, way), forged.make(friends), genuine.make(friends));
                }));
      }
    }
    return given;
  }

  private static MlsClientBuilder settings(MlsClientBuilder builder) {
    return LeafFlaws.settings(builder.framing(HandshakeFraming.PUBLIC));
  }
}
