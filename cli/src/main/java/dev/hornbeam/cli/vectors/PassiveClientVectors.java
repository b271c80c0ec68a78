package dev.hornbeam.cli.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.SoftwareKeySource;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeySource.Purpose;
import java.security.SecureRandom;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/** A client that is added to a group and follows it, through the public API. */
final class PassiveClientVectors implements VectorKind {
  /** A vector may use the resumption PSK of any epoch that the client was in. */
  private static final int ALL_EPOCHS = 1_000;

  @Override
  public String name() {
    return "passive-client";
  }

  @Override
  public Set<String> fields() {
    return Set.of(
        "cipher_suite",
        "external_psks",
        "key_package",
        "signature_priv",
        "encryption_priv",
        "init_priv",
        "welcome",
        "initial_epoch_authenticator",
        "epochs");
  }

  @Override
  public void verify(VectorCase vector) throws VectorMismatch, MlsException {
    MlsClient client = client(vector);
    for (VectorCase psk : vector.list("external_psks")) {
      try (Secret value = psk.secret("psk")) {
        client.putPsk(psk.bytes("psk_id"), value);
      }
    }
    Bytes welcome = vector.bytes("welcome");
    Group group =
        vector.isNull("ratchet_tree")
            ? client.join(welcome)
            : client.join(welcome, vector.bytes("ratchet_tree"));
    checkAuthenticator(vector, "initial_epoch_authenticator", group);
    for (VectorCase epoch : vector.list("epochs")) {
      follow(epoch, group);
    }
  }

  private static MlsClient client(VectorCase vector) throws VectorMismatch, MlsException {
    KeyPackage keyPackage = keyPackage(vector.bytes("key_package"));
    var keys = new SoftwareKeySource(CryptoProfile.fastest(), new SecureRandom());
    KeyHandle signature = key(vector, "signature_priv", Purpose.SIGNATURE, keys);
    KeyHandle leaf = key(vector, "encryption_priv", Purpose.LEAF, keys);
    KeyHandle init = key(vector, "init_priv", Purpose.INIT, keys);
    vector.check("signature_priv", keyPackage.leafNode().signatureKey(), signature.publicKey());
    vector.check("encryption_priv", keyPackage.leafNode().encryptionKey(), leaf.publicKey());
    vector.check("init_priv", keyPackage.initKey(), init.publicKey());
    MlsClient client =
        MlsClient.builder(vector.suite())
            .credential(keyPackage.leafNode().credential())
            .signatureKey(signature)
            .keys(keys)
            .resumptionPsks(ALL_EPOCHS)
            .maximumLifetime(ChronoUnit.FOREVER.getDuration())
            .build();
    client.importKeyPackage(new MlsMessage.ForAdding(keyPackage).encoded(), init, leaf);
    return client;
  }

  private static KeyHandle key(
      VectorCase vector, String field, Purpose purpose, SoftwareKeySource keys)
      throws VectorMismatch {
    try (Secret raw = vector.secret(field)) {
      return keys.importKey(purpose, vector.suite(), raw);
    }
  }

  /** The format's text says KeyPackage, its files hold an MLSMessage. */
  private static KeyPackage keyPackage(Bytes bytes) throws VectorMismatch, MalformedMessage {
    MlsMessage message = MlsMessage.decode(bytes);
    if (message instanceof MlsMessage.ForAdding adding) {
      return adding.body();
    }
    throw new VectorMismatch("key_package is a message of " + message.wireFormat());
  }

  private static void follow(VectorCase epoch, Group group) throws VectorMismatch, MlsException {
    for (VectorCase proposal : epoch.list("proposals")) {
      if (!(group.receive(proposal.bytes()) instanceof Received.ProposalReceived)) {
        throw new VectorMismatch(proposal.path() + " is no proposal");
      }
    }
    if (group.receive(epoch.bytes("commit")) instanceof Received.CommitReceived received) {
      group.merge(received.commit());
    } else {
      throw new VectorMismatch(epoch.path() + ".commit is no commit that keeps this member");
    }
    checkAuthenticator(epoch, "epoch_authenticator", group);
  }

  private static void checkAuthenticator(VectorCase vector, String field, Group group)
      throws VectorMismatch, MlsException {
    try (Secret authenticator = group.epochAuthenticator()) {
      vector.check(field, authenticator);
    }
  }

  @Override
  public void generate(SuiteCrypto crypto, ArrayNode out) throws MlsException {
    new PassiveStories(crypto, out).tellAll();
  }
}
