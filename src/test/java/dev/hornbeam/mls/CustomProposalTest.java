package dev.hornbeam.mls;

import static dev.hornbeam.mls.Refusals.assertBreaks;
import static dev.hornbeam.mls.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.ProposalRef;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.testing.ForgedCommit;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.CredentialValidator.Verdict;
import dev.hornbeam.mls.types.CustomProposal;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.ExternalSender;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.ProposalType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Proposals of an application's own types (RFC 9420 s.13.2). */
class CustomProposalTest {
  private static final ExtensionType TOPIC = new ExtensionType(0xf0f1);

  /** Sets the topic of a group, which is an extension of its context; most topics are welcome. */
  private record SetTopic(
      ProposalType type, CustomProposal.Path path, CustomProposal.ExternalSenders externalSenders)
      implements CustomProposal<String> {
    @Override
    public String decode(TlsReader r) throws MalformedMessage {
      return new String(r.opaque("topic").toArray(), StandardCharsets.UTF_8);
    }

    @Override
    public void encode(String value, TlsWriter w) {
      w.opaque(Bytes.utf8(value));
    }

    @Override
    public Verdict validate(String value, Extensions extensions) {
      return value.equals("forbidden") ? Verdict.REFUSED : Verdict.ACCEPTED;
    }

    @Override
    public Extensions apply(String value, Extensions extensions) {
      return extensions.with(new Extension(TOPIC, Bytes.utf8(value)));
    }
  }

  private static final SetTopic SET_TOPIC =
      new SetTopic(
          new ProposalType(0xf001),
          CustomProposal.Path.OPTIONAL,
          CustomProposal.ExternalSenders.REFUSED);
  private static final SetTopic SET_TOPIC_WITH_PATH =
      new SetTopic(
          new ProposalType(0xf002),
          CustomProposal.Path.REQUIRED,
          CustomProposal.ExternalSenders.ALLOWED);

  private Friends friends;

  @BeforeEach
  void makeFriends() throws MlsException {
    friends = Friends.of(CustomProposalTest::registered, "alice", "bob", "carol");
  }

  private static MlsClientBuilder registered(MlsClientBuilder builder) {
    return builder
        .framing(HandshakeFraming.PUBLIC)
        .customProposal(SET_TOPIC)
        .customProposal(SET_TOPIC_WITH_PATH)
        .supportedExtensions(TOPIC);
  }

  private static Proposal topic(SetTopic type, String topic) {
    return new Proposal.Custom(type.type(), new TlsWriter().opaque(Bytes.utf8(topic)).toBytes());
  }

  private ForgedCommit commit(Proposal... proposals) {
    // What is refused is so before the path is looked at.
    return friends.forgeCommit(0).with(proposals);
  }

  private void assertTopic(String topic) {
    for (Group group : friends.groups()) {
      assertEquals(Bytes.utf8(topic), group.extensions().find(TOPIC).orElseThrow());
    }
  }

  @Test
  void proposalHasItsEffectOnTheGroup() throws Exception {
    friends.commit(0, friends.group(0).commit().custom(SET_TOPIC, "trees").stage());
    assertTopic("trees");
    friends.assertAgreed();
    Bytes proposal = friends.group(1).propose().custom(SET_TOPIC_WITH_PATH, "hedges");
    friends.receiveProposal(proposal, 1);
    OutgoingCommit commit = friends.group(2).commit().stage();
    assertInstanceOf(Change.Custom.class, commit.changes().get(0));
    friends.commit(2, commit);
    assertTopic("hedges");
    friends.assertAgreed();
  }

  @Test
  void effectsAddUpInTheOrderOfTheList() throws Exception {
    friends.commit(
        0,
        friends
            .group(0)
            .commit()
            .custom(SET_TOPIC, "first")
            .custom(SET_TOPIC, "second")
            .extensions(Extensions.NONE)
            .stage());
    assertTopic("second");
    friends.assertAgreed();
  }

  @Test
  void typeSaysWhetherACommitNeedsAPath() throws Exception {
    assertRefused(
        Rule.PATH_REQUIRED, friends, commit(topic(SET_TOPIC_WITH_PATH, "trees")).withoutPath());
    OutgoingCommit without =
        friends
            .group(0)
            .commit()
            .custom(SET_TOPIC, "trees")
            .path(CommitBuilder.PathChoice.WHEN_REQUIRED)
            .stage();
    OutgoingCommit with =
        friends
            .group(0)
            .commit()
            .custom(SET_TOPIC_WITH_PATH, "trees")
            .path(CommitBuilder.PathChoice.WHEN_REQUIRED)
            .stage();
    assertTrue(without.message().length() + 100 < with.message().length());
    friends.group(0).discard(with);
    friends.commit(0, without);
    assertTopic("trees");
    friends.assertAgreed();
  }

  @Test
  void applicationRefusesWhatItDoesNotWant() throws Exception {
    Group alice = friends.group(0);
    assertBreaks(
        Rule.CUSTOM_PROPOSAL_REFUSED, () -> alice.commit().custom(SET_TOPIC, "forbidden").stage());
    assertRefused(Rule.CUSTOM_PROPOSAL_REFUSED, friends, commit(topic(SET_TOPIC, "forbidden")));
    for (Bytes body : List.of(Bytes.EMPTY, Bytes.utf8("x"), Bytes.own(new byte[] {0, 0}))) {
      assertRefused(
          Rule.PROPOSAL_MALFORMED, friends, commit(new Proposal.Custom(SET_TOPIC.type(), body)));
    }
    // One that waits is left out.
    friends.receiveProposal(friends.forge(1).proposal(topic(SET_TOPIC, "forbidden")), 1);
    OutgoingCommit commit = alice.commit().stage();
    assertEquals(List.of(), commit.changes());
    friends.commit(0, commit);
  }

  @Test
  void allMembersSupportTheType() throws Exception {
    ProposalType unknown = new ProposalType(0xf003);
    assertRefused(
        Rule.PROPOSAL_UNSUPPORTED, friends, commit(new Proposal.Custom(unknown, Bytes.EMPTY)));
    MlsClient dave = Friends.client("dave", CustomProposalTest::registered);
    MlsClient plain =
        Friends.client(
            "plain",
            builder -> builder.framing(HandshakeFraming.PUBLIC).supportedExtensions(TOPIC));
    Friends mixed = Friends.of(Extensions.NONE, List.of(dave, friends.client(1), plain));
    assertBreaks(
        Rule.PROPOSAL_UNSUPPORTED,
        () -> mixed.group(0).commit().custom(SET_TOPIC, "trees").stage());
    assertRefused(
        Rule.PROPOSAL_UNSUPPORTED, mixed, mixed.forgeCommit(0).with(topic(SET_TOPIC, "trees")));
    // Who leaves by the commit, or comes by it, need not support the type.
    Bytes keyPackage =
        Friends.client(
                "other",
                builder -> builder.framing(HandshakeFraming.PUBLIC).supportedExtensions(TOPIC))
            .newKeyPackage();
    OutgoingCommit commit =
        mixed
            .group(0)
            .commit()
            .custom(SET_TOPIC, "trees")
            .remove(new LeafIndex(2))
            .add(keyPackage)
            .stage();
    mixed.commit(0, commit);
    assertFalse(mixed.group(2).isActive());
  }

  @Test
  void effectIsSupportedByAll() throws Exception {
    UnaryOperator<MlsClientBuilder> withoutTopic =
        builder -> builder.framing(HandshakeFraming.PUBLIC).customProposal(SET_TOPIC);
    Friends others = Friends.of(withoutTopic, "dave", "erin");
    assertBreaks(
        Rule.GROUP_EXTENSION_UNSUPPORTED,
        () -> others.group(0).commit().custom(SET_TOPIC, "trees").stage());
  }

  @Test
  void typeSaysWhetherExternalSendersMayProposeIt() throws Exception {
    MlsClient server = Friends.client("server", CustomProposalTest::registered);
    Extensions listed = Extensions.of(Friends.externalSenders(server));
    friends.commit(0, friends.group(0).commit().extensions(listed).stage());
    Group bob = friends.group(1);
    assertRefused(
        Rule.PROPOSAL_SENDER,
        friends,
        server.proposeAsExternalSender(bob.id(), bob.epoch(), 0).custom(SET_TOPIC, "trees"));
    Bytes allowed =
        server
            .proposeAsExternalSender(bob.id(), bob.epoch(), 0)
            .custom(SET_TOPIC_WITH_PATH, "hedges");
    friends.receiveProposal(allowed, -1);
    friends.commit(0, friends.group(0).commit().stage());
    assertTopic("hedges");
    friends.assertAgreed();
  }

  /** Lists an external sender, whose key is the topic in hexadecimal. */
  private record ListSender(CustomProposal<String> like) implements CustomProposal<String> {
    @Override
    public ProposalType type() {
      return like.type();
    }

    @Override
    public Path path() {
      return like.path();
    }

    @Override
    public ExternalSenders externalSenders() {
      return like.externalSenders();
    }

    @Override
    public String decode(TlsReader r) throws MalformedMessage {
      return like.decode(r);
    }

    @Override
    public void encode(String value, TlsWriter w) {
      like.encode(value, w);
    }

    @Override
    public Verdict validate(String value, Extensions extensions) {
      return like.validate(value, extensions);
    }

    @Override
    public Extensions apply(String value, Extensions extensions) {
      ExternalSender sender = new ExternalSender(Bytes.fromHex(value), Credential.basic(value));
      return extensions.with(ExternalSender.toExtension(List.of(sender)));
    }
  }

  @Test
  void effectKeepsToTheRules() throws Exception {
    String refused = friends.crypto().generateSignatureKey().publicKey().hex();
    String accepted = friends.crypto().generateSignatureKey().publicKey().hex();
    CredentialValidator picky =
        (occasion, presented, replaced) ->
            presented.credential().equals(Credential.basic(refused))
                ? Verdict.REFUSED
                : Verdict.ACCEPTED;
    Friends others =
        Friends.of(
            builder ->
                builder
                    .framing(HandshakeFraming.PUBLIC)
                    .credentialValidator(picky)
                    .customProposal(new ListSender(SET_TOPIC)),
            "dave",
            "erin");
    assertRefused(
        Rule.EXTERNAL_SENDER_KEY, others, others.forgeCommit(0).with(topic(SET_TOPIC, "beef")));
    assertRefused(
        Rule.CREDENTIAL_REFUSED, others, others.forgeCommit(0).with(topic(SET_TOPIC, refused)));
    others.commit(0, others.group(0).commit().custom(new ListSender(SET_TOPIC), accepted).stage());
    others.assertAgreed();
  }

  /** A proposal of an unknown type decodes, and waits; a commit with it is refused. */
  @Test
  void unknownTypeDecodes() throws Exception {
    Proposal unknown = new Proposal.Custom(new ProposalType(0xf003), Bytes.utf8("?"));
    ProposalRef reference = friends.propose(0, friends.forge(0).proposal(unknown));
    assertRefused(
        Rule.PROPOSAL_UNSUPPORTED,
        friends,
        commit().with(reference, new Sender.Member(new LeafIndex(0)), unknown));
    OutgoingCommit commit = friends.group(1).commit().stage();
    assertEquals(List.of(), commit.changes());
    friends.commit(1, commit);
    friends.assertAgreed();
  }

  @Test
  void typesOfTheStandardAreNotTheApplications() {
    SetTopic taken =
        new SetTopic(
            ProposalType.REMOVE,
            CustomProposal.Path.OPTIONAL,
            CustomProposal.ExternalSenders.REFUSED);
    MlsClientBuilder builder = MlsClient.builder(Friends.SUITE);
    assertThrows(IllegalArgumentException.class, () -> builder.customProposal(taken));
  }
}
