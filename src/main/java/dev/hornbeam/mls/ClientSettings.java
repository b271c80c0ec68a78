package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.group.Environment;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.Grease;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.Lifetime;
import dev.hornbeam.mls.types.PaddingPolicy;
import dev.hornbeam.mls.types.RatchetPolicy;
import dev.hornbeam.mls.types.Store;
import java.time.Duration;

/** What a client was built with. */
record ClientSettings(
    Environment env,
    Identity identity,
    KeyVault vault,
    Store store,
    LeafSettings leaf,
    PaddingPolicy padding,
    RatchetPolicy ratchets,
    HandshakeFraming framing,
    GreasePolicy grease,
    int pastEpochs,
    int resumptionPsks) {
  /**
   * What the client's leaves say.
   *
   * @param lifetime of a key package from now
   */
  record LeafSettings(Capabilities capabilities, Extensions extensions, Duration lifetime) {}

  SuiteCrypto crypto() {
    return env.crypto();
  }

  /** A leaf of this client's that is for a key package, but for its signature. */
  LeafNode.Contents newLeaf(Bytes encryptionKey) {
    return new LeafNode.Contents(
        encryptionKey,
        identity.signatureKey().publicKey(),
        identity.credential(),
        leaf.capabilities(),
        new LeafNodeSource.KeyPackage(Lifetime.from(env.clock().instant(), leaf.lifetime())),
        leaf.extensions());
  }

  /** The signature key of a state or key package; mostly, this client's. */
  KeyHandle openSignatureKey(KeyRef ref) throws KeyUnavailable {
    return ref.equals(identity.signatureKey().ref()) ? identity.signatureKey() : vault.open(ref);
  }

  /** Extensions that mean nothing, for a key package (RFC 9420 s.13.5). */
  Extensions greaseExtensions() {
    if (grease == GreasePolicy.NOT_SENT) {
      return Extensions.NONE;
    }
    // The capabilities list the same value: an extension of a key package must be among them.
    return leaf.capabilities().extensions().stream()
        .filter(type -> Grease.isGrease(type.value()))
        .findFirst()
        .map(type -> Extensions.of(new Extension(type, Bytes.own(crypto().random(8)))))
        .orElse(Extensions.NONE);
  }

  /** Extensions that mean nothing, for a GroupInfo (RFC 9420 s.13.5). */
  Extensions groupInfoExtensions() {
    return greaseExtensions();
  }
}
