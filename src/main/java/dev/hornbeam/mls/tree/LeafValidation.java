package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.ProtocolVersion;
import dev.hornbeam.mls.types.RequiredCapabilities;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * What makes a leaf node valid where it stands (RFC 9420 s.7.3), but for what others answer:
 * whether the application takes its credential; whether its keys are unique, which holds for every
 * {@link RatchetTree}; whether all members support all credentials, for which there is {@link
 * #checkCredentialSupport}. Safe for use by several threads.
 */
public final class LeafValidation {
  private static final RequiredCapabilities NOTHING =
      new RequiredCapabilities(List.of(), List.of(), List.of());

  private final SuiteCrypto crypto;
  private final Duration maximumLifetime;
  private final RequiredCapabilities required;
  private final List<ExtensionType> groupExtensions;

  private LeafValidation(
      SuiteCrypto crypto,
      Duration maximumLifetime,
      RequiredCapabilities required,
      List<ExtensionType> groupExtensions) {
    this.crypto = crypto;
    this.maximumLifetime = maximumLifetime;
    this.required = required;
    this.groupExtensions = groupExtensions;
  }

  /**
   * For leaf nodes outside of any group.
   *
   * @param maximumLifetime the longest that the lifetime of a KeyPackage may be (s.7.2); {@link
   *     ChronoUnit#FOREVER} is no limit
   */
  public static LeafValidation outsideGroups(SuiteCrypto crypto, Duration maximumLifetime) {
    return new LeafValidation(crypto, maximumLifetime, NOTHING, List.of());
  }

  /**
   * For leaf nodes in a group.
   *
   * @param groupExtensions the extensions of the group context, those that a GroupContextExtensions
   *     proposal brings if there is one (s.12.3)
   * @param maximumLifetime as for {@link #outsideGroups}
   * @throws MalformedMessage if the {@code required_capabilities} extension is malformed
   */
  public static LeafValidation inGroup(
      SuiteCrypto crypto, Extensions groupExtensions, Duration maximumLifetime)
      throws MalformedMessage {
    Optional<Bytes> data = groupExtensions.find(ExtensionType.REQUIRED_CAPABILITIES);
    RequiredCapabilities required =
        data.isPresent() ? TlsReader.decode(data.get(), RequiredCapabilities::decode) : NOTHING;
    return new LeafValidation(crypto, maximumLifetime, required, groupExtensions.types());
  }

  /**
   * Checks the leaf node of a KeyPackage, received or about to be sent.
   *
   * @throws InvalidMessage naming the first rule that it breaks
   */
  public void checkKeyPackage(LeafNode leaf) throws InvalidMessage {
    require(leaf.source() instanceof LeafNodeSource.KeyPackage, Rule.LEAF_SOURCE);
    checkContents(leaf);
    requireSignature(leaf.verify(crypto), leaf);
  }

  /**
   * Checks what a group demands of a leaf node that was checked {@link #outsideGroups} already, as
   * that of a proposal is when it is received.
   *
   * @throws InvalidMessage naming the first rule that it breaks
   */
  public void checkDemands(LeafNode leaf) throws InvalidMessage {
    Capabilities capabilities = leaf.capabilities();
    require(required.areMetBy(capabilities), Rule.LEAF_REQUIRED_CAPABILITIES);
    require(capabilities.supportsExtensions(groupExtensions), Rule.LEAF_GROUP_EXTENSION);
  }

  /**
   * Checks that the instant is within the lifetime of a KeyPackage's leaf node. One who adds a
   * client must check this; for one who receives the Add it is recommended (s.7.3).
   *
   * @throws InvalidMessage if it is not
   */
  public static void checkLifetime(LeafNode leaf, Instant now) throws InvalidMessage {
    if (leaf.source() instanceof LeafNodeSource.KeyPackage source) {
      require(source.lifetime().contains(now), Rule.LEAF_LIFETIME);
    }
  }

  /**
   * Checks the leaf node of an Update proposal.
   *
   * @param replaced the sender's leaf node so far
   * @throws InvalidMessage naming the first rule that it breaks
   */
  public void checkUpdate(LeafNode leaf, GroupId group, LeafIndex sender, LeafNode replaced)
      throws InvalidMessage {
    require(leaf.source() instanceof LeafNodeSource.Update, Rule.LEAF_SOURCE);
    checkKeyChanges(leaf, replaced);
    checkContents(leaf);
    requireSignature(leaf.verify(crypto, group, sender), leaf);
  }

  /**
   * Checks the leaf node of the path of a Commit by one who had no leaf before.
   *
   * @throws InvalidMessage naming the first rule that it breaks
   */
  public void checkPath(LeafNode leaf, GroupId group, LeafIndex sender) throws InvalidMessage {
    require(leaf.source() instanceof LeafNodeSource.Commit, Rule.LEAF_SOURCE);
    checkContents(leaf);
    requireSignature(leaf.verify(crypto, group, sender), leaf);
  }

  /**
   * Checks the leaf node of the path of a member's Commit.
   *
   * @param replaced the sender's leaf node so far
   * @throws InvalidMessage naming the first rule that it breaks
   */
  public void checkPath(LeafNode leaf, GroupId group, LeafIndex sender, LeafNode replaced)
      throws InvalidMessage {
    require(leaf.source() instanceof LeafNodeSource.Commit, Rule.LEAF_SOURCE);
    checkKeyChanges(leaf, replaced);
    checkPath(leaf, group, sender);
  }

  /**
   * Checks a leaf node of the tree of a group that one joins. One that has expired since it was
   * added is as good as any other (s.7.2).
   *
   * @throws InvalidMessage naming the first rule that it breaks
   */
  public void checkPresent(LeafNode leaf, GroupId group, LeafIndex index) throws InvalidMessage {
    checkContents(leaf);
    requireSignature(leaf.verify(crypto, group, index), leaf);
  }

  /**
   * Checks that every member supports the credential type of every other (s.7.3, 13.3), by the
   * tree's counts.
   *
   * @param tree as it is after a change
   * @throws InvalidMessage if one does not
   */
  public static void checkCredentialSupport(RatchetTree tree) throws InvalidMessage {
    checkCredentialSupport(tree.support());
  }

  /** As {@link #checkCredentialSupport(RatchetTree)}, by the counts alone. */
  public static void checkCredentialSupport(Support support) throws InvalidMessage {
    for (CredentialType type : support.credentialTypesInUse()) {
      require(support.lacking(type) == 0, Rule.LEAF_CREDENTIAL_SUPPORT);
    }
  }

  private static void checkKeyChanges(LeafNode leaf, LeafNode replaced) throws InvalidMessage {
    require(!leaf.encryptionKey().equals(replaced.encryptionKey()), Rule.ENCRYPTION_KEY_UNCHANGED);
  }

  /**
   * Checks what a leaf node of one's own says, before it is sent; its signature is not verified.
   *
   * @throws InvalidMessage naming the first rule that it breaks
   */
  public void checkOwn(LeafNode leaf) throws InvalidMessage {
    checkContents(leaf);
    require(crypto.isSignaturePublicKey(leaf.signatureKey()), Rule.LEAF_KEY_INVALID);
  }

  /** What does not depend on where the leaf node stands; the costly checks come last. */
  private void checkContents(LeafNode leaf) throws InvalidMessage {
    Capabilities capabilities = leaf.capabilities();
    require(capabilities.versions().contains(ProtocolVersion.MLS10), Rule.LEAF_VERSION_UNLISTED);
    require(capabilities.cipherSuites().contains(crypto.suite().code()), Rule.LEAF_SUITE_UNLISTED);
    require(capabilities.supports(leaf.credential().type()), Rule.LEAF_CREDENTIAL_UNLISTED);
    require(
        capabilities.supportsExtensions(leaf.extensions().types()), Rule.LEAF_EXTENSION_UNLISTED);
    require(!leaf.extensions().hasDuplicates(), Rule.EXTENSIONS_NOT_UNIQUE);
    require(leaf.extensions().mayAppearIn(ExtensionType.Place.LEAF_NODE), Rule.EXTENSION_MISPLACED);
    checkDemands(leaf);
    if (leaf.source() instanceof LeafNodeSource.KeyPackage source) {
      require(isShortEnough(source), Rule.LEAF_LIFETIME_TOO_LONG);
    }
    require(crypto.isHpkePublicKey(leaf.encryptionKey()), Rule.LEAF_KEY_INVALID);
    if (leaf.credential() instanceof Credential.X509 x509) {
      require(crypto.isCertified(x509.certificates(), leaf.signatureKey()), Rule.CREDENTIAL_KEY);
    }
  }

  /** Nothing verifies by a key that is none, so only what failed is looked at again. */
  private void requireSignature(boolean verifies, LeafNode leaf) throws InvalidMessage {
    require(verifies || crypto.isSignaturePublicKey(leaf.signatureKey()), Rule.LEAF_KEY_INVALID);
    require(verifies, Rule.LEAF_SIGNATURE);
  }

  private boolean isShortEnough(LeafNodeSource.KeyPackage source) {
    return maximumLifetime.equals(ChronoUnit.FOREVER.getDuration())
        || source.lifetime().isWithin(maximumLifetime);
  }

  private static void require(boolean holds, Rule rule) throws InvalidMessage {
    if (!holds) {
      throw new InvalidMessage(rule);
    }
  }
}
