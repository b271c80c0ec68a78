package dev.hornbeam.mls;

import static dev.hornbeam.mls.Refusals.assertAccepted;
import static dev.hornbeam.mls.Refusals.assertBreaks;
import static dev.hornbeam.mls.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.GroupInfo;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.ForgedWelcome;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.ExternalSender;
import dev.hornbeam.mls.types.Grease;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.ProposalType;
import dev.hornbeam.mls.types.ProtocolVersion;
import dev.hornbeam.mls.types.RequiredCapabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Extensions, capabilities and values that mean nothing (RFC 9420 s.7.2, s.11.1, s.13). */
class ExtensibilityTest {
  private static final ExtensionType TYPE = new ExtensionType(0xf001);
  private static final Extension UNKNOWN = new Extension(TYPE, Bytes.utf8("anything"));

  private static boolean isGrease(Extension extension) {
    return Grease.isGrease(extension.type().value());
  }

  // Reserved values.

  @Test
  void reservedValuesAreSent() throws Exception {
    MlsClient alice = Friends.client("alice");
    KeyPackage keyPackage = Friends.decoded(alice.newKeyPackage());
    Capabilities capabilities = keyPackage.leafNode().capabilities();
    assertTrue(capabilities.cipherSuites().stream().anyMatch(Grease::isGrease));
    assertEquals(List.of(ProtocolVersion.MLS10), capabilities.versions()); // s.13.5 names no others
    assertTrue(capabilities.extensions().stream().anyMatch(type -> Grease.isGrease(type.value())));
    assertTrue(capabilities.proposals().stream().anyMatch(type -> Grease.isGrease(type.value())));
    assertTrue(capabilities.credentials().stream().anyMatch(type -> Grease.isGrease(type.value())));
    assertTrue(keyPackage.extensions().list().stream().anyMatch(ExtensibilityTest::isGrease));
    Group group = alice.createGroup(GroupId.random());
    GroupInfo info = Messages.groupInfo(group.groupInfo());
    assertTrue(info.extensions().list().stream().anyMatch(ExtensibilityTest::isGrease));
    assertEquals(Extensions.NONE, info.groupContext().extensions());
    assertFalse(
        capabilities.withoutGrease().extensions().stream()
            .anyMatch(type -> Grease.isGrease(type.value())));
  }

  @Test
  void reservedValuesAreNotSentUnwanted() throws Exception {
    MlsClient quiet = Friends.client("quiet", builder -> builder.grease(GreasePolicy.NOT_SENT));
    KeyPackage keyPackage = Friends.decoded(quiet.newKeyPackage());
    Capabilities capabilities = keyPackage.leafNode().capabilities();
    assertEquals(capabilities, capabilities.withoutGrease());
    assertEquals(Extensions.NONE, keyPackage.extensions());
    GroupInfo info = Messages.groupInfo(quiet.createGroup(GroupId.random()).groupInfo());
    assertFalse(info.extensions().list().stream().anyMatch(ExtensibilityTest::isGrease));
  }

  @Test
  void defaultTypesAreNotListed() throws Exception {
    MlsClient alice =
        Friends.client(
            "alice", builder -> builder.supportedExtensions(ExtensionType.EXTERNAL_SENDERS));
    Capabilities capabilities = Friends.decoded(alice.newKeyPackage()).leafNode().capabilities();
    assertFalse(capabilities.extensions().stream().anyMatch(ExtensionType::isDefault));
    assertFalse(capabilities.proposals().stream().anyMatch(ProposalType::isDefault));
  }

  /** All reserved values, wherever they may be. */
  @Test
  void reservedValuesAreTolerated() throws Exception {
    Friends friends = Friends.of("alice", "bob");
    List<Integer> values = IntStream.range(0, 15).mapToObj(Grease::value).toList();
    List<Integer> suites = new ArrayList<>(values);
    suites.add(friends.crypto().suite().code());
    List<Integer> versions = new ArrayList<>(values);
    versions.add(1);
    List<CredentialType> credentials =
        new ArrayList<>(values.stream().map(CredentialType::new).toList());
    credentials.add(CredentialType.BASIC);
    Capabilities capabilities =
        new Capabilities(
            versions,
            suites,
            values.stream().map(ExtensionType::new).toList(),
            values.stream().map(ProposalType::new).toList(),
            credentials);
    Extensions extensions =
        new Extensions(
            values.stream()
                .map(value -> new Extension(new ExtensionType(value), Bytes.utf8("x")))
                .toList());
    ForgedKeyPackage keyPackage =
        new ForgedKeyPackage(friends.crypto(), Credential.basic("grease"))
            .leaf(leaf -> Leaves.with(Leaves.with(leaf, capabilities), extensions))
            .extensions(extensions);
    friends.commit(0, friends.group(0).commit().add(keyPackage.message()).stage());
    LeafNode added = friends.state(1).shared().member(new LeafIndex(2));
    assertEquals(extensions, added.extensions());
    assertEquals(capabilities, added.capabilities());
    MlsClient carol = Friends.client("carol");
    friends.add(carol);
    friends.assertAgreed();
  }

  /** What is only listed for others to stumble on is not really supported (s.13.5). */
  @Test
  void reservedValueIsNoSupport() throws Exception {
    MlsClient alice = Friends.client("alice");
    ExtensionType listed =
        Friends.decoded(alice.newKeyPackage()).leafNode().capabilities().extensions().stream()
            .filter(type -> Grease.isGrease(type.value()))
            .findFirst()
            .orElseThrow();
    Extensions extensions = Extensions.of(new Extension(listed, Bytes.EMPTY));
    assertBreaks(
        Rule.GROUP_EXTENSION_UNSUPPORTED, () -> alice.createGroup(GroupId.random(), extensions));
    ForgedKeyPackage mallory =
        new ForgedKeyPackage(
                alice.createGroup(GroupId.random()).core().settings().crypto(),
                Credential.basic("mallory"))
            .leaf(
                leaf ->
                    Leaves.with(
                        leaf,
                        new Capabilities(
                            List.of(1),
                            List.of(1),
                            List.of(listed),
                            List.of(),
                            List.of(CredentialType.BASIC))));
    KeyPackage own = Friends.decoded(alice.newKeyPackage());
    Bytes welcome =
        new ForgedWelcome(alice.createGroup(GroupId.random()).core().settings().crypto(), mallory)
            .member(own.leafNode())
            .extensions(extensions)
            .welcome(own);
    assertBreaks(Rule.GROUP_EXTENSION_UNSUPPORTED, () -> alice.join(welcome));
  }

  // Extensions that the engine does not know.

  @Test
  void unknownExtensionsAreKept() throws Exception {
    Extensions extensions = Extensions.of(UNKNOWN);
    MlsClient alice =
        Friends.client(
            "alice",
            builder -> builder.framing(HandshakeFraming.PUBLIC).leafExtensions(extensions));
    MlsClient bob =
        Friends.client(
            "bob", builder -> builder.framing(HandshakeFraming.PUBLIC).supportedExtensions(TYPE));
    Friends friends = Friends.of(extensions, List.of(alice, bob));
    assertEquals(extensions, friends.group(1).extensions());
    assertEquals(extensions, friends.state(1).shared().member(new LeafIndex(0)).extensions());
    friends.commit(0, friends.group(0).commit().stage());
    assertEquals(extensions, friends.state(1).shared().member(new LeafIndex(0)).extensions());
    friends.commit(1, friends.group(1).commit().leafExtensions(extensions).stage());
    assertEquals(extensions, friends.state(0).shared().member(new LeafIndex(1)).extensions());
    friends.assertAgreed();
  }

  @Test
  void unknownExtensionsOfAKeyPackageAreKept() throws Exception {
    Friends friends = Friends.of("alice", "bob");
    Capabilities listed =
        ForgedKeyPackage.capabilities(
            friends.crypto(), List.of(TYPE), List.of(), CredentialType.BASIC);
    Bytes message =
        new ForgedKeyPackage(friends.crypto(), Credential.basic("carol"))
            .leaf(leaf -> Leaves.with(leaf, listed))
            .extensions(Extensions.of(UNKNOWN))
            .message();
    assertEquals(message, new MlsMessage.ForAdding(Friends.decoded(message)).encoded());
    assertEquals(Extensions.of(UNKNOWN), Friends.decoded(message).extensions());
    friends.commit(0, friends.group(0).commit().add(message).stage());
  }

  @Test
  void extensionsAreWhereTheyBelong() throws Exception {
    Friends friends = Friends.of("alice", "bob");
    Extensions id = Extensions.of(new Extension(ExtensionType.APPLICATION_ID, Bytes.utf8("phone")));
    Extensions senders = Extensions.of(ExternalSender.toExtension(List.of()));
    assertBreaks(
        Rule.EXTENSION_MISPLACED, () -> friends.client(0).createGroup(GroupId.random(), id));
    assertBreaks(
        Rule.EXTENSION_MISPLACED, () -> friends.group(0).commit().leafExtensions(senders).stage());
    assertRefused(
        Rule.EXTENSION_MISPLACED,
        friends,
        friends.forgeCommit(0).leaf(leaf -> Leaves.with(leaf, senders)));
    for (Proposal misplaced :
        List.of(
            new Proposal.GroupContextExtensions(id),
            new Proposal.ReInit(GroupId.of("next"), 1, 1, id),
            new Proposal.Add(keyPackage(friends).extensions(id).make()),
            new Proposal.Add(
                keyPackage(friends).leaf(leaf -> Leaves.with(leaf, senders)).make()))) {
      assertRefused(Rule.EXTENSION_MISPLACED, friends, friends.forgeCommit(0).with(misplaced));
      assertRefused(Rule.EXTENSION_MISPLACED, friends, friends.forge(0).proposal(misplaced));
    }
    assertAccepted(friends, friends.forgeCommit(0).leaf(leaf -> Leaves.with(leaf, id)));
    for (Proposal placed :
        List.of(
            new Proposal.GroupContextExtensions(senders),
            new Proposal.Add(keyPackage(friends).leaf(leaf -> Leaves.with(leaf, id)).make()))) {
      assertAccepted(friends, friends.forgeCommit(0).with(placed));
    }
  }

  private static ForgedKeyPackage keyPackage(Friends friends) {
    return new ForgedKeyPackage(friends.crypto(), Credential.basic("carol"));
  }

  // What all members support.

  @Test
  void extensionOfTheGroupIsSupportedByAll() throws Exception {
    Friends friends = Friends.of("alice", "bob");
    Extensions extensions = Extensions.of(UNKNOWN);
    assertBreaks(
        Rule.GROUP_EXTENSION_UNSUPPORTED,
        () -> friends.group(0).commit().extensions(extensions).stage());
    assertRefused(
        Rule.GROUP_EXTENSION_UNSUPPORTED,
        friends,
        friends.forgeCommit(0).with(new Proposal.GroupContextExtensions(extensions)));
    Friends able =
        Friends.of(
            extensions,
            builder -> builder.framing(HandshakeFraming.PUBLIC).supportedExtensions(TYPE),
            "alice",
            "bob");
    Bytes keyPackage = Friends.client("carol").newKeyPackage();
    assertBreaks(Rule.LEAF_GROUP_EXTENSION, () -> able.group(0).commit().add(keyPackage).stage());
    assertRefused(
        Rule.LEAF_GROUP_EXTENSION,
        able,
        able.forgeCommit(0).with(new Proposal.Add(Friends.decoded(keyPackage))));
    Capabilities poor =
        ForgedKeyPackage.capabilities(
            able.crypto(), List.of(), List.of(), CredentialType.BASIC, CredentialType.X509);
    assertRefused(
        Rule.LEAF_GROUP_EXTENSION, able, able.forgeCommit(0).leaf(leaf -> Leaves.with(leaf, poor)));
    // The extensions go first: an Add need not support one that goes by the same commit.
    able.commit(0, able.group(0).commit().add(keyPackage).extensions(Extensions.NONE).stage());
    able.assertAgreed();
  }

  private static Extensions required(CredentialType... types) {
    return Extensions.of(
        new RequiredCapabilities(List.of(), List.of(), List.of(types)).toExtension());
  }

  @Test
  void requiredCapabilitiesAreMetByAll() throws Exception {
    CredentialType special = new CredentialType(0xf001);
    Friends friends =
        Friends.of(
            Extensions.NONE,
            List.of(able("alice", special), able("bob", special), Friends.client("carol")));
    Extensions extensions = required(special);
    Proposal proposal = new Proposal.GroupContextExtensions(extensions);
    assertBreaks(
        Rule.LEAF_REQUIRED_CAPABILITIES,
        () -> friends.group(0).commit().extensions(extensions).stage());
    assertRefused(Rule.LEAF_REQUIRED_CAPABILITIES, friends, friends.forgeCommit(0).with(proposal));
    Proposal add = new Proposal.Add(Friends.decoded(Friends.client("dave").newKeyPackage()));
    Proposal remove = new Proposal.Remove(new LeafIndex(2));
    assertRefused(
        Rule.LEAF_REQUIRED_CAPABILITIES,
        friends,
        friends.forgeCommit(0).with(add, remove, proposal));
    Extensions malformed =
        Extensions.of(new Extension(ExtensionType.REQUIRED_CAPABILITIES, Bytes.utf8("nonsense")));
    assertRefused(
        Rule.PROPOSAL_MALFORMED,
        friends,
        friends.forgeCommit(0).with(new Proposal.GroupContextExtensions(malformed)));
    // Who is removed by the same commit need not meet them.
    friends.commit(
        0,
        friends
            .group(0)
            .commit()
            .extensions(extensions)
            .remove(new LeafIndex(2))
            .add(able("erin", special).newKeyPackage())
            .stage());
    assertRefused(Rule.LEAF_REQUIRED_CAPABILITIES, friends, friends.forgeCommit(0).with(add));
    Capabilities poor =
        ForgedKeyPackage.capabilities(
            friends.crypto(), List.of(), List.of(), CredentialType.BASIC, CredentialType.X509);
    assertRefused(
        Rule.LEAF_REQUIRED_CAPABILITIES,
        friends,
        friends.forgeCommit(0).leaf(leaf -> Leaves.with(leaf, poor)));
    LeafNode own = friends.state(0).ownLeaf();
    Proposal update =
        new Proposal.Update(
            Leaves.with(
                    Leaves.withKey(own.contents(), friends.crypto().generateHpkeKey().publicKey()),
                    poor)
                .with(new LeafNodeSource.Update())
                .sign(
                    friends.crypto(),
                    friends.state(0).own().signature().privateKey(),
                    friends.group(0).id(),
                    new LeafIndex(0)));
    friends.group(1).receive(friends.forge(0).proposal(update));
    assertEquals(List.of(), friends.group(1).commit().stage().changes());
  }

  private static MlsClient able(String name, CredentialType type) throws MlsException {
    return Friends.client(
        name, builder -> builder.framing(HandshakeFraming.PUBLIC).supportedCredentials(type));
  }
}
