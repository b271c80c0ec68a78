package dev.hornbeam.cli.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SoftwarePrivateKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.EncryptedGroupSecrets;
import dev.hornbeam.mls.message.GroupInfo;
import dev.hornbeam.mls.message.GroupSecrets;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.Welcome;
import dev.hornbeam.mls.schedule.EpochSecrets;
import dev.hornbeam.mls.schedule.KeySchedule.EpochSecret;
import dev.hornbeam.mls.schedule.KeySchedule.JoinerSecret;
import dev.hornbeam.mls.schedule.KeySchedule.MemberSecret;
import dev.hornbeam.mls.schedule.KeySchedule.WelcomeSecret;
import java.util.Set;

/** Opening a Welcome. */
final class WelcomeVectors implements VectorKind {
  @Override
  public String name() {
    return "welcome";
  }

  @Override
  public Set<String> fields() {
    return Set.of("cipher_suite", "init_priv", "signer_pub", "key_package", "welcome");
  }

  @Override
  public void verify(VectorCase vector) throws VectorMismatch, MlsException {
    SuiteCrypto crypto = vector.crypto();
    if (MlsMessage.decode(vector.bytes("welcome")) instanceof MlsMessage.ForNewMembers welcome
        && MlsMessage.decode(vector.bytes("key_package"))
            instanceof MlsMessage.ForAdding keyPackage) {
      try (HpkeKey initKey = crypto.importHpkeKey(vector.secret("init_priv"))) {
        vector.check("init_priv", keyPackage.body().initKey(), initKey.publicKey());
        verify(vector, crypto, initKey, keyPackage.body(), welcome.body());
      } catch (CryptoRefused e) {
        throw new VectorMismatch("the welcome does not decrypt: " + e.getMessage());
      }
    } else {
      throw new VectorMismatch("not a Welcome and a KeyPackage");
    }
  }

  private static void verify(
      VectorCase vector, SuiteCrypto crypto, HpkeKey initKey, KeyPackage own, Welcome welcome)
      throws VectorMismatch, MlsException, CryptoRefused {
    vector.check("the signature of the key package", own.hasValidSignature(crypto));
    EncryptedGroupSecrets entry = entry(welcome, own.reference(crypto));
    try (GroupSecrets secrets = entry.open(crypto, initKey, welcome.encryptedGroupInfo());
        JoinerSecret joiner = new JoinerSecret(crypto, secrets.joinerSecret().copy());
        Secret noPsk = Secret.zeros(crypto.hashLength());
        MemberSecret member = joiner.withPsk(noPsk);
        WelcomeSecret welcomeSecret = member.welcome();
        Secret encodedInfo = welcomeSecret.open(welcome.encryptedGroupInfo())) {
      GroupInfo info = new TlsReader(encodedInfo).whole(GroupInfo::decode);
      vector.check(
          "the signature of the group info",
          info.hasValidSignature(crypto, vector.bytes("signer_pub")));
      try (EpochSecret epoch = member.epoch(info.groupContext());
          EpochSecrets epochSecrets = epoch.secrets()) {
        epochSecrets.verifyConfirmationTag(
            info.groupContext().confirmedTranscriptHash(), info.confirmationTag());
      }
    }
  }

  private static EncryptedGroupSecrets entry(Welcome welcome, Bytes reference)
      throws VectorMismatch {
    return welcome.secrets().stream()
        .filter(entry -> entry.newMember().equals(reference))
        .findFirst()
        .orElseThrow(() -> new VectorMismatch("the welcome is not for the key package"));
  }

  @Override
  public void generate(SuiteCrypto crypto, ArrayNode out) throws MlsException {
    try (SampleWelcome sample = SampleWelcome.to(crypto, new SampleTree(crypto))) {
      if (!(sample.initKey().privateKey() instanceof SoftwarePrivateKey initKey)) {
        throw new AssertionError("a generated key is in software");
      }
      new ComputedFields(out.addObject().put("cipher_suite", crypto.suite().code()))
          .put("init_priv", initKey.raw())
          .put("signer_pub", sample.signer().publicKey())
          .put("key_package", new MlsMessage.ForAdding(sample.keyPackage()))
          .put("welcome", new MlsMessage.ForNewMembers(sample.welcome()));
    }
  }
}
