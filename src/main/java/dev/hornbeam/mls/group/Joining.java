package dev.hornbeam.mls.group;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.EncryptedGroupSecrets;
import dev.hornbeam.mls.message.GroupInfo;
import dev.hornbeam.mls.message.GroupSecrets;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.message.Welcome;
import dev.hornbeam.mls.schedule.KeySchedule;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.NodeIndex;
import dev.hornbeam.mls.tree.ParentNode;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.tree.TreePrivate;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Joins a group by a Welcome (RFC 9420 s.12.4.3.1). */
public final class Joining {
  private Joining() {}

  /** The keys behind a key package of this client's. */
  public record KeyPackageKeys(
      KeyPackage keyPackage, KeyHandle init, KeyHandle leaf, KeyHandle signature) {}

  /**
   * What a Welcome leads to. The caller closes it.
   *
   * @param signer who made the GroupInfo
   * @param link the older group that the Welcome says it continues, if any
   */
  public record Joined(NextEpoch next, LeafIndex signer, Optional<Psk.Resumption> link)
      implements AutoCloseable {
    @Override
    public void close() {
      next.close();
    }
  }

  /**
   * Processes a Welcome up to the state of the group.
   *
   * @param secrets the entry of the Welcome that is for the key package
   * @param tree the encoded tree, if the Welcome does not have it
   * @throws MlsException if a rule does not hold, or a key or a pre-shared key is not there
   */
  public static Joined join(
      Environment env,
      Welcome welcome,
      EncryptedGroupSecrets secrets,
      KeyPackageKeys keys,
      Optional<Bytes> tree,
      PskSource psks)
      throws MlsException {
    SuiteCrypto crypto = env.crypto();
    GroupRules.require(
        welcome.cipherSuite() == keys.keyPackage().cipherSuite(), Rule.WELCOME_SUITE);
    try (GroupSecrets opened = open(crypto, welcome, secrets, keys)) {
      Optional<Psk.Resumption> link = checkPsks(crypto, opened.psks());
      try (Secret pskSecret = PskSource.pskSecret(crypto, psks, opened.psks());
          KeySchedule.JoinerSecret joiner =
              new KeySchedule.JoinerSecret(crypto, opened.joinerSecret().copy());
          KeySchedule.MemberSecret member = joiner.withPsk(pskSecret)) {
        GroupInfo info = groupInfo(member, welcome);
        PublicState shared = GroupInfos.verify(env, info, tree);
        GroupInfos.requireSupport(
            keys.keyPackage().leafNode().capabilities(),
            shared.tree().support(),
            shared.context().extensions());
        OwnKeys own = ownKeys(shared, info, keys, opened);
        NextEpoch next = NextEpoch.start(member, shared, own);
        try {
          next.state()
              .secrets()
              .verifyConfirmationTag(
                  shared.context().confirmedTranscriptHash(), info.confirmationTag());
        } catch (InvalidMessage e) {
          next.close();
          throw e;
        }
        return new Joined(next, info.signer(), link);
      }
    }
  }

  private static GroupSecrets open(
      SuiteCrypto crypto, Welcome welcome, EncryptedGroupSecrets secrets, KeyPackageKeys keys)
      throws MlsException {
    HpkeKey initKey = new HpkeKey(keys.init().privateKey(), keys.init().publicKey());
    try {
      return secrets.open(crypto, initKey, welcome.encryptedGroupInfo());
    } catch (CryptoRefused e) {
      throw new InvalidMessage(Rule.WELCOME_SECRETS);
    }
  }

  /** At most one PSK links to an older group, and each is used once (s.12.4.3.1, s.8.4). */
  private static Optional<Psk.Resumption> checkPsks(SuiteCrypto crypto, List<PreSharedKeyId> psks)
      throws InvalidMessage {
    for (PreSharedKeyId id : psks) {
      GroupRules.require(id.nonce().length() == crypto.hashLength(), Rule.PSK_NONCE_LENGTH);
    }
    Set<Bytes> distinct = new HashSet<>();
    psks.forEach(id -> distinct.add(id.encoded()));
    GroupRules.require(distinct.size() == psks.size(), Rule.PSK_TWICE);
    List<Psk.Resumption> links = new ArrayList<>();
    for (PreSharedKeyId id : psks) {
      if (id.psk() instanceof Psk.Resumption resumption && resumption.linksGroups()) {
        links.add(resumption);
      }
    }
    GroupRules.require(links.size() <= 1, Rule.WELCOME_LINKS);
    return links.stream().findFirst();
  }

  private static GroupInfo groupInfo(KeySchedule.MemberSecret member, Welcome welcome)
      throws MlsException {
    try (KeySchedule.WelcomeSecret secret = member.welcome();
        Secret encoded = secret.open(welcome.encryptedGroupInfo())) {
      return new TlsReader(encoded).whole(GroupInfo::decode);
    } catch (CryptoRefused e) {
      throw new InvalidMessage(Rule.WELCOME_GROUP_INFO);
    }
  }

  private static OwnKeys ownKeys(
      PublicState shared, GroupInfo info, KeyPackageKeys keys, GroupSecrets opened)
      throws MlsException {
    LeafNode leaf = keys.keyPackage().leafNode();
    LeafIndex index =
        shared
            .tree()
            .findByEncryptionKey(leaf.encryptionKey())
            .flatMap(NodeIndex::leaf)
            .filter(found -> shared.member(found).equals(leaf))
            .orElseThrow(() -> new InvalidMessage(Rule.WELCOME_OWN_LEAF));
    HpkeKey leafKey = OwnKeys.hpkeKey(keys.leaf());
    TreePrivate own =
        opened.pathSecret().isPresent()
            ? TreePrivate.joined(
                shared.tree(), index, leafKey, info.signer(), opened.pathSecret().get())
            : new TreePrivate(index, leafKey, Map.of());
    try {
      checkNodeKeys(shared.tree(), own);
    } catch (InvalidMessage e) {
      own.close();
      throw e;
    }
    return new OwnKeys(keys.signature(), keys.leaf(), own);
  }

  /**
   * What is encrypted to a node above the new leaf is for all below it but the unmerged: a member
   * who is none of these and lacks the key could not follow the next commit (s.4.2, s.7.5).
   */
  private static void checkNodeKeys(RatchetTree tree, TreePrivate own) throws InvalidMessage {
    NodeIndex leaf = tree.width().node(own.index()).orElseThrow(AssertionError::new);
    for (NodeIndex above : leaf.directPath(tree.width())) {
      boolean readable =
          own.key(above).isPresent()
              || tree.node(above)
                  .filter(ParentNode.class::isInstance)
                  .map(ParentNode.class::cast)
                  .map(parent -> parent.unmergedLeaves().contains(own.index()))
                  .orElse(true);
      if (!readable) {
        throw new InvalidMessage(Rule.PATH_SECRET_MISMATCH, "none is given for node " + above);
      }
    }
  }
}
