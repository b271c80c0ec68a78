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
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.ForgedWelcome;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.Grease;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.mls.types.LeafIndex;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Credentials: how they change, their types, and certificates (RFC 9420 s.5.3). */
class CredentialTest {
  private Friends friends;

  private static Credential basic(String name) {
    return Credential.basic(name);
  }

  @BeforeEach
  void makeFriends() throws MlsException {
    friends = Friends.of("alice", "bob", "carol");
  }

  private static Identity fresh(String name) throws MlsException {
    return new Identity(
        basic(name),
        KeySources.software().create(KeySource.Purpose.SIGNATURE, Friends.SUITE, name));
  }

  private Group bob() {
    return friends.group(1);
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

  // Types of credentials.

  @Test
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
    assertRefused(
        Rule.CREDENTIAL_KEY,
        friends,
        friends.forgeCommit(0).leaf(leaf -> Leaves.with(leaf, nistCertified)));
    friends.commit(0, friends.group(0).commit().identity(right).stage());
    friends.assertAgreed();
    assertEquals(certified, bob().members().get(0).credential());
  }
}
