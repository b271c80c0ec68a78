package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.Friends;
import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.framing.PublicFraming;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.ProposalRef;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.schedule.PskSecret;
import dev.hornbeam.mls.testing.Forge;
import dev.hornbeam.mls.testing.ForgedCommit;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.List;

/**
 * The friends of a scene, and the proposals that the victim has before it comes to the test. Alice
 * commits, Carol proposes, and Bob is the victim.
 */
record Stage(Friends friends, List<Bytes> sent) {
  static final int ALICE = 0;
  static final int BOB = 1;
  static final int CAROL = 2;

  /** The name of an external pre-shared key that all have. */
  static final Bytes PSK = Bytes.utf8("psk");

  Stage(Friends friends) {
    this(friends, new ArrayList<>());
  }

  /** Three who can do all that is asked in {@link LeafFlaws}, and an external sender. */
  static Handshake.Setting setting(Extensions extensions) {
    return () -> {
      Friends friends =
          Friends.of(
              extensions.with(Outsider.listed()),
              builder -> LeafFlaws.settings(builder).framing(HandshakeFraming.PUBLIC),
              "alice",
              "bob",
              "carol");
      for (int i = 0; i < friends.groups().size(); i++) {
        friends.client(i).putPsk(PSK, psk());
      }
      return friends;
    };
  }

  static LeafIndex leaf(int friend) {
    return new LeafIndex(friend);
  }

  static Sender sender(int friend) {
    return new Sender.Member(leaf(friend));
  }

  SuiteCrypto crypto() {
    return friends.crypto();
  }

  GroupId group() {
    return friends.group(ALICE).id();
  }

  Forge forge(int friend) {
    return friends.forge(friend);
  }

  /** A member's leaf, and the key that signs for it. */
  LeafFlaw.Member member(int friend) {
    return new LeafFlaw.Member(
        friends.state(friend).ownLeaf(), friends.state(friend).own().signature().privateKey());
  }

  /** A proposal, signed and ready to be sent. */
  AuthenticatedContent proposal(int proposer, WireFormat format, Proposal proposal)
      throws MlsException {
    return forge(proposer).signed(format, new Content.Proposed(proposal));
  }

  /** A commit of Alice's. */
  ForgedCommit commit(Proposal... proposals) throws MlsException {
    return withPsks(friends.forgeCommit(ALICE).with(proposals), List.of(proposals));
  }

  /** A commit of Alice's that refers to what Carol has proposed. */
  ForgedCommit commitOfReferences(Proposal... proposals) throws MlsException {
    return refer(friends.forgeCommit(ALICE), CAROL, proposals);
  }

  /** Refers, in a commit, to what somebody has proposed. */
  ForgedCommit refer(ForgedCommit commit, int proposer, Proposal... proposals) throws MlsException {
    for (Proposal proposal : proposals) {
      ProposalRef reference = send(proposal(proposer, WireFormat.PUBLIC_MESSAGE, proposal));
      commit.with(reference, sender(proposer), proposal);
    }
    return withPsks(commit, List.of(proposals));
  }

  /** A commit of Alice's that refers to what someone outside of the group has proposed. */
  ForgedCommit commitTo(AuthenticatedContent content) throws MlsException {
    if (content.content().content() instanceof Content.Proposed proposed) {
      return friends
          .forgeCommit(ALICE)
          .with(send(content), content.content().sender(), proposed.proposal());
    }
    throw new AssertionError("not a proposal");
  }

  /** The victim gets this before anything else. */
  ProposalRef send(AuthenticatedContent proposal) throws MlsException {
    Bytes message = publicly(proposal);
    sent.add(message);
    return ProposalRef.of(crypto(), proposal);
  }

  Bytes publicly(AuthenticatedContent content) {
    if (content.content().content() instanceof Content.Application) {
      return forge(ALICE).applicationInTheClear(content);
    }
    return content.content().sender() instanceof Sender.Member
        ? forge(ALICE).publicly(content)
        : new MlsMessage.Public(PublicFraming.fromOutside(content)).encoded();
  }

  Bytes privately(AuthenticatedContent content) throws MlsException {
    if (content.content().sender() instanceof Sender.Member member) {
      return friends.privately((int) member.leaf().value(), content);
    }
    throw new AssertionError("who is outside of the group cannot encrypt to it");
  }

  /** All have the same key under any name. */
  static Secret psk() {
    return Secret.zeros(32);
  }

  private ForgedCommit withPsks(ForgedCommit commit, List<Proposal> proposals) throws MlsException {
    List<PskSecret.Input> psks = new ArrayList<>();
    for (Proposal proposal : proposals) {
      if (proposal instanceof Proposal.PreSharedKey psk) {
        psks.add(input(psk.id()));
      }
    }
    return psks.isEmpty() ? commit : commit.pskSecret(PskSecret.of(crypto(), psks));
  }

  private static PskSecret.Input input(PreSharedKeyId id) {
    return new PskSecret.Input(id, psk());
  }
}
