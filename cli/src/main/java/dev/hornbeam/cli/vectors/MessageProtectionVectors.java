package dev.hornbeam.cli.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.Commit;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.ContentType;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.ProposalOrRef;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.ProtocolVersion;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Public and private messages of each type. */
final class MessageProtectionVectors implements VectorKind {
  private static final int APPLICATION_LENGTH = 77;

  @Override
  public String name() {
    return "message-protection";
  }

  @Override
  public Set<String> fields() {
    return Set.of(
        "cipher_suite",
        "group_id",
        "epoch",
        "tree_hash",
        "confirmed_transcript_hash",
        "signature_priv",
        "signature_pub",
        "encryption_secret",
        "sender_data_secret",
        "membership_key",
        "proposal",
        "proposal_pub",
        "proposal_priv",
        "commit",
        "commit_pub",
        "commit_priv",
        "application",
        "application_priv");
  }

  @Override
  public void verify(VectorCase vector) throws VectorMismatch, MlsException {
    try (SampleChannel channel = channel(vector)) {
      vector.check("signature_pub", channel.signatureKey().publicKey());
      for (ContentType type : ContentType.values()) {
        verify(vector, channel, type);
      }
    }
  }

  private static void verify(VectorCase vector, SampleChannel channel, ContentType type)
      throws VectorMismatch, MlsException {
    String name = name(type);
    Content raw = content(type, vector.bytes(name));
    MlsMessage sealed = MlsMessage.decode(vector.bytes(name + "_priv"));
    vector.check(name + "_priv", raw, channel.fromPrivate(sealed));
    vector.check(name + " made private", raw, channel.fromPrivate(channel.toPrivate(raw)));
    if (type == ContentType.APPLICATION) {
      vector.check(name + " is refused as public", refusesPublic(channel, raw));
    } else {
      MlsMessage open = MlsMessage.decode(vector.bytes(name + "_pub"));
      vector.check(name + "_pub", raw, channel.fromPublic(open));
      vector.check(name + " made public", raw, channel.fromPublic(channel.toPublic(raw)));
    }
  }

  private static boolean refusesPublic(SampleChannel channel, Content application)
      throws MlsException {
    try {
      channel.toPublic(application);
      return false;
    } catch (IllegalArgumentException refused) {
      return true;
    }
  }

  @Override
  public void generate(SuiteCrypto crypto, ArrayNode out) throws MlsException {
    GroupContext context = context(crypto, random(crypto), 1, random(crypto), random(crypto));
    try (SampleChannel channel =
        new SampleChannel(
            crypto,
            context,
            crypto.generateSignatureKey(),
            Secret.own(crypto.random(crypto.hashLength())),
            Secret.own(crypto.random(crypto.hashLength())),
            Secret.own(crypto.random(crypto.hashLength())))) {
      ComputedFields fields =
          new ComputedFields(
              out.addObject()
                  .put("cipher_suite", crypto.suite().code())
                  .put("epoch", context.epoch()));
      fields
          .put("group_id", context.groupId().value())
          .put("tree_hash", context.treeHash())
          .put("confirmed_transcript_hash", context.confirmedTranscriptHash())
          .put("signature_priv", channel.signatureKey().privateKey().raw())
          .put("signature_pub", channel.signatureKey().publicKey())
          .put("encryption_secret", channel.encryptionSecret())
          .put("sender_data_secret", channel.senderDataSecret())
          .put("membership_key", channel.membershipKey());
      Proposal remove = new Proposal.Remove(new LeafIndex(0));
      put(fields, channel, new Content.Proposed(remove));
      Commit commit = new Commit(List.of(new ProposalOrRef.ByValue(remove)), Optional.empty());
      put(fields, channel, new Content.Committed(commit));
      Bytes data = Bytes.own(crypto.random(APPLICATION_LENGTH));
      put(fields, channel, new Content.Application(data));
    }
  }

  private static void put(ComputedFields fields, SampleChannel channel, Content content)
      throws MlsException {
    String name = name(content.type());
    if (content instanceof Content.Application application) {
      fields.put(name, application.data());
    } else {
      fields.put(name, content).put(name + "_pub", channel.toPublic(content));
    }
    fields.put(name + "_priv", channel.toPrivate(content));
  }

  private static String name(ContentType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  /** Application data is in the format as it is, without a length. */
  private static Content content(ContentType type, Bytes raw) throws MalformedMessage {
    return type == ContentType.APPLICATION
        ? new Content.Application(raw)
        : TlsReader.decode(raw, r -> Content.decode(r, type));
  }

  private static SampleChannel channel(VectorCase vector) throws VectorMismatch {
    SuiteCrypto crypto = vector.crypto();
    return new SampleChannel(
        crypto,
        context(
            crypto,
            vector.bytes("group_id"),
            vector.number("epoch"),
            vector.bytes("tree_hash"),
            vector.bytes("confirmed_transcript_hash")),
        crypto.importSignatureKey(vector.secret("signature_priv")),
        vector.secret("encryption_secret"),
        vector.secret("sender_data_secret"),
        vector.secret("membership_key"));
  }

  private static GroupContext context(
      SuiteCrypto crypto, Bytes groupId, long epoch, Bytes treeHash, Bytes transcript) {
    return new GroupContext(
        ProtocolVersion.MLS10,
        crypto.suite().code(),
        new GroupId(groupId),
        epoch,
        treeHash,
        transcript,
        Extensions.NONE);
  }

  private static Bytes random(SuiteCrypto crypto) {
    return Bytes.own(crypto.random(crypto.hashLength()));
  }
}
