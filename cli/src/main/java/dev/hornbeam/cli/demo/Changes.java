package dev.hornbeam.cli.demo;

import dev.hornbeam.cli.demo.Hands.Timed;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.PublicGroup;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.LeafIndex;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** What happens in the life of a group: new keys, attempts that fail, members go and come back. */
final class Changes {
  private static final int PSK_LENGTH = 32;

  private final Cast cast;
  private final Hands hands;
  private final Account account;
  private final Scene scene;
  private final Participant founder;
  private final Participant second;
  private final Participant third;
  private final Participant leaver;

  Changes(Scene scene) {
    this.scene = scene;
    this.cast = scene.cast();
    this.hands = scene.hands();
    this.account = scene.account();
    this.founder = cast.founder();
    this.second = cast.second();
    this.third = cast.third();
    this.leaver = cast.leaver();
  }

  /** An update that someone else commits, a restart, and two commits at once. */
  void renew() throws DemoFailed, MlsException {
    Participant committer = third == second ? founder : third;
    account.section(
        "New keys",
        "A member that only proposes a new leaf key blanks the nodes above it, whose keys it knew;"
            + " the path of the one who commits fills some of them again.");
    Timed<Bytes> proposal =
        hands.time(second.name() + " proposes", () -> second.group().propose().update());
    scene.send(second, proposal.value());
    account
        .row(second.name() + " proposes an update")
        .sent("proposal", proposal)
        .read(scene.conversation().deliver(second))
        .print();
    scene.commit(committer, committer.name() + " commits it", edit -> edit);
    scene.picture(founder);
    account.println("");
    restart();
    race();
  }

  private void restart() throws DemoFailed, MlsException {
    Timed<Group> restarted = hands.time(second.name() + " starts again", second::restart);
    account
        .row(second.name() + "'s client starts again from its store")
        .make(restarted.took())
        .print();
    scene.requireAgreement();
  }

  private void race() throws DemoFailed, MlsException {
    Timed<OutgoingCommit> slower = hands.time("committing", () -> founder.group().commit().stage());
    scene.commit(second, second.name() + " commits, for fresh keys", edit -> edit);
    if (scene.conversation().service().send(slower.value().message())
        != DeliveryService.Verdict.REFUSED) {
      throw new DemoFailed("the delivery service took two commits for one epoch");
    }
    founder.group().discard(slower.value());
    account
        .row(founder.name() + "'s commit came second: discarded")
        .message("commit", slower.value().message())
        .make(slower.took())
        .print();
  }

  /** Attempts of others to come in or to change something. */
  void refuse() throws DemoFailed, MlsException {
    account.section(
        "What must fail",
        "The application's validator is asked about every credential. A damaged message does not use"
            + " up the key of the genuine one.");
    impostor();
    damage();
  }

  private void impostor() throws DemoFailed, MlsException {
    MlsClient mallory =
        MlsClient.builder(cast.suite())
            .credential(cast.custody().identity(second.name()).credential())
            .build();
    Bytes keyPackage = mallory.newKeyPackage();
    try {
      founder.group().commit().add(keyPackage).stage();
    } catch (InvalidMessage e) {
      account
          .row(
              "mallory shows "
                  + second.name()
                  + "'s credential, but has another key: "
                  + refused(e))
          .message("key package", keyPackage)
          .print();
      return;
    }
    throw new DemoFailed("mallory could be added with " + second.name() + "'s credential");
  }

  private void damage() throws DemoFailed, MlsException {
    String text = "This one is genuine.";
    Timed<Bytes> message =
        hands.time("encrypting", () -> founder.group().protect(Bytes.utf8(text)));
    byte[] damaged = message.value().toArray();
    damaged[damaged.length - 1] ^= 1;
    try {
      second.group().receive(Bytes.own(damaged));
      throw new DemoFailed(second.name() + " took a message that was damaged");
    } catch (InvalidMessage e) {
      account
          .row("a message to " + second.name() + " is damaged on the way: " + refused(e))
          .print();
    }
    scene.send(founder, message.value());
    account
        .row(founder.name() + ": \"" + text + "\"")
        .sent("message", message)
        .read(scene.conversation().deliver(founder))
        .print();
    scene.requireHeard(founder, List.of(text));
  }

  private static String refused(InvalidMessage e) {
    return "refused (" + e.rule() + ", s." + e.rule().section() + ")";
  }

  /** One member is removed, and comes back by itself; another one has lost its state. */
  void goAndComeBack() throws DemoFailed, MlsException {
    account.section(
        "Out, and in again",
        "Removing a member blanks its leaf and the nodes above it. With a published GroupInfo a"
            + " client comes in by a commit of its own, also one that has only its identity left.");
    scene.remove(founder, leaver);
    if (scene.conversation().present().size() > 1) {
      scene.say(founder, leaver.name() + " cannot read this.");
    }
    scene.picture(founder);
    account.println("");
    scene.joinExternally(
        leaver, leaver.name() + " comes back by an external commit", groupInfo(), Optional.empty());
    resync();
    scene.say(third, "Here I am again.");
  }

  private void resync() throws DemoFailed, MlsException {
    scene.conversation().leave(third);
    third.loseState();
    Bytes info = groupInfo();
    LeafIndex earlier =
        PublicGroup.follow(info, Optional.empty(), cast.roster()).members().stream()
            .filter(member -> member.credential().equals(third.client().identity().credential()))
            .findFirst()
            .orElseThrow(() -> new DemoFailed(third.name() + " is not in the GroupInfo"))
            .leaf();
    scene.joinExternally(
        third, third.name() + " has lost its state, and resyncs", info, Optional.of(earlier));
  }

  private Bytes groupInfo() throws DemoFailed {
    Timed<Bytes> info = hands.time("making a GroupInfo", () -> founder.group().groupInfo());
    account.row(founder.name() + " publishes a GroupInfo").sent("GroupInfo", info).print();
    return info.value();
  }

  /** Pre-shared keys, from outside and from the group's own past. */
  void preSharedKeys() throws DemoFailed, MlsException {
    account.section(
        "Pre-shared keys",
        "A secret that the members have from elsewhere (external), or from an earlier epoch"
            + " (resumption), goes into the key schedule: who does not have it cannot follow.");
    Bytes id = Bytes.utf8("password of the day");
    byte[] value = new byte[PSK_LENGTH];
    new SecureRandom().nextBytes(value);
    try (Secret psk = Secret.own(value)) {
      for (Participant each : cast.all()) {
        each.client().putPsk(id, psk);
      }
    }
    long epoch = second.group().epoch();
    scene.commit(second, second.name() + " commits with an external PSK", edit -> edit.psk(id));
    scene.commit(
        founder,
        founder.name() + " commits with the PSK of epoch " + epoch,
        edit -> edit.resumptionPsk(founder.group().id(), epoch));
  }
}
