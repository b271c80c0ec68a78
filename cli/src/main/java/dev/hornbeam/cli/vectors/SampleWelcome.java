package dev.hornbeam.cli.vectors;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SignatureKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.EncryptedGroupSecrets;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.message.GroupInfo;
import dev.hornbeam.mls.message.GroupSecrets;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.Welcome;
import dev.hornbeam.mls.schedule.EpochSecrets;
import dev.hornbeam.mls.schedule.KeySchedule.EpochSecret;
import dev.hornbeam.mls.schedule.KeySchedule.JoinerSecret;
import dev.hornbeam.mls.schedule.KeySchedule.MemberSecret;
import dev.hornbeam.mls.schedule.KeySchedule.WelcomeSecret;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.ProtocolVersion;
import java.util.List;
import java.util.Optional;

/**
 * A new member's key package and the Welcome that it gets from a member. Owns its keys.
 *
 * @param encodedSecrets what the Welcome gives the new member
 */
record SampleWelcome(
    HpkeKey initKey,
    KeyPackage keyPackage,
    SignatureKey signer,
    GroupInfo groupInfo,
    Bytes encodedSecrets,
    Welcome welcome)
    implements AutoCloseable {
  /** To the group, which has one member or more. */
  static SampleWelcome to(SuiteCrypto crypto, SampleTree group) throws MlsException {
    SignatureKey signer = group.owners().values().iterator().next().signature();
    HpkeKey initKey = crypto.generateHpkeKey();
    SampleTree.Owner owner = group.newOwner();
    KeyPackage keyPackage =
        KeyPackage.sign(
            crypto,
            owner.signature().privateKey(),
            initKey.publicKey(),
            group.keyPackageLeaf(owner),
            Extensions.NONE);
    GroupContext context = context(crypto, group);
    try (JoinerSecret joiner = new JoinerSecret(crypto, secret(crypto));
        Secret noPsk = Secret.zeros(crypto.hashLength());
        MemberSecret member = joiner.withPsk(noPsk);
        WelcomeSecret welcomeSecret = member.welcome();
        EpochSecret epoch = member.epoch(context);
        EpochSecrets secrets = epoch.secrets();
        GroupSecrets forNewMember =
            new GroupSecrets(joiner.value().copy(), Optional.of(secret(crypto)), List.of());
        Secret encoded = forNewMember.encoded()) {
      GroupInfo info =
          GroupInfo.sign(
              crypto,
              signer.privateKey(),
              context,
              Extensions.NONE,
              secrets.confirmationTag(context.confirmedTranscriptHash()),
              new LeafIndex(0));
      Bytes sealedInfo = welcomeSecret.seal(info.encoded());
      Welcome welcome =
          new Welcome(
              crypto.suite().code(),
              List.of(
                  EncryptedGroupSecrets.seal(
                      crypto,
                      EncryptedGroupSecrets.encryption(crypto, sealedInfo),
                      keyPackage,
                      forNewMember)),
              sealedInfo);
      return new SampleWelcome(
          initKey, keyPackage, signer, info, Bytes.copyOf(encoded.expose()), welcome);
    } catch (CryptoRefused e) {
      throw new AssertionError("a fresh key is a key of the suite", e);
    }
  }

  private static GroupContext context(SuiteCrypto crypto, SampleTree group) {
    return new GroupContext(
        ProtocolVersion.MLS10,
        crypto.suite().code(),
        group.groupId(),
        1,
        group.tree().treeHash(),
        Bytes.own(crypto.random(crypto.hashLength())),
        Extensions.NONE);
  }

  private static Secret secret(SuiteCrypto crypto) {
    return Secret.own(crypto.random(crypto.hashLength()));
  }

  @Override
  public void close() {
    initKey.close();
    signer.privateKey().close();
  }
}
