package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.Friends;
import dev.hornbeam.mls.InMemoryStore;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.Checkpoint;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.ForgedWelcome;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.ProtocolVersion;
import dev.hornbeam.mls.types.RequiredCapabilities;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Groups that do not follow from the one that their Welcome is linked to (RFC 9420 s.11.2, s.11.3),
 * made up by a member who knows the resumption PSK of the old group.
 */
final class LinkForgeries {
  private static final GroupId NEXT = GroupId.of("next");
  private static final Extensions EXTENSIONS =
      Extensions.of(new RequiredCapabilities(List.of(), List.of(), List.of()).toExtension());
  private static final Proposal.ReInit RE_INIT =
      new Proposal.ReInit(NEXT, ProtocolVersion.MLS10, Friends.SUITE.code(), EXTENSIONS);
  private static final CipherSuite OTHER_SUITE = CipherSuite.X25519_CHACHA20POLY1305_SHA256_ED25519;

  private LinkForgeries() {}

  static Stream<Forgery> all() {
    List<Forgery> all = new ArrayList<>();
    reinitialized(all);
    ended(all);
    branched(all);
    founders(all);
    return all.stream();
  }

  /** A group that has the joiner, and the names beside it. */
  private static ForgedWelcome group(SuiteCrypto crypto, KeyPackage joiner, String... others)
      throws MlsException {
    ForgedWelcome group = new ForgedWelcome(crypto, "alice").groupId(NEXT);
    group.member(joiner.leafNode());
    for (String other : others) {
      group.member(new ForgedKeyPackage(crypto, Credential.basic(other)).make().leafNode());
    }
    return group;
  }

  private static ForgedWelcome right(KeyPackage joiner) throws MlsException {
    return group(Newcomers.CRYPTO, joiner, "carol").extensions(EXTENSIONS);
  }

  private static ForgedWelcome link(
      ForgedWelcome group, Psk.Usage usage, GroupId old, long epoch, Secret psk) {
    Bytes nonce = Bytes.own(Newcomers.CRYPTO.random(Newcomers.CRYPTO.hashLength()));
    return group.psk(new PreSharedKeyId(new Psk.Resumption(usage, old, epoch), nonce), psk);
  }

  /** Links the group to the latest epoch of the old one. */
  private static ForgedWelcome link(ForgedWelcome group, Psk.Usage usage, Friends old) {
    return link(
        group,
        usage,
        old.group(1).id(),
        old.group(1).epoch(),
        old.state(1).secrets().resumptionPsk());
  }

  private interface Founding {
    ForgedWelcome of(KeyPackage joiner) throws MlsException;
  }

  // Groups that follow from a ReInit.

  private static void reinitialized(List<Forgery> all) {
    all.add(reInit("another group id", joiner -> right(joiner).groupId(GroupId.of("another"))));
    all.add(reInit("no extensions", joiner -> right(joiner).extensions(Extensions.NONE)));
    all.add(
        reInit(
            "a member is missing",
            joiner -> group(Newcomers.CRYPTO, joiner).extensions(EXTENSIONS)));
    all.add(
        reInit(
            "another in the place of a member",
            joiner -> group(Newcomers.CRYPTO, joiner, "mallory").extensions(EXTENSIONS)));
    for (long epoch : new long[] {0, 2, -1}) {
      all.add(
          reInit(
              Rule.WELCOME_EPOCH,
              "epoch " + Long.toUnsignedString(epoch),
              joiner -> right(joiner).epoch(epoch)));
    }
  }

  private static Forgery reInit(String what, Founding forged) {
    return reInit(Rule.REINIT_MISMATCH, what, forged);
  }

  private static Forgery reInit(Rule rule, String what, Founding forged) {
    return Newcomers.forgery(
        rule,
        "for a ReInit: " + what,
        Checkpoint.JOINER,
        () -> {
          Friends old = reInitialized(RE_INIT);
          return trial(
              old,
              joiner -> link(forged.of(joiner), Psk.Usage.REINIT, old),
              joiner -> link(right(joiner), Psk.Usage.REINIT, old));
        });
  }

  /** Old groups that another ReInit has ended, an earlier epoch, or none. */
  private static void ended(List<Forgery> all) {
    all.add(
        otherReInit(
            "the ReInit is to another version",
            new Proposal.ReInit(NEXT, 2, Friends.SUITE.code(), EXTENSIONS)));
    all.add(
        otherReInit(
            "the ReInit is to another suite",
            new Proposal.ReInit(NEXT, ProtocolVersion.MLS10, OTHER_SUITE.code(), EXTENSIONS)));
    all.add(
        Newcomers.forgery(
            Rule.REINIT_MISMATCH,
            "for a ReInit: the old group has not ended",
            Checkpoint.JOINER,
            () -> {
              Friends old = Friends.of("alice", "bob", "carol");
              return trial(
                  old,
                  joiner -> link(right(joiner), Psk.Usage.REINIT, old),
                  joiner -> link(right(joiner), Psk.Usage.BRANCH, old));
            }));
    all.add(
        Newcomers.forgery(
            Rule.REINIT_MISMATCH,
            "for a ReInit: the link is to the epoch before",
            Checkpoint.JOINER,
            () -> {
              Friends old = Friends.of("alice", "bob", "carol");
              Secret early = old.state(1).secrets().resumptionPsk().copy();
              long epoch = old.group(1).epoch();
              end(old, RE_INIT);
              GroupId id = old.group(1).id();
              return trial(
                  old,
                  joiner -> link(right(joiner), Psk.Usage.REINIT, id, epoch, early),
                  joiner -> link(right(joiner), Psk.Usage.REINIT, old));
            }));
  }

  /** Beside a branch, for which the ReInit does not matter. */
  private static Forgery otherReInit(String what, Proposal.ReInit reInit) {
    return Newcomers.forgery(
        Rule.REINIT_MISMATCH,
        "for a ReInit: " + what,
        Checkpoint.JOINER,
        () -> {
          Friends old = reInitialized(reInit);
          return trial(
              old,
              joiner -> link(right(joiner), Psk.Usage.REINIT, old),
              joiner -> link(right(joiner), Psk.Usage.BRANCH, old));
        });
  }

  private static Friends reInitialized(Proposal.ReInit reInit) throws MlsException {
    Friends old = Friends.of("alice", "bob", "carol");
    end(old, reInit);
    return old;
  }

  /**
   * The second of the friends has the ReInit; a version that there is not yet cannot be asked for.
   */
  private static void end(Friends old, Proposal.ReInit reInit) throws MlsException {
    Bytes commit =
        old.forge(0)
            .publicly(
                old.forgeCommit(0).with(reInit).withoutPath().make(WireFormat.PUBLIC_MESSAGE));
    Friends.receiveAndMerge(old.group(1), commit);
  }

  // Groups that branch.

  private static void branched(List<Forgery> all) {
    all.add(
        branch(
            Rule.BRANCH_MISMATCH,
            "a stranger is a member",
            joiner -> group(Newcomers.CRYPTO, joiner, "carol", "mallory")));
    for (long epoch : new long[] {0, 2, -1}) {
      all.add(
          branch(
              Rule.WELCOME_EPOCH,
              "epoch " + Long.toUnsignedString(epoch),
              joiner -> group(Newcomers.CRYPTO, joiner, "carol").epoch(epoch)));
    }
    all.add(
        Newcomers.forgery(
            Rule.BRANCH_MISMATCH,
            "for a branch: another suite",
            Checkpoint.JOINER,
            LinkForgeries::otherSuite));
    all.add(twoLinks("another branch beside it", Psk.Usage.BRANCH));
    all.add(twoLinks("a ReInit beside it", Psk.Usage.REINIT));
  }

  private static Forgery branch(Rule rule, String what, Founding forged) {
    return Newcomers.forgery(
        rule,
        "for a branch: " + what,
        Checkpoint.JOINER,
        () -> {
          Friends old = Friends.of("alice", "bob", "carol");
          return trial(
              old,
              joiner -> link(forged.of(joiner), Psk.Usage.BRANCH, old),
              joiner -> link(group(Newcomers.CRYPTO, joiner, "carol"), Psk.Usage.BRANCH, old));
        });
  }

  private static Forgery twoLinks(String what, Psk.Usage other) {
    return Newcomers.forgery(
        Rule.WELCOME_LINKS,
        "for a branch: " + what,
        Checkpoint.JOINER,
        () -> {
          Friends old = Friends.of("alice", "bob", "carol");
          Founding genuine =
              joiner -> link(group(Newcomers.CRYPTO, joiner, "carol"), Psk.Usage.BRANCH, old);
          return trial(old, joiner -> link(genuine.of(joiner), other, old), genuine);
        });
  }

  /** The joiner has a client of another suite over the store that knows the old group. */
  private static Forgery.Trial otherSuite() throws MlsException {
    Friends old = Friends.of("alice", "bob", "carol");
    InMemoryStore store = (InMemoryStore) old.store(1);
    MlsClient client =
        MlsClient.builder(OTHER_SUITE).credential(Credential.basic("bob")).store(store).build();
    SuiteCrypto crypto = SuiteCrypto.of(OTHER_SUITE, CryptoProfile.fastest(), new SecureRandom());
    KeyPackage keyPackage = Friends.decoded(client.newKeyPackage());
    return new Forgery.Trial(
        new JoinerVictim(client, store, Optional.empty()),
        link(group(crypto, keyPackage, "carol"), Psk.Usage.BRANCH, old).welcome(keyPackage),
        group(crypto, keyPackage, "carol").welcome(keyPackage));
  }

  /** The second of the friends is welcomed to a group. */
  private static Forgery.Trial trial(Friends old, Founding forged, Founding genuine)
      throws MlsException {
    MlsClient client = old.client(1);
    KeyPackage keyPackage = Friends.decoded(client.newKeyPackage());
    return new Forgery.Trial(
        new JoinerVictim(client, old.store(1), Optional.empty()),
        forged.of(keyPackage).welcome(keyPackage),
        genuine.of(keyPackage).welcome(keyPackage));
  }

  // Who founds such a group is given key packages.

  private static void founders(List<Forgery> all) {
    all.add(
        founder(
            Rule.REINIT_MISMATCH,
            () -> {
              Friends old = Friends.of("alice", "bob");
              end(old, RE_INIT);
              return old;
            },
            (client, old, keyPackage) -> client.reinitialize(old, List.of(keyPackage))));
    all.add(
        founder(
            Rule.BRANCH_MISMATCH,
            () -> Friends.of("alice", "bob"),
            (client, old, keyPackage) ->
                client.branch(old, GroupId.random(), List.of(keyPackage))));
  }

  private interface Old {
    Friends make() throws MlsException;
  }

  private static Forgery founder(Rule rule, Old making, FounderVictim.Founding founding) {
    return Newcomers.forgery(
        rule,
        "the founder is given the key package of a stranger",
        Checkpoint.SENDER,
        () -> {
          Friends old = making.make();
          return new Forgery.Trial(
              new FounderVictim(old, founding),
              Friends.client("mallory").newKeyPackage(),
              old.client(0).newKeyPackage());
        });
  }
}
