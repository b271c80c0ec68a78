package dev.hornbeam.cli.vectors;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SignatureKey;
import dev.hornbeam.mls.crypto.SoftwarePrivateKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.Lifetime;
import dev.hornbeam.mls.types.ProtocolVersion;
import java.util.List;

/** The client that a vector is about: a key package and its private keys, nothing more. */
record PassiveClient(SignatureKey signature, HpkeKey leaf, HpkeKey init, KeyPackage keyPackage) {
  static PassiveClient create(SuiteCrypto crypto) throws MlsException {
    SignatureKey signature = crypto.generateSignatureKey();
    HpkeKey leaf = crypto.generateHpkeKey();
    HpkeKey init = crypto.generateHpkeKey();
    LeafNode leafNode =
        new LeafNode.Contents(
                leaf.publicKey(),
                signature.publicKey(),
                Credential.basic("passive"),
                new Capabilities(
                    List.of(ProtocolVersion.MLS10),
                    List.of(crypto.suite().code()),
                    List.of(),
                    List.of(),
                    List.of(CredentialType.BASIC)),
                new LeafNodeSource.KeyPackage(new Lifetime(0, -1)),
                Extensions.NONE)
            .sign(crypto, signature.privateKey());
    KeyPackage keyPackage =
        KeyPackage.sign(
            crypto, signature.privateKey(), init.publicKey(), leafNode, Extensions.NONE);
    return new PassiveClient(signature, leaf, init, keyPackage);
  }

  /** The key package, as it is sent. */
  Bytes message() {
    return new MlsMessage.ForAdding(keyPackage).encoded();
  }

  void put(ComputedFields out) {
    out.put("key_package", message())
        .put("signature_priv", signature.privateKey().raw())
        .put("encryption_priv", ((SoftwarePrivateKey) leaf.privateKey()).raw())
        .put("init_priv", ((SoftwarePrivateKey) init.privateKey()).raw());
  }
}
