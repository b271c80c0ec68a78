package dev.hornbeam.cli.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.schedule.KeyAndNonce;
import dev.hornbeam.mls.schedule.RatchetStep;
import dev.hornbeam.mls.schedule.RatchetType;
import dev.hornbeam.mls.schedule.SecretTree;
import dev.hornbeam.mls.tree.LeafCount;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.RatchetPolicy;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The keys of messages, and those of sender data. */
final class SecretTreeVectors implements VectorKind {
  private static final List<Integer> WIDTHS = List.of(1, 8, 32);
  private static final List<Integer> GENERATIONS = List.of(0, 15);
  private static final int SAMPLE = 77;

  /** Follows any gap and any order that a file may have. */
  private static final RatchetPolicy POLICY = new RatchetPolicy(1 << 16, 1 << 16);

  @Override
  public String name() {
    return "secret-tree";
  }

  @Override
  public Set<String> fields() {
    return Set.of("cipher_suite", "sender_data", "encryption_secret", "leaves");
  }

  @Override
  public void verify(VectorCase vector) throws VectorMismatch, UndecryptableMessage {
    SuiteCrypto crypto = vector.crypto();
    VectorCase data = vector.object("sender_data");
    ComputedFields senderData = empty();
    try (Secret secret = data.secret("sender_data_secret")) {
      putSenderData(crypto, secret, data.bytes("ciphertext"), senderData);
      senderData.check(data);
    }
    List<VectorCase> leaves = vector.list("leaves");
    LeafCount width = LeafCount.atLeast(leaves.size());
    try (SecretTree tree =
        SecretTree.of(crypto, POLICY, width, vector.secret("encryption_secret"))) {
      for (int i = 0; i < leaves.size(); i++) {
        for (VectorCase v : leaves.get(i).list()) {
          ComputedFields keys = empty();
          putKeys(tree, new LeafIndex(i), v.uint32("generation"), keys);
          keys.check(v);
        }
      }
    }
  }

  @Override
  public void generate(SuiteCrypto crypto, ArrayNode out) throws UndecryptableMessage {
    for (int width : WIDTHS) {
      ObjectNode vector = out.addObject().put("cipher_suite", crypto.suite().code());
      ComputedFields data = new ComputedFields(vector.putObject("sender_data"));
      try (Secret secret = Secret.own(crypto.random(crypto.hashLength()))) {
        Bytes ciphertext = Bytes.own(crypto.random(SAMPLE));
        data.put("sender_data_secret", secret).put("ciphertext", ciphertext);
        putSenderData(crypto, secret, ciphertext, data);
      }
      Secret encryption = Secret.own(crypto.random(crypto.hashLength()));
      new ComputedFields(vector).put("encryption_secret", encryption);
      ArrayNode leaves = vector.putArray("leaves");
      try (SecretTree tree = SecretTree.of(crypto, POLICY, new LeafCount(width), encryption)) {
        for (int i = 0; i < width; i++) {
          ArrayNode generations = leaves.addArray();
          for (int generation : GENERATIONS) {
            ObjectNode keys = generations.addObject().put("generation", generation);
            putKeys(tree, new LeafIndex(i), generation, new ComputedFields(keys));
          }
        }
      }
    }
  }

  private static ComputedFields empty() {
    return new ComputedFields(JsonNodeFactory.instance.objectNode());
  }

  private static void putSenderData(
      SuiteCrypto crypto, Secret secret, Bytes ciphertext, ComputedFields out) {
    try (KeyAndNonce key = KeyAndNonce.ofSenderData(crypto, secret, ciphertext)) {
      out.put("key", key.key()).put("nonce", key.nonce());
    }
  }

  private static void putKeys(SecretTree tree, LeafIndex leaf, long generation, ComputedFields out)
      throws UndecryptableMessage {
    for (RatchetType type : RatchetType.values()) {
      String name = type.name().toLowerCase(Locale.ROOT);
      RatchetStep step = tree.open(leaf, type, generation);
      out.put(name + "_key", step.key().key()).put(name + "_nonce", step.key().nonce());
      step.accept();
    }
  }
}
