package dev.hornbeam.mls.tree;

import static dev.hornbeam.mls.tree.TreeFixtures.CAPABILITIES;
import static dev.hornbeam.mls.tree.TreeFixtures.CRYPTO;
import static dev.hornbeam.mls.tree.TreeFixtures.GROUP;
import static dev.hornbeam.mls.tree.TreeFixtures.KEY_PACKAGE;
import static dev.hornbeam.mls.tree.TreeFixtures.assertBreaks;
import static dev.hornbeam.mls.tree.TreeFixtures.leaf;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.tree.TreeFixtures.Client;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.Lifetime;
import dev.hornbeam.mls.types.ProposalType;
import dev.hornbeam.mls.types.RequiredCapabilities;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule about leaf nodes, with a leaf node that keeps it beside one that does not. */
class LeafValidationTest {
  static final LeafValidation RULES = rules(Extensions.NONE, Duration.ofDays(90));

  private static final ExtensionType EXTENSION = new ExtensionType(0xf001);
  private static final ProposalType PROPOSAL = new ProposalType(0xf002);
  private static final CredentialType CREDENTIAL = new CredentialType(0xf003);
  private static final Capabilities ALL =
      new Capabilities(
          List.of(1, 99),
          List.of(99, 1),
          List.of(EXTENSION),
          List.of(PROPOSAL),
          List.of(CredentialType.BASIC, CREDENTIAL));

  private final Client client = Client.fresh();

  private static LeafValidation rules(Extensions groupExtensions, Duration maximumLifetime) {
    try {
      return LeafValidation.inGroup(CRYPTO, groupExtensions, maximumLifetime);
    } catch (MalformedMessage e) {
      throw new AssertionError(e);
    }
  }

  private LeafNode leafNode(Credential credential, Capabilities capabilities, Extensions extensions)
      throws Exception {
    return client.sign(
        new LeafNode.Contents(
            client.leafKey().publicKey(),
            client.signature().publicKey(),
            credential,
            capabilities,
            KEY_PACKAGE,
            extensions));
  }

  private LeafNode leafNode(Capabilities capabilities) throws Exception {
    return leafNode(Credential.basic("A"), capabilities, Extensions.NONE);
  }

  private static void assertKeeps(LeafValidation rules, LeafNode leaf) {
    assertDoesNotThrow(() -> rules.checkKeyPackage(leaf));
    assertDoesNotThrow(() -> rules.checkPresent(leaf, GROUP, leaf(3)));
  }

  private static void assertBreaksEverywhere(Rule rule, LeafValidation rules, LeafNode leaf) {
    assertBreaks(rule, () -> rules.checkKeyPackage(leaf));
    assertBreaks(rule, () -> rules.checkPresent(leaf, GROUP, leaf(3)));
  }

  @Test
  void versionSuiteAndCredentialAreListed() throws Exception {
    assertKeeps(RULES, leafNode(ALL));
    assertKeeps(RULES, leafNode(CAPABILITIES));
    List<CredentialType> basic = List.of(CredentialType.BASIC);
    assertBreaksEverywhere(
        Rule.LEAF_VERSION_UNLISTED,
        RULES,
        leafNode(new Capabilities(List.of(2), List.of(1), List.of(), List.of(), basic)));
    assertBreaksEverywhere(
        Rule.LEAF_SUITE_UNLISTED,
        RULES,
        leafNode(new Capabilities(List.of(1), List.of(2), List.of(), List.of(), basic)));
    assertBreaksEverywhere(
        Rule.LEAF_CREDENTIAL_UNLISTED,
        RULES,
        leafNode(
            new Credential.Other(CREDENTIAL, Bytes.EMPTY),
            TreeFixtures.capabilities(CredentialType.BASIC),
            Extensions.NONE));
    assertKeeps(
        RULES, leafNode(new Credential.Other(CREDENTIAL, Bytes.EMPTY), ALL, Extensions.NONE));
  }

  @Test
  void extensionsAreListedUnlessTheyAreDefault() throws Exception {
    Extensions listed = Extensions.of(new Extension(EXTENSION, Bytes.EMPTY));
    Extensions isDefault =
        Extensions.of(new Extension(ExtensionType.APPLICATION_ID, Bytes.utf8("id")));
    Credential credential = Credential.basic("A");
    assertKeeps(RULES, leafNode(credential, ALL, listed));
    assertKeeps(RULES, leafNode(credential, CAPABILITIES, isDefault));
    assertBreaksEverywhere(
        Rule.LEAF_EXTENSION_UNLISTED, RULES, leafNode(credential, CAPABILITIES, listed));
    Extensions twice =
        Extensions.of(
            new Extension(EXTENSION, Bytes.EMPTY), new Extension(EXTENSION, Bytes.utf8("2")));
    assertBreaksEverywhere(Rule.EXTENSIONS_NOT_UNIQUE, RULES, leafNode(credential, ALL, twice));
  }

  @Test
  void requiredCapabilitiesAreMet() throws Exception {
    List<RequiredCapabilities> demands =
        List.of(
            new RequiredCapabilities(List.of(EXTENSION), List.of(), List.of()),
            new RequiredCapabilities(List.of(), List.of(PROPOSAL), List.of()),
            new RequiredCapabilities(List.of(), List.of(), List.of(CREDENTIAL)));
    for (RequiredCapabilities required : demands) {
      LeafValidation rules = rules(Extensions.of(required.toExtension()), Duration.ofDays(1));
      assertKeeps(rules, leafNode(ALL));
      assertBreaksEverywhere(Rule.LEAF_REQUIRED_CAPABILITIES, rules, leafNode(CAPABILITIES));
    }
    LeafValidation ofDefaults =
        rules(
            Extensions.of(
                new RequiredCapabilities(
                        List.of(ExtensionType.EXTERNAL_SENDERS),
                        List.of(ProposalType.ADD),
                        List.of(CredentialType.BASIC))
                    .toExtension()),
            Duration.ofDays(1));
    assertKeeps(ofDefaults, leafNode(CAPABILITIES));
    Extensions bad =
        Extensions.of(new Extension(ExtensionType.REQUIRED_CAPABILITIES, Bytes.fromHex("ff")));
    assertThrows(
        MalformedMessage.class, () -> LeafValidation.inGroup(CRYPTO, bad, Duration.ofDays(1)));
  }

  @Test
  void aLifetimeHasABound() throws Exception {
    LeafNode short1000 = client.keyPackage();
    assertKeeps(rules(Extensions.NONE, Duration.ofSeconds(1000)), short1000);
    LeafValidation stricter = rules(Extensions.NONE, Duration.ofSeconds(999));
    assertBreaksEverywhere(Rule.LEAF_LIFETIME_TOO_LONG, stricter, short1000);
    LeafNode endless =
        client.sign(client.contents(new LeafNodeSource.KeyPackage(new Lifetime(0, -1))));
    assertBreaksEverywhere(Rule.LEAF_LIFETIME_TOO_LONG, RULES, endless);
    assertKeeps(rules(Extensions.NONE, ChronoUnit.FOREVER.getDuration()), endless);
    LeafNode reversed =
        client.sign(client.contents(new LeafNodeSource.KeyPackage(new Lifetime(2, 1))));
    assertBreaksEverywhere(Rule.LEAF_LIFETIME_TOO_LONG, RULES, reversed);
  }

  @Test
  void aLifetimeIsCheckedWhenAsked() throws Exception {
    LeafNode leaf = client.keyPackage();
    for (long seconds : List.of(1000L, 1500L, 2000L)) {
      assertDoesNotThrow(() -> LeafValidation.checkLifetime(leaf, Instant.ofEpochSecond(seconds)));
    }
    for (long seconds : List.of(999L, 2001L)) {
      assertBreaks(
          Rule.LEAF_LIFETIME,
          () -> LeafValidation.checkLifetime(leaf, Instant.ofEpochSecond(seconds)));
    }
    LeafNode update = client.update(leaf(3));
    assertDoesNotThrow(() -> LeafValidation.checkLifetime(update, Instant.EPOCH));
  }

  /** A leaf that expired long ago does not lock those who join out (s.7.2). */
  @Test
  void anExpiredMemberIsAMember() throws Exception {
    assertDoesNotThrow(() -> RULES.checkPresent(client.keyPackage(), GROUP, leaf(3)));
  }

  @Test
  void signaturesVerify() throws Exception {
    LeafNode forged = TreeFixtures.signedWith(client.contents(KEY_PACKAGE), Bytes.utf8("no"));
    assertBreaksEverywhere(Rule.LEAF_SIGNATURE, RULES, forged);
    LeafNode replaced = client.keyPackage();
    Client renewed = client.renewed();
    LeafNode update = renewed.update(leaf(3));
    assertDoesNotThrow(() -> RULES.checkUpdate(update, GROUP, leaf(3), replaced));
    assertDoesNotThrow(() -> RULES.checkPresent(update, GROUP, leaf(3)));
    assertBreaks(Rule.LEAF_SIGNATURE, () -> RULES.checkUpdate(update, GROUP, leaf(2), replaced));
    GroupId other = GroupId.of("other");
    assertBreaks(Rule.LEAF_SIGNATURE, () -> RULES.checkPresent(update, other, leaf(3)));
    LeafNode path = renewed.sign(renewed.contents(new LeafNodeSource.Commit(Bytes.EMPTY)), leaf(3));
    assertDoesNotThrow(() -> RULES.checkPath(path, GROUP, leaf(3), replaced));
    assertDoesNotThrow(() -> RULES.checkPath(path, GROUP, leaf(3)));
    assertBreaks(Rule.LEAF_SIGNATURE, () -> RULES.checkPath(path, GROUP, leaf(4)));
  }

  @Test
  void everyMemberSupportsTheCredentialsOfAll() throws Exception {
    TreeEditor editor = RatchetTree.empty(CRYPTO).edit();
    editor.addLeaf(leafNode(ALL));
    Client other = Client.fresh();
    editor.addLeaf(other.keyPackage());
    RatchetTree tree = editor.build();
    assertDoesNotThrow(() -> LeafValidation.checkCredentialSupport(tree));
    LeafNode unsupported =
        leafNode(new Credential.Other(CREDENTIAL, Bytes.EMPTY), ALL, Extensions.NONE);
    RatchetTree changed = tree.edit().updateLeaf(leaf(0), unsupported).build();
    assertBreaks(
        Rule.LEAF_CREDENTIAL_SUPPORT, () -> LeafValidation.checkCredentialSupport(changed));
    RatchetTree alone = changed.edit().removeLeaf(leaf(1)).build();
    assertDoesNotThrow(() -> LeafValidation.checkCredentialSupport(alone));
  }

  @Test
  void supportMeetsWhatIsRequired() throws Exception {
    TreeEditor editor = RatchetTree.empty(CRYPTO).edit();
    editor.addLeaf(leafNode(ALL));
    RatchetTree tree = editor.build();
    RequiredCapabilities required =
        new RequiredCapabilities(List.of(EXTENSION), List.of(PROPOSAL), List.of(CREDENTIAL));
    assertTrue(tree.support().meets(required));
    editor = tree.edit();
    editor.addLeaf(Client.fresh().keyPackage());
    Support support = editor.build().support();
    assertFalse(support.meets(required));
    assertTrue(
        support.meets(
            new RequiredCapabilities(
                List.of(ExtensionType.RATCHET_TREE),
                List.of(ProposalType.REMOVE),
                List.of(CredentialType.BASIC))));
  }
}
