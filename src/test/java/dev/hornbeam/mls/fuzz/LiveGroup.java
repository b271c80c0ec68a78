package dev.hornbeam.mls.fuzz;

import dev.hornbeam.mls.CommitBuilder;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.Insider;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.ProposalBuilder;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.ExternalSender;
import dev.hornbeam.mls.types.GroupId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Alice, Bob and Carol in a group of two epochs, and a message of each kind that Bob has not
 * received. The same suite gives the same bytes in every process. What the messages are made for is
 * saved: all but Dave, whom a Welcome waits for, and the server can be reset.
 */
final class LiveGroup {
  static final CipherSuite SUITE = CipherSuite.X25519_AES128GCM_SHA256_ED25519;
  static final GroupId ID = GroupId.of("group");
  static final Bytes PSK = Bytes.utf8("psk");
  static final Bytes TEXT = Bytes.utf8("text");

  final Party alice;
  final Party bob;
  final Party carol;
  final Party dave;
  final Party server;

  /** For Bob, by name. */
  final Map<String, Bytes> messages = new LinkedHashMap<>();

  /** From which Dave can join by himself, and a server can follow the group. */
  final Bytes groupInfo;

  /** For Dave. */
  final Bytes welcome;

  private final Group a;
  private int keyPackages;

  LiveGroup(CipherSuite suite) throws MlsException {
    alice = new Party(suite, "alice");
    bob = new Party(suite, "bob");
    carol = new Party(suite, "carol");
    dave = new Party(suite, "dave");
    server = new Party(suite, "server");
    for (Party party : new Party[] {alice, bob, carol, dave}) {
      try (Secret value = Secret.copyOf(TEXT.view())) {
        party.client().putPsk(PSK, value);
      }
    }
    a = found();
    groupInfo = a.groupInfo();
    Group c = carol.group(ID);
    messages.put("application", a.protect(TEXT, Bytes.utf8("in the clear")));
    Bytes waiting = c.propose().framing(HandshakeFraming.PUBLIC).add(keyPackage());
    bob.group(ID).receive(waiting);
    a.receive(waiting);
    for (HandshakeFraming framing : HandshakeFraming.values()) {
      commit(framing);
    }
    for (HandshakeFraming framing : HandshakeFraming.values()) {
      propose(framing);
    }
    fromOutside();
    OutgoingCommit last = bare().add(dave.client().newKeyPackage()).psk(PSK).stage();
    welcome = last.welcome().orElseThrow();
    a.discard(last);
    alice.save();
    bob.save();
    dave.save();
  }

  /** One of {@link #messages}. */
  Bytes message(String name) {
    return Objects.requireNonNull(messages.get(name), name);
  }

  /** Forges in Alice's name. */
  Insider insider() throws MlsException {
    return new Insider(alice.group(ID));
  }

  private Bytes keyPackage() throws MlsException {
    return new Party(alice.client().cipherSuite(), "new " + keyPackages++).client().newKeyPackage();
  }

  private Group found() throws MlsException {
    ExternalSender sender =
        new ExternalSender(server.signature().publicKey(), Credential.basic("server"));
    Group group =
        alice.client().createGroup(ID, Extensions.of(ExternalSender.toExtension(List.of(sender))));
    OutgoingCommit add =
        group
            .commit()
            .add(bob.client().newKeyPackage())
            .add(carol.client().newKeyPackage())
            .stage();
    group.merge(add);
    Group b = bob.client().join(add.welcome().orElseThrow());
    Group c = carol.client().join(add.welcome().orElseThrow());
    messages.put("late", group.protect(TEXT));
    OutgoingCommit update = c.commit().stage();
    c.merge(update);
    merge(group, update.message());
    merge(b, update.message());
    return group;
  }

  private static void merge(Group group, Bytes commit) throws MlsException {
    group.merge(((Received.CommitReceived) group.receive(commit)).commit());
  }

  /** Makes a proposal. */
  private interface Proposing {
    Bytes by(ProposalBuilder builder) throws MlsException;
  }

  private void propose(HandshakeFraming framing) throws MlsException {
    put(framing, "add", p -> p.add(keyPackage()));
    put(framing, "update", ProposalBuilder::update);
    put(framing, "remove", p -> p.remove(carol.group(ID).ownLeaf()));
    put(framing, "psk", p -> p.psk(PSK));
    put(framing, "resumption_psk", p -> p.resumptionPsk(ID, a.epoch()));
    put(framing, "extensions", p -> p.extensions(a.extensions()));
    put(
        framing,
        "reinit",
        p -> p.reInit(GroupId.of("successor"), a.cipherSuite(), Extensions.NONE));
  }

  private void put(HandshakeFraming framing, String name, Proposing proposing) throws MlsException {
    messages.put(
        name(framing, name), proposing.by(a.propose().framing(framing).authenticatedData(TEXT)));
  }

  private static String name(HandshakeFraming framing, String name) {
    return framing.name().toLowerCase(Locale.ROOT) + " " + name;
  }

  private void commit(HandshakeFraming framing) throws MlsException {
    put(framing, "commit", bare());
    put(
        framing,
        "commit of all",
        bare().add(keyPackage()).psk(PSK).remove(carol.group(ID).ownLeaf()));
    put(framing, "commit of removal", bare().remove(bob.group(ID).ownLeaf()));
    put(framing, "commit of extensions", bare().extensions(a.extensions()));
    put(
        framing,
        "commit of reinit",
        bare().reInit(GroupId.of("successor"), a.cipherSuite(), Extensions.NONE));
    put(framing, "commit of what waits", a.commit());
  }

  private CommitBuilder bare() {
    return a.commit().pending(CommitBuilder.PendingChoice.NONE);
  }

  private void put(HandshakeFraming framing, String name, CommitBuilder builder)
      throws MlsException {
    OutgoingCommit commit = builder.framing(framing).stage();
    messages.put(name(framing, name), commit.message());
    a.discard(commit);
  }

  private void fromOutside() throws MlsException {
    messages.put(
        "external sender's",
        server.client().proposeAsExternalSender(ID, a.epoch(), 0).add(keyPackage()));
    messages.put("joiner's", server.client().proposeToJoin(ID, a.epoch()));
    messages.put("external commit", server.client().joinExternally(groupInfo).stage().message());
  }
}
