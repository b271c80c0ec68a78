package dev.hornbeam.cli.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.Commit;
import dev.hornbeam.mls.message.ContentType;
import dev.hornbeam.mls.message.GroupSecrets;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.tree.TreeNodes;
import dev.hornbeam.mls.types.ProposalType;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every structure of the wire, decoded and encoded again. */
final class MessagesVectors implements VectorKind {
  /** Decodes a value as what the field says it is, and encodes it again. */
  @FunctionalInterface
  private interface Codec {
    Bytes again(Bytes value) throws VectorMismatch, MalformedMessage;
  }

  /** Sorted, so that of several faults the same one is told. */
  private static final SortedMap<String, Codec> CODECS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("mls_welcome", message(WireFormat.WELCOME)),
              Map.entry("mls_group_info", message(WireFormat.GROUP_INFO)),
              Map.entry("mls_key_package", message(WireFormat.KEY_PACKAGE)),
              Map.entry("ratchet_tree", structure(TreeNodes::decode)),
              Map.entry("group_secrets", MessagesVectors::groupSecrets),
              Map.entry("add_proposal", proposal(ProposalType.ADD)),
              Map.entry("update_proposal", proposal(ProposalType.UPDATE)),
              Map.entry("remove_proposal", proposal(ProposalType.REMOVE)),
              Map.entry("pre_shared_key_proposal", proposal(ProposalType.PSK)),
              Map.entry("re_init_proposal", proposal(ProposalType.REINIT)),
              Map.entry("external_init_proposal", proposal(ProposalType.EXTERNAL_INIT)),
              Map.entry(
                  "group_context_extensions_proposal",
                  proposal(ProposalType.GROUP_CONTEXT_EXTENSIONS)),
              Map.entry("commit", structure(Commit::decode)),
              Map.entry("public_message_application", publicMessage(ContentType.APPLICATION)),
              Map.entry("public_message_proposal", publicMessage(ContentType.PROPOSAL)),
              Map.entry("public_message_commit", publicMessage(ContentType.COMMIT)),
              Map.entry("private_message", message(WireFormat.PRIVATE_MESSAGE))));

  @Override
  public String name() {
    return "messages";
  }

  @Override
  public Set<String> fields() {
    return CODECS.keySet();
  }

  @Override
  public void verify(VectorCase vector) throws VectorMismatch, MalformedMessage {
    for (Map.Entry<String, Codec> codec : CODECS.entrySet()) {
      vector.check(codec.getKey(), codec.getValue().again(vector.bytes(codec.getKey())));
    }
  }

  @Override
  public void generate(SuiteCrypto crypto, ArrayNode out) throws MlsException {
    SampleMessages.put(crypto, new ComputedFields(out.addObject()));
  }

  private static Codec structure(TlsReader.Decoder<? extends Wire> decoder) {
    return value -> TlsReader.decode(value, decoder).encoded();
  }

  private static Codec message(WireFormat format) {
    return value -> {
      MlsMessage message = MlsMessage.decode(value);
      if (message.wireFormat() != format) {
        throw new VectorMismatch("a message of " + message.wireFormat() + ", not " + format);
      }
      return message.encoded();
    };
  }

  private static Codec publicMessage(ContentType type) {
    return value -> {
      MlsMessage message = MlsMessage.decode(value);
      if (message instanceof MlsMessage.Public open
          && open.body().content().content().type() == type) {
        return message.encoded();
      }
      throw new VectorMismatch("not a PublicMessage of " + type);
    };
  }

  /** The format has proposals without their type, which comes first on the wire. */
  private static Codec proposal(ProposalType type) {
    int prefix = type.encoded().length();
    return value -> {
      Bytes typed = new TlsWriter().struct(type).raw(value).toBytes();
      Bytes again = TlsReader.decode(typed, Proposal::decode).encoded();
      return again.slice(prefix, again.length());
    };
  }

  private static Bytes groupSecrets(Bytes value) throws MalformedMessage {
    try (GroupSecrets secrets = TlsReader.decode(value, GroupSecrets::decode);
        Secret again = secrets.encoded()) {
      return Bytes.copyOf(again.expose());
    }
  }
}
