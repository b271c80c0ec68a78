package dev.hornbeam.mls;

import static dev.hornbeam.mls.Refusals.assertAccepted;
import static dev.hornbeam.mls.Refusals.assertBreaks;
import static dev.hornbeam.mls.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.PublicKeys;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.testing.Certificates;
import dev.hornbeam.mls.testing.Enforces;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.ForgedWelcome;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.CredentialValidator.Occasion;
import dev.hornbeam.mls.types.CredentialValidator.Presented;
import dev.hornbeam.mls.types.CredentialValidator.Verdict;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.ExternalSender;
import dev.hornbeam.mls.types.Grease;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.mls.types.LeafIndex;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Credentials: when the application is asked about them (RFC 9420 s.5.3.1), and how they change.
 */
class CredentialTest {
  private final Authority authority = new Authority();
  private Friends friends;

  /** What the application was asked. */
  private record Question(
      Occasion occasion, Credential credential, Optional<Credential> replaced) {}

  /** Remembers what it is asked, and refuses what it is told to. */
  private static final class Authority implements CredentialValidator {
    private final List<Question> questions = new ArrayList<>();
    private Optional<Credential> refused = Optional.empty();

    @Override
    public synchronized Verdict validate(
        Occasion occasion, Presented presented, Optional<Presented> replaced) {
      questions.add(
          new Question(occasion, presented.credential(), replaced.map(Presented::credential)));
      return refused.equals(Optional.of(presented.credential()))
          ? Verdict.REFUSED
          : Verdict.ACCEPTED;
    }

    /** A client is who the start of its name says. */
    @Override
    public Verdict sameClient(Presented one, Presented other) {
      return name(one).startsWith(name(other)) ? Verdict.ACCEPTED : Verdict.REFUSED;
    }

    private static String name(Presented presented) {
      return new String(
          ((Credential.Basic) presented.credential()).identity().view(), StandardCharsets.UTF_8);
    }

    synchronized List<Question> asked() {
      List<Question> asked = List.copyOf(questions);
      questions.clear();
      return asked;
    }

    void refuse(String name) {
      refused = Optional.of(basic(name));
    }
  }

  private static Credential basic(String name) {
    return Credential.basic(name);
  }

  private static Question question(Occasion occasion, String name) {
    return new Question(occasion, basic(name), Optional.empty());
  }

  private static Question question(Occasion occasion, String name, String replaced) {
    return new Question(occasion, basic(name), Optional.of(basic(replaced)));
  }

  /** Bob's client asks the authority. */
  @BeforeEach
  void makeFriends() throws MlsException {
    friends =
        Friends.of(
            Extensions.NONE,
            List.of(
                Friends.client("alice"),
                Friends.client(
                    "bob",
                    builder ->
                        builder.framing(HandshakeFraming.PUBLIC).credentialValidator(authority)),
                Friends.client("carol")));
  }

  private static Identity fresh(String name) throws MlsException {
    return new Identity(
        basic(name),
        KeySources.software().create(KeySource.Purpose.SIGNATURE, Friends.SUITE, name));
  }

  private Group bob() {
    return friends.group(1);
  }

  @Test
  void membersAreValidatedByWhoJoins() throws Exception {
    List<Question> all =
        List.of(
            question(Occasion.JOIN, "alice"),
            question(Occasion.JOIN, "bob"),
            question(Occasion.JOIN, "carol"));
    assertEquals(all, authority.asked());
    MlsClient dave = Friends.client("dave", builder -> builder.credentialValidator(authority));
    ExternalJoin join = dave.joinExternally(friends.group(0).groupInfo()).stage();
    assertEquals(all, authority.asked());
    dave.discard(join);
    PublicGroup.follow(friends.group(0).groupInfo(), Optional.empty(), authority);
    assertEquals(all, authority.asked());
    authority.refuse("carol");
    ExternalJoinBuilder again = dave.joinExternally(friends.group(0).groupInfo());
    assertBreaks(Rule.CREDENTIAL_REFUSED, again::stage);
    OutgoingCommit commit = friends.group(0).commit().add(dave.newKeyPackage()).stage();
    assertBreaks(Rule.CREDENTIAL_REFUSED, () -> dave.join(commit.welcome().orElseThrow()));
    authority.refuse("nobody");
    dave.join(commit.welcome().orElseThrow());
  }

  @Test
  @Enforces(Rule.CREDENTIAL_REFUSED)
  void newMemberIsValidatedByWhoAdds() throws Exception {
    authority.asked();
    Bytes keyPackage = Friends.client("dave").newKeyPackage();
    bob().propose().add(keyPackage);
    assertEquals(List.of(question(Occasion.KEY_PACKAGE, "dave")), authority.asked());
    OutgoingCommit commit =
        bob().commit().pending(CommitBuilder.PendingChoice.NONE).add(keyPackage).stage();
    assertEquals(List.of(question(Occasion.KEY_PACKAGE, "dave")), authority.asked());
    bob().discard(commit);
    authority.refuse("dave");
    assertBreaks(Rule.CREDENTIAL_REFUSED, () -> bob().propose().add(keyPackage));
    assertBreaks(Rule.CREDENTIAL_REFUSED, () -> bob().commit().add(keyPackage).stage());
  }

  @Test
  @Enforces(Rule.CREDENTIAL_REFUSED)
  void newMemberIsValidatedByWhoSeesItAdded() throws Exception {
    authority.asked();
    Bytes keyPackage = Friends.client("dave").newKeyPackage();
    Proposal add = new Proposal.Add(Friends.decoded(keyPackage));
    Bytes proposal = friends.forge(0).proposal(add);
    bob().receive(proposal);
    assertEquals(List.of(question(Occasion.ADD, "dave")), authority.asked());
    Refusals.assertAccepted(friends, friends.forgeCommit(0).with(add));
    assertEquals(
        List.of(question(Occasion.ADD, "dave"), question(Occasion.ADD, "dave")), authority.asked());
    MlsClient erin = Friends.client("erin");
    bob().receive(erin.proposeToJoin(bob().id(), bob().epoch()));
    assertEquals(List.of(question(Occasion.ADD, "erin")), authority.asked());
    authority.refuse("dave");
    assertRefused(Rule.CREDENTIAL_REFUSED, friends, friends.forgeCommit(0).with(add));
    assertRefused(Rule.CREDENTIAL_REFUSED, friends, proposal);
  }

  /** What was validated when it was proposed is not asked about again. */
  @Test
  void proposalIsValidatedWhenItComes() throws Exception {
    Bytes proposal = friends.group(0).propose().add(Friends.client("dave").newKeyPackage());
    friends.receiveProposal(proposal, 0);
    authority.asked();
    friends.commit(0, friends.group(0).commit().stage());
    assertEquals(List.of(), authority.asked());
  }

  @Test
  @Enforces(Rule.CREDENTIAL_REFUSED)
  void changeByUpdateIsValidatedWithWhatItReplaces() throws Exception {
    authority.asked();
    friends.receiveProposal(friends.group(0).propose().update(), 0);
    assertEquals(List.of(), authority.asked());
    Bytes update = friends.group(0).propose().update(fresh("alicia"));
    authority.refuse("alicia");
    assertRefused(Rule.CREDENTIAL_REFUSED, friends, update);
    authority.refuse("nobody");
    authority.asked();
    friends.receiveProposal(update, 0);
    assertEquals(List.of(question(Occasion.UPDATE, "alicia", "alice")), authority.asked());
    friends.commit(2, friends.group(2).commit().stage());
    friends.assertAgreed();
    assertEquals(basic("alicia"), bob().members().get(0).credential());
    friends.commit(0, friends.group(0).commit().stage());
    friends.assertAgreed();
  }

  @Test
  @Enforces(Rule.CREDENTIAL_REFUSED)
  void changeByCommitIsValidatedWithWhatItReplaces() throws Exception {
    authority.asked();
    Refusals.assertAccepted(friends, friends.forgeCommit(0));
    assertEquals(List.of(), authority.asked());
    OutgoingCommit commit = friends.group(0).commit().identity(fresh("alicia")).stage();
    authority.refuse("alicia");
    assertRefused(Rule.CREDENTIAL_REFUSED, friends, commit.message());
    authority.refuse("nobody");
    authority.asked();
    friends.commit(0, commit);
    assertEquals(List.of(question(Occasion.COMMIT, "alicia", "alice")), authority.asked());
    friends.assertAgreed();
    assertEquals(basic("alicia"), bob().members().get(0).credential());
    friends.commit(0, friends.group(0).commit().stage());
    friends.assertAgreed();
  }

  /** What a member signs with is the key of its leaf, whichever way that came. */
  @Test
  void groupInfoIsSignedWithTheNewKey() throws Exception {
    Bytes update = friends.group(0).propose().update(fresh("alicia"));
    friends.receiveProposal(update, 0);
    friends.commit(2, friends.group(2).commit().stage());
    Bytes info = friends.group(0).groupInfo();
    MlsClient dave = Friends.client("dave");
    ExternalJoin join = dave.joinExternally(info).stage();
    friends.receiveAndMerge(join.message(), -1);
    friends.joined(dave, dave.merge(join));
    friends.add(Friends.client("erin"));
    friends.assertAgreed();
  }

  /** A new key under the old name is a new credential too. */
  @Test
  void newKeyIsValidated() throws Exception {
    authority.asked();
    friends.commit(0, friends.group(0).commit().identity(fresh("alice")).stage());
    assertEquals(List.of(question(Occasion.COMMIT, "alice", "alice")), authority.asked());
    friends.assertAgreed();
  }

  @Test
  @Enforces(Rule.CREDENTIAL_REFUSED)
  void externalJoinerIsValidated() throws Exception {
    authority.asked();
    MlsClient dave = Friends.client("dave");
    ExternalJoin join = dave.joinExternally(friends.group(0).groupInfo()).stage();
    authority.refuse("dave");
    assertRefused(Rule.CREDENTIAL_REFUSED, friends, join.message());
    authority.refuse("nobody");
    authority.asked();
    Refusals.discard(bob(), bob().receive(join.message()));
    assertEquals(List.of(question(Occasion.COMMIT, "dave")), authority.asked());
    MlsClient carol = Friends.client("carol's new phone");
    ExternalJoin resync =
        carol.joinExternally(friends.group(0).groupInfo()).removing(new LeafIndex(2)).stage();
    Refusals.discard(bob(), bob().receive(resync.message()));
    assertEquals(
        List.of(question(Occasion.COMMIT, "carol's new phone", "carol")), authority.asked());
    authority.refuse("carol's new phone");
    assertRefused(Rule.CREDENTIAL_REFUSED, friends, resync.message());
  }

  @Test
  @Enforces(Rule.CREDENTIAL_REFUSED)
  void externalSendersAreValidated() throws Exception {
    Extensions one = senders("server");
    Extensions two = senders("server", "robot");
    List<Question> server = List.of(question(Occasion.EXTERNAL_SENDER, "server"));
    List<Question> robot = List.of(question(Occasion.EXTERNAL_SENDER, "robot"));
    authority.asked();
    friends.client(1).createGroup(GroupId.random(), one);
    assertEquals(server, authority.asked());
    Bytes proposal = friends.group(0).propose().extensions(one);
    bob().receive(proposal);
    assertEquals(server, authority.asked());
    bob().discard(bob().commit().pending(CommitBuilder.PendingChoice.NONE).extensions(one).stage());
    assertEquals(server, authority.asked());
    OutgoingCommit first =
        friends.group(0).commit().pending(CommitBuilder.PendingChoice.NONE).extensions(one).stage();
    friends.commit(0, first);
    assertEquals(server, authority.asked());
    authority.refuse("robot");
    OutgoingCommit second = friends.group(0).commit().extensions(two).stage();
    assertRefused(Rule.CREDENTIAL_REFUSED, friends, second.message());
    authority.refuse("nobody");
    authority.asked();
    friends.commit(0, second);
    assertEquals(robot, authority.asked());
    MlsClient dave = Friends.client("dave", builder -> builder.credentialValidator(authority));
    OutgoingCommit add = friends.group(0).commit().add(dave.newKeyPackage()).stage();
    authority.refuse("server");
    assertBreaks(Rule.CREDENTIAL_REFUSED, () -> dave.join(add.welcome().orElseThrow()));
  }

  private Extensions senders(String... names) {
    List<ExternalSender> senders = new ArrayList<>();
    for (String name : names) {
      // The key follows from the name, so that the same sender is the same.
      Bytes key = friends.state(0).ownLeaf().signatureKey();
      senders.add(new ExternalSender(key, basic(name)));
    }
    return Extensions.of(ExternalSender.toExtension(senders));
  }

  // Types of credentials.

  @Test
  @Enforces(Rule.LEAF_CREDENTIAL_SUPPORT)
  void credentialIsOfATypeThatAllSupport() throws Exception {
    CredentialType special = new CredentialType(0xf001);
    Credential credential = new Credential.Other(special, Bytes.utf8("special"));
    MlsClient able =
        Friends.client(
            "able",
            builder -> builder.framing(HandshakeFraming.PUBLIC).supportedCredentials(special));
    MlsClient bearer =
        Friends.client(
            "bearer", builder -> builder.framing(HandshakeFraming.PUBLIC).credential(credential));
    Friends others = Friends.of(Extensions.NONE, List.of(able, bearer));
    assertEquals(credential, others.group(0).members().get(1).credential());
    others.assertAgreed();
    MlsClient plain = Friends.client("plain");
    Bytes keyPackage = plain.newKeyPackage();
    assertBreaks(
        Rule.LEAF_CREDENTIAL_SUPPORT, () -> others.group(0).commit().add(keyPackage).stage());
    assertRefused(
        Rule.LEAF_CREDENTIAL_SUPPORT,
        others,
        others.forgeCommit(0).with(new Proposal.Add(Friends.decoded(keyPackage))));
    Bytes bearersKeyPackage = bearer.newKeyPackage();
    assertBreaks(
        Rule.LEAF_CREDENTIAL_SUPPORT,
        () -> friends.group(0).commit().add(bearersKeyPackage).stage());
    // With the only bearer gone, nobody needs to support its type any more.
    others.commit(0, others.group(0).commit().remove(new LeafIndex(1)).add(keyPackage).stage());
    Identity special2 =
        new Identity(
            credential,
            KeySources.software().create(KeySource.Purpose.SIGNATURE, Friends.SUITE, "x"));
    assertBreaks(
        Rule.LEAF_CREDENTIAL_SUPPORT, () -> others.group(0).commit().identity(special2).stage());
    assertBreaks(Rule.LEAF_CREDENTIAL_SUPPORT, () -> others.group(0).propose().update(special2));
    assertFalse(others.group(0).commitRequired());
  }

  /** What is only listed for others to stumble on is not really supported (s.13.5). */
  @Test
  @Enforces(Rule.LEAF_CREDENTIAL_SUPPORT)
  void reservedValueIsNoSupport() throws Exception {
    CredentialType reserved = new CredentialType(Grease.value(0));
    CredentialType special = new CredentialType(0xf001);
    Friends others =
        Friends.of(
            builder ->
                builder.framing(HandshakeFraming.PUBLIC).supportedCredentials(reserved, special),
            "alice",
            "bob");
    assertAccepted(others, others.forgeCommit(0).leaf(leaf -> with(leaf, special)));
    assertRefused(
        Rule.LEAF_CREDENTIAL_SUPPORT,
        others,
        others.forgeCommit(0).leaf(leaf -> with(leaf, reserved)));
    Identity identity =
        new Identity(
            new Credential.Other(reserved, Bytes.EMPTY),
            KeySources.software().create(KeySource.Purpose.SIGNATURE, Friends.SUITE, "x"));
    assertBreaks(
        Rule.LEAF_CREDENTIAL_SUPPORT, () -> others.group(0).commit().identity(identity).stage());
    assertBreaks(Rule.LEAF_CREDENTIAL_SUPPORT, () -> others.group(0).propose().update(identity));
    ForgedKeyPackage carol =
        new ForgedKeyPackage(others.crypto(), basic("carol"))
            .leaf(
                leaf ->
                    with(
                        Leaves.with(
                            leaf,
                            ForgedKeyPackage.capabilities(
                                others.crypto(),
                                List.of(),
                                List.of(),
                                reserved,
                                special,
                                CredentialType.BASIC)),
                        reserved));
    assertBreaks(
        Rule.LEAF_CREDENTIAL_SUPPORT, () -> others.group(0).commit().add(carol.message()).stage());
    MlsClient joiner = others.client(1);
    KeyPackage own = Friends.decoded(joiner.newKeyPackage());
    ForgedWelcome group = new ForgedWelcome(others.crypto(), carol).member(own.leafNode());
    Bytes welcome = group.welcome(own);
    Bytes info = group.info();
    assertBreaks(Rule.LEAF_CREDENTIAL_SUPPORT, () -> joiner.join(welcome));
    MlsClient able =
        Friends.client("able", builder -> builder.supportedCredentials(reserved, special));
    assertBreaks(Rule.LEAF_CREDENTIAL_SUPPORT, () -> able.joinExternally(info).stage());
  }

  private static LeafNode.Contents with(LeafNode.Contents leaf, CredentialType type) {
    return Leaves.with(leaf, new Credential.Other(type, Bytes.utf8("anyone")));
  }

  @Test
  @Enforces(Rule.LEAF_CREDENTIAL_UNLISTED)
  void ownLeafKeepsToTheRules() throws Exception {
    CredentialType special = new CredentialType(0xf001);
    Identity identity =
        new Identity(
            new Credential.Other(special, Bytes.EMPTY),
            KeySources.software().create(KeySource.Purpose.SIGNATURE, Friends.SUITE, "x"));
    assertBreaks(Rule.LEAF_CREDENTIAL_UNLISTED, () -> bob().propose().update(identity));
    Capabilities listed =
        ForgedKeyPackage.capabilities(
            friends.crypto(), List.of(), List.of(), special, CredentialType.BASIC);
    assertRefused(
        Rule.LEAF_CREDENTIAL_SUPPORT,
        friends,
        friends
            .forgeCommit(0)
            .leaf(leaf -> Leaves.with(Leaves.with(leaf, listed), identity.credential())));
  }

  // X.509 on the wire.

  private static KeyPair keyPair(CipherSuite suite) throws Exception {
    boolean isNist = suite.kem().isNist();
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance(isNist ? "EC" : suite.signature().jca());
    if (isNist) {
      generator.initialize(new ECGenParameterSpec("secp256r1"));
    }
    return generator.generateKeyPair();
  }

  private static KeyHandle handle(CipherSuite suite, KeyPair pair) {
    return new KeyHandle(
        new KeyRef(Bytes.utf8("the application's")),
        PublicKeys.wire(suite.signature(), pair.getPublic()),
        pair.getPrivate());
  }

  private static Credential x509(CipherSuite suite, KeyPair pair) throws Exception {
    Certificate certificate = Certificates.selfSigned(pair, suite.signature().jca());
    return new Credential.X509(List.of(Bytes.own(certificate.getEncoded())));
  }

  private static MlsClient x509Client(CipherSuite suite) throws Exception {
    KeyPair pair = keyPair(suite);
    return MlsClient.builder(suite)
        .credential(x509(suite, pair))
        .signatureKey(handle(suite, pair))
        .framing(HandshakeFraming.PUBLIC)
        .build();
  }

  @Test
  void certificatesAreCredentials() throws Exception {
    for (CipherSuite suite : List.of(Friends.SUITE, CipherSuite.P256_AES128GCM_SHA256_P256)) {
      MlsClient alice = x509Client(suite);
      MlsClient bob = x509Client(suite);
      friends = Friends.of(Extensions.NONE, List.of(alice, bob));
      friends.assertAgreed();
      List<Member> members = friends.group(1).members();
      assertEquals(alice.identity().credential(), members.get(0).credential());
      assertEquals(bob.identity().credential(), members.get(1).credential());
      MlsClient carol = x509Client(suite);
      ExternalJoin join = carol.joinExternally(friends.group(0).groupInfo()).stage();
      friends.receiveAndMerge(join.message(), -1);
      friends.joined(carol, carol.merge(join));
      friends.assertAgreed();
    }
  }

  @Test
  @Enforces(Rule.CREDENTIAL_KEY)
  void certificateIsForTheSignatureKey() throws Exception {
    KeyPair pair = keyPair(Friends.SUITE);
    Credential certified = x509(Friends.SUITE, pair);
    Identity right = new Identity(certified, handle(Friends.SUITE, pair));
    Identity wrong = new Identity(certified, handle(Friends.SUITE, keyPair(Friends.SUITE)));
    assertBreaks(Rule.CREDENTIAL_KEY, () -> bob().commit().identity(wrong).stage());
    assertBreaks(Rule.CREDENTIAL_KEY, () -> bob().propose().update(wrong));
    Credential nistCertified =
        x509(
            CipherSuite.P256_AES128GCM_SHA256_P256,
            keyPair(CipherSuite.P256_AES128GCM_SHA256_P256));
    for (Credential credential :
        List.of(
            certified,
            nistCertified,
            new Credential.X509(List.of()),
            new Credential.X509(List.of(Bytes.EMPTY)),
            new Credential.X509(List.of(Bytes.utf8("no certificate"))))) {
      ForgedKeyPackage keyPackage = new ForgedKeyPackage(friends.crypto(), credential);
      assertRefused(
          Rule.CREDENTIAL_KEY,
          friends,
          friends.forgeCommit(0).with(new Proposal.Add(keyPackage.make())));
      assertRefused(
          Rule.CREDENTIAL_KEY,
          friends,
          friends.forgeCommit(0).leaf(leaf -> Leaves.with(leaf, credential)));
    }
    friends.commit(0, friends.group(0).commit().identity(right).stage());
    friends.assertAgreed();
    assertEquals(certified, bob().members().get(0).credential());
  }
}
