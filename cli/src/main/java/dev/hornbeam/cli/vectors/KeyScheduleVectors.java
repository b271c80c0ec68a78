package dev.hornbeam.cli.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.schedule.EpochSecrets;
import dev.hornbeam.mls.schedule.KeySchedule;
import dev.hornbeam.mls.schedule.KeySchedule.EpochSecret;
import dev.hornbeam.mls.schedule.KeySchedule.JoinerSecret;
import dev.hornbeam.mls.schedule.KeySchedule.MemberSecret;
import dev.hornbeam.mls.schedule.KeySchedule.WelcomeSecret;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.ProtocolVersion;
import java.util.Set;

/** The key schedule over several epochs. */
final class KeyScheduleVectors implements VectorKind {
  private static final int EPOCHS = 5;

  @Override
  public String name() {
    return "key-schedule";
  }

  @Override
  public Set<String> fields() {
    return Set.of("cipher_suite", "group_id", "initial_init_secret", "epochs");
  }

  @Override
  public void verify(VectorCase vector) throws VectorMismatch {
    SuiteCrypto crypto = vector.crypto();
    GroupId group = new GroupId(vector.bytes("group_id"));
    Secret init = vector.secret("initial_init_secret");
    long epoch = 0;
    for (VectorCase v : vector.list("epochs")) {
      GroupContext context =
          context(
              crypto, group, epoch++, v.bytes("tree_hash"), v.bytes("confirmed_transcript_hash"));
      ComputedFields computed = new ComputedFields(JsonNodeFactory.instance.objectNode());
      try (Secret before = init;
          Secret commit = v.secret("commit_secret");
          Secret psk = psk(crypto, v);
          EpochSecrets secrets = derive(crypto, context, before, commit, psk, computed)) {
        computed.check(v);
        verifyExporter(secrets, v.object("exporter"));
        init = secrets.initSecret().copy();
      }
    }
    init.close();
  }

  /** The format lets it be absent, as in an epoch without pre-shared keys. */
  private static Secret psk(SuiteCrypto crypto, VectorCase v) throws VectorMismatch {
    return v.isNull("psk_secret") ? Secret.zeros(crypto.hashLength()) : v.secret("psk_secret");
  }

  private static void verifyExporter(EpochSecrets secrets, VectorCase v) throws VectorMismatch {
    int length = Math.toIntExact(v.uint32("length"));
    try (Secret exported = secrets.export(v.text("label"), v.bytes("context"), length)) {
      v.check("secret", exported);
    }
  }

  @Override
  public void generate(SuiteCrypto crypto, ArrayNode out) {
    int hash = crypto.hashLength();
    GroupId group = new GroupId(Bytes.own(crypto.random(hash)));
    Secret init = Secret.own(crypto.random(hash));
    ObjectNode vector = out.addObject().put("cipher_suite", crypto.suite().code());
    new ComputedFields(vector).put("group_id", group.value()).put("initial_init_secret", init);
    ArrayNode epochs = vector.putArray("epochs");
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      Bytes treeHash = Bytes.own(crypto.random(hash));
      Bytes transcript = Bytes.own(crypto.random(hash));
      GroupContext context = context(crypto, group, epoch, treeHash, transcript);
      ComputedFields fields = new ComputedFields(epochs.addObject());
      try (Secret before = init;
          Secret commit = Secret.own(crypto.random(hash));
          Secret psk = Secret.own(crypto.random(hash))) {
        fields.put("tree_hash", treeHash).put("confirmed_transcript_hash", transcript);
        fields.put("commit_secret", commit).put("psk_secret", psk);
        try (EpochSecrets secrets = derive(crypto, context, before, commit, psk, fields)) {
          export(crypto, secrets, fields.json().putObject("exporter"));
          init = secrets.initSecret().copy();
        }
      }
    }
    init.close();
  }

  private static void export(SuiteCrypto crypto, EpochSecrets secrets, ObjectNode exporter) {
    String label = Bytes.own(crypto.random(crypto.hashLength())).hex();
    Bytes context = Bytes.own(crypto.random(crypto.hashLength()));
    int length = crypto.hashLength();
    try (Secret exported = secrets.export(label, context, length)) {
      exporter.put("label", label).put("length", length);
      new ComputedFields(exporter).put("context", context).put("secret", exported);
    }
  }

  private static GroupContext context(
      SuiteCrypto crypto, GroupId group, long epoch, Bytes treeHash, Bytes transcript) {
    return new GroupContext(
        ProtocolVersion.MLS10,
        crypto.suite().code(),
        group,
        epoch,
        treeHash,
        transcript,
        Extensions.NONE);
  }

  /** One epoch; puts every computed value of the format. The caller closes what is returned. */
  private static EpochSecrets derive(
      SuiteCrypto crypto,
      GroupContext context,
      Secret init,
      Secret commit,
      Secret psk,
      ComputedFields out) {
    try (JoinerSecret joiner = KeySchedule.joiner(crypto, init, commit, context);
        MemberSecret member = joiner.withPsk(psk);
        WelcomeSecret welcome = member.welcome();
        EpochSecret epoch = member.epoch(context);
        Secret encryption = epoch.encryptionSecret()) {
      EpochSecrets secrets = epoch.secrets();
      try (HpkeKey external = secrets.externalKey()) {
        out.put("group_context", context)
            .put("joiner_secret", joiner.value())
            .put("welcome_secret", welcome.value())
            .put("init_secret", secrets.initSecret())
            .put("sender_data_secret", secrets.senderDataSecret())
            .put("encryption_secret", encryption)
            .put("exporter_secret", secrets.exporterSecret())
            .put("epoch_authenticator", secrets.epochAuthenticator())
            .put("external_secret", secrets.externalSecret())
            .put("confirmation_key", secrets.confirmationKey())
            .put("membership_key", secrets.membershipKey())
            .put("resumption_psk", secrets.resumptionPsk())
            .put("external_pub", external.publicKey());
      }
      return secrets;
    }
  }
}
