package dev.hornbeam.mls.group;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.schedule.EpochSecrets;
import dev.hornbeam.mls.schedule.KeySchedule;
import dev.hornbeam.mls.schedule.TranscriptHashes;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.tree.TreeEditor;
import dev.hornbeam.mls.tree.TreePrivate;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.ProtocolVersion;
import java.util.Map;

/** Makes the one-member group that every group starts as (RFC 9420 s.11). */
public final class GroupCreation {
  private GroupCreation() {}

  /**
   * The first epoch of a group.
   *
   * @param leaf of the creator, signed, with the leaf key
   * @throws MlsException if the extensions or the leaf break a rule
   */
  public static NextEpoch create(
      Environment env,
      GroupId groupId,
      Extensions extensions,
      LeafNode leaf,
      KeyHandle leafKey,
      KeyHandle signature)
      throws MlsException {
    SuiteCrypto crypto = env.crypto();
    GroupRules.checkExtensions(env, extensions);
    GroupRules.validateExternalSenders(env, Extensions.NONE, extensions);
    env.leafValidation(extensions).checkKeyPackage(leaf);
    TreeEditor editor = RatchetTree.empty(crypto).edit();
    LeafIndex index = editor.addLeaf(leaf);
    RatchetTree tree = editor.build();
    GroupRules.checkSupport(tree.support(), extensions);
    GroupInfos.requireSupport(leaf.capabilities(), tree.support(), extensions);
    GroupContext context =
        new GroupContext(
            ProtocolVersion.MLS10,
            crypto.suite().code(),
            groupId,
            0,
            tree.treeHash(),
            Bytes.EMPTY,
            extensions);
    OwnKeys own =
        new OwnKeys(signature, leafKey, new TreePrivate(index, OwnKeys.hpkeKey(leafKey), Map.of()));
    try (KeySchedule.EpochSecret epoch = KeySchedule.firstEpoch(crypto);
        EpochSecrets secrets = epoch.secrets()) {
      Bytes tag = secrets.confirmationTag(Bytes.EMPTY);
      Bytes interim = TranscriptHashes.interim(crypto, Bytes.EMPTY, tag);
      return NextEpoch.start(epoch, new PublicState(context, tree, interim, tag), own);
    }
  }
}
