package dev.hornbeam.cli.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.HpkeCiphertext;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SignatureKey;
import dev.hornbeam.mls.crypto.SoftwarePrivateKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.KeyUnavailable;
import java.util.Set;

/** The operations of one suite: hashes, derivations, signatures and encryption with labels. */
final class CryptoBasicsVectors implements VectorKind {
  private static final int SAMPLE = 32;

  @Override
  public String name() {
    return "crypto-basics";
  }

  @Override
  public Set<String> fields() {
    return Set.of(
        "cipher_suite",
        "ref_hash",
        "expand_with_label",
        "derive_secret",
        "derive_tree_secret",
        "sign_with_label",
        "encrypt_with_label");
  }

  @Override
  public void verify(VectorCase vector) throws VectorMismatch, KeyUnavailable {
    SuiteCrypto crypto = vector.crypto();
    VectorCase ref = vector.object("ref_hash");
    ref.check("out", crypto.refHash(ref.text("label"), ref.bytes("value")));
    verifyDerivations(crypto, vector);
    verifySignature(crypto, vector.object("sign_with_label"));
    verifyEncryption(crypto, vector.object("encrypt_with_label"));
  }

  private static void verifyDerivations(SuiteCrypto crypto, VectorCase vector)
      throws VectorMismatch {
    VectorCase expand = vector.object("expand_with_label");
    try (Secret secret = expand.secret("secret");
        Secret out =
            crypto.expandWithLabel(
                secret, expand.text("label"), expand.bytes("context"), expand.uint16("length"))) {
      expand.check("out", out);
    }
    VectorCase derive = vector.object("derive_secret");
    try (Secret secret = derive.secret("secret");
        Secret out = crypto.deriveSecret(secret, derive.text("label"))) {
      derive.check("out", out);
    }
    VectorCase tree = vector.object("derive_tree_secret");
    try (Secret secret = tree.secret("secret");
        Secret out =
            crypto.deriveTreeSecret(
                secret, tree.text("label"), tree.uint32("generation"), tree.uint16("length"))) {
      tree.check("out", out);
    }
  }

  private static void verifySignature(SuiteCrypto crypto, VectorCase v)
      throws VectorMismatch, KeyUnavailable {
    Bytes publicKey = v.bytes("pub");
    String label = v.text("label");
    Bytes content = v.bytes("content");
    v.check("signature", crypto.verifyWithLabel(publicKey, label, content, v.bytes("signature")));
    try (Secret raw = v.secret("priv");
        SoftwarePrivateKey key = crypto.importSignatureKey(raw).privateKey()) {
      Bytes own = crypto.signWithLabel(key, label, content);
      v.check("priv", crypto.verifyWithLabel(publicKey, label, content, own));
    }
  }

  private static void verifyEncryption(SuiteCrypto crypto, VectorCase v)
      throws VectorMismatch, KeyUnavailable {
    String label = v.text("label");
    Bytes context = v.bytes("context");
    try (Secret raw = v.secret("priv");
        HpkeKey key = crypto.importHpkeKey(raw);
        Secret plaintext = v.secret("plaintext")) {
      v.check("pub", key.publicKey());
      HpkeCiphertext given = new HpkeCiphertext(v.bytes("kem_output"), v.bytes("ciphertext"));
      try (Secret opened = crypto.decryptWithLabel(key, label, context, given)) {
        v.check("plaintext", opened);
      }
      HpkeCiphertext own = crypto.encryptWithLabel(key.publicKey(), label, context, plaintext);
      try (Secret opened = crypto.decryptWithLabel(key, label, context, own)) {
        v.check("plaintext", opened);
      }
    } catch (CryptoRefused e) {
      throw new VectorMismatch(v.path() + ": " + e.getMessage());
    }
  }

  @Override
  public void generate(SuiteCrypto crypto, ArrayNode out) throws KeyUnavailable {
    ObjectNode vector = out.addObject().put("cipher_suite", crypto.suite().code());
    Bytes value = sample(crypto);
    new ComputedFields(vector.putObject("ref_hash").put("label", "RefHash"))
        .put("value", value)
        .put("out", crypto.refHash("RefHash", value));
    generateDerivations(crypto, vector);
    generateSignature(crypto, vector.putObject("sign_with_label"));
    generateEncryption(crypto, vector.putObject("encrypt_with_label"));
  }

  private static void generateDerivations(SuiteCrypto crypto, ObjectNode vector) {
    try (Secret secret = Secret.own(crypto.random(crypto.hashLength()))) {
      Bytes context = sample(crypto);
      int length = crypto.suite().aead().keyLength();
      long generation = sample(crypto).at(0) & 0xff;
      ObjectNode expand =
          vector
              .putObject("expand_with_label")
              .put("label", "ExpandWithLabel")
              .put("length", length);
      ObjectNode derive = vector.putObject("derive_secret").put("label", "DeriveSecret");
      ObjectNode tree =
          vector
              .putObject("derive_tree_secret")
              .put("label", "DeriveTreeSecret")
              .put("generation", generation)
              .put("length", length);
      try (Secret expanded = crypto.expandWithLabel(secret, "ExpandWithLabel", context, length);
          Secret derived = crypto.deriveSecret(secret, "DeriveSecret");
          Secret ofTree = crypto.deriveTreeSecret(secret, "DeriveTreeSecret", generation, length)) {
        new ComputedFields(expand)
            .put("secret", secret)
            .put("context", context)
            .put("out", expanded);
        new ComputedFields(derive).put("secret", secret).put("out", derived);
        new ComputedFields(tree).put("secret", secret).put("out", ofTree);
      }
    }
  }

  private static void generateSignature(SuiteCrypto crypto, ObjectNode out) throws KeyUnavailable {
    SignatureKey key = crypto.generateSignatureKey();
    try (SoftwarePrivateKey own = key.privateKey()) {
      Bytes content = sample(crypto);
      new ComputedFields(out.put("label", "SignWithLabel"))
          .put("priv", own.raw())
          .put("pub", key.publicKey())
          .put("content", content)
          .put("signature", crypto.signWithLabel(own, "SignWithLabel", content));
    }
  }

  private static void generateEncryption(SuiteCrypto crypto, ObjectNode out) {
    try (Secret seed = Secret.own(crypto.random(crypto.hashLength()));
        HpkeKey key = crypto.deriveKeyPair(seed);
        Secret plaintext = Secret.own(crypto.random(SAMPLE))) {
      Bytes context = sample(crypto);
      HpkeCiphertext sealed =
          crypto.encryptWithLabel(key.publicKey(), "EncryptWithLabel", context, plaintext);
      new ComputedFields(out.put("label", "EncryptWithLabel"))
          .put("priv", ((SoftwarePrivateKey) key.privateKey()).raw())
          .put("pub", key.publicKey())
          .put("context", context)
          .put("plaintext", plaintext)
          .put("kem_output", sealed.kemOutput())
          .put("ciphertext", sealed.ciphertext());
    } catch (CryptoRefused e) {
      throw new AssertionError("a derived key takes what is sealed to it", e);
    }
  }

  private static Bytes sample(SuiteCrypto crypto) {
    return Bytes.own(crypto.random(SAMPLE));
  }
}
