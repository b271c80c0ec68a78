package dev.hornbeam.mls.group;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.message.GroupInfo;
import dev.hornbeam.mls.schedule.TranscriptHashes;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.tree.Support;
import dev.hornbeam.mls.tree.TreeValidator;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.ProtocolVersion;
import dev.hornbeam.mls.types.RequiredCapabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes and reads GroupInfo objects (RFC 9420 s.12.4.3). */
public final class GroupInfos {
  private GroupInfos() {}

  /**
   * A GroupInfo of a member's state.
   *
   * @param extensions more of them, as the application wishes
   * @throws KeyUnavailable if the signature key does not sign now
   */
  public static GroupInfo sign(
      SuiteCrypto crypto, GroupState state, Extensions extensions, CommitMaking.TreeDelivery tree)
      throws KeyUnavailable {
    Extensions all =
        tree == CommitMaking.TreeDelivery.IN_GROUP_INFO
            ? extensions.with(
                new Extension(ExtensionType.RATCHET_TREE, state.shared().tree().encoded()))
            : extensions;
    return GroupInfo.sign(
        crypto,
        state.own().signature().privateKey(),
        state.shared().context(),
        all,
        state.shared().confirmationTag(),
        state.own().index());
  }

  /** The {@code external_pub} extension, which lets others join by an external commit. */
  public static Extension externalPub(GroupState state) {
    try (HpkeKey key = state.secrets().externalKey()) {
      return new Extension(
          ExtensionType.EXTERNAL_PUB, new TlsWriter().opaque(key.publicKey()).toBytes());
    }
  }

  /**
   * Verifies a GroupInfo and the tree it is about, for one who joins or follows the group
   * (s.12.4.3.1): signature, tree hash, every leaf, parent hashes, credentials.
   *
   * @param tree the encoded tree, if the GroupInfo does not have it
   * @return the state of the group, whose confirmation tag only members can check
   * @throws MlsException if a rule does not hold
   */
  public static PublicState verify(Environment env, GroupInfo info, Optional<Bytes> tree)
      throws MlsException {
    SuiteCrypto crypto = env.crypto();
    GroupContext context = info.groupContext();
    GroupRules.require(context.version() == ProtocolVersion.MLS10, Rule.GROUP_INFO_VERSION);
    GroupRules.require(context.cipherSuite() == crypto.suite().code(), Rule.GROUP_INFO_SUITE);
    GroupRules.require(!info.extensions().hasDuplicates(), Rule.EXTENSIONS_NOT_UNIQUE);
    GroupRules.require(
        info.extensions().mayAppearIn(ExtensionType.Place.GROUP_INFO), Rule.EXTENSION_MISPLACED);
    GroupRules.checkExtensions(env, context.extensions());
    Bytes encoded =
        info.extensions()
            .find(ExtensionType.RATCHET_TREE)
            .or(() -> tree)
            .orElseThrow(() -> new InvalidMessage(Rule.TREE_MISSING));
    RatchetTree ratchetTree = RatchetTree.decode(crypto, encoded);
    LeafNode signer =
        ratchetTree
            .leaf(info.signer())
            .orElseThrow(() -> new InvalidMessage(Rule.GROUP_INFO_SIGNER));
    GroupRules.require(
        info.hasValidSignature(crypto, signer.signatureKey()), Rule.GROUP_INFO_SIGNATURE);
    GroupRules.require(
        ratchetTree.treeHash(env.workers()).equals(context.treeHash()), Rule.TREE_HASH);
    TreeValidator.validate(
        ratchetTree, context.groupId(), env.leafValidation(context.extensions()), env.workers());
    GroupRules.checkSupport(ratchetTree.support(), context.extensions());
    validateCredentials(env, ratchetTree, context.extensions());
    return state(crypto, info, ratchetTree);
  }

  private static PublicState state(SuiteCrypto crypto, GroupInfo info, RatchetTree tree) {
    GroupContext context = info.groupContext();
    Bytes interim =
        TranscriptHashes.interim(crypto, context.confirmedTranscriptHash(), info.confirmationTag());
    return new PublicState(context, tree, interim, info.confirmationTag());
  }

  /**
   * Checks that this client supports what the group uses and requires, or stays out (s.7.3,
   * s.13.4). The reserved values that it lists do not count (s.13.5).
   *
   * @param own as this client's leaf lists them
   * @param members of the group, whose credentials it is to judge
   * @throws InvalidMessage if it does not
   * @throws MalformedMessage if the {@code required_capabilities} extension is malformed
   */
  public static void requireSupport(Capabilities own, Support members, Extensions groupExtensions)
      throws InvalidMessage, MalformedMessage {
    Capabilities real = own.withoutGrease();
    for (CredentialType type : members.credentialTypesInUse()) {
      GroupRules.require(real.supports(type), Rule.LEAF_CREDENTIAL_SUPPORT);
    }
    for (Extension extension : groupExtensions.list()) {
      GroupRules.require(real.supports(extension.type()), Rule.GROUP_EXTENSION_UNSUPPORTED);
    }
    Optional<RequiredCapabilities> required = GroupRules.requiredCapabilities(groupExtensions);
    GroupRules.require(
        required.isEmpty() || required.get().areMetBy(real), Rule.LEAF_REQUIRED_CAPABILITIES);
  }

  private static void validateCredentials(Environment env, RatchetTree tree, Extensions extensions)
      throws MlsException {
    List<RatchetTree.Member> members = new ArrayList<>(tree.memberCount());
    tree.members().forEach(members::add);
    env.workers()
        .forEach(
            members,
            member ->
                env.validate(CredentialValidator.Occasion.JOIN, member.leaf(), Optional.empty()));
    GroupRules.validateExternalSenders(env, Extensions.NONE, extensions);
  }
}
