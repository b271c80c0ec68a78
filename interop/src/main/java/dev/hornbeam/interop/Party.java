package dev.hornbeam.interop;

import com.google.protobuf.ByteString;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.types.ChangeSet;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.Store;
import dev.hornbeam.mls.types.StoreKey;
import io.grpc.Status;
import io.grpc.StatusException;
import java.security.SecureRandom;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A client of the engine that answers for one actor: an identity with a signature key of its own,
 * and a store, which it may share with other clients of the same actor.
 *
 * @param client of one cipher suite
 * @param identity of its basic credential
 * @param store of the actor's groups, key packages and pre-shared keys
 * @param keys where its keys come from
 */
record Party(MlsClient client, Bytes identity, Store store, WatchedKeys keys) {
  /** For messages and resumption PSKs that scripts keep for later. */
  private static final int PAST_EPOCHS = 8;

  private static final int RESUMPTION_PSKS = 64;
  private static final int MOST_PSKS = 1024;

  /** One for all clients, so that their keys have labels alike: nothing of theirs is swept. */
  private static final String NAME = "hornbeam interop";

  /** Makes a client with a fresh signature key. */
  static Party of(KeyPlace place, CipherSuite suite, Bytes identity, Store store)
      throws MlsException {
    return of(place, suite, identity, store, Optional.empty());
  }

  /** The same actor, with this party's signature key, over another store. */
  Party over(KeyPlace place, Store other) throws MlsException {
    return of(
        place,
        client.cipherSuite(),
        identity,
        other,
        Optional.of(client.identity().signatureKey()));
  }

  private static Party of(
      KeyPlace place,
      CipherSuite suite,
      Bytes identity,
      Store store,
      Optional<KeyHandle> signatureKey)
      throws MlsException {
    WatchedKeys keys = new WatchedKeys(place.keys());
    var builder =
        MlsClient.builder(suite)
            .name(NAME)
            .credential(new Credential.Basic(identity))
            .keys(keys)
            .store(store)
            // The runner has no authentication service: who says to be alice is alice.
            .credentialValidator(CredentialValidator.acceptAll())
            .maximumLifetime(ChronoUnit.FOREVER.getDuration())
            .pastEpochs(PAST_EPOCHS)
            .resumptionPsks(RESUMPTION_PSKS);
    signatureKey.ifPresent(builder::signatureKey);
    return new Party(builder.build(), identity, store, keys);
  }

  /**
   * Makes sure that a Welcome is for a key package. Other clients that share the store have key
   * packages there too, which are not this one's to use.
   *
   * @param keyPackage an encoded {@code MLSMessage}
   * @throws UndecryptableMessage if it is not
   */
  void requireFor(Bytes keyPackage, Bytes welcome) throws MlsException {
    if (MlsMessage.decode(welcome) instanceof MlsMessage.ForNewMembers message) {
      Bytes reference = reference(keyPackage);
      if (message.body().secrets().stream().noneMatch(e -> e.newMember().equals(reference))) {
        throw new UndecryptableMessage(UndecryptableMessage.Reason.NOT_FOR_THIS_CLIENT);
      }
    }
  }

  /**
   * Takes a key package out of the store that was imported there; its keys stay.
   *
   * @param keyPackage an encoded {@code MLSMessage}
   */
  void disown(Bytes keyPackage) throws MlsException {
    try (ChangeSet changes = new ChangeSet()) {
      StoreKey row = StoreKey.ofClient(StoreKey.Kind.KEY_PACKAGE, reference(keyPackage));
      store.apply(changes.delete(row));
    }
  }

  private Bytes reference(Bytes keyPackage) throws MlsException {
    if (MlsMessage.decode(keyPackage) instanceof MlsMessage.ForAdding message) {
      return message
          .body()
          .reference(
              SuiteCrypto.of(client.cipherSuite(), CryptoProfile.fastest(), new SecureRandom()));
    }
    throw new AssertionError();
  }

  /** The signature key, if it can leave where it lives. */
  ByteString signaturePrivateKey() {
    return WatchedKeys.raw(client.identity().signatureKey());
  }

  /**
   * Keeps a pre-shared key.
   *
   * @throws StatusException RESOURCE_EXHAUSTED if there are too many
   */
  void putPsk(ByteString id, ByteString value) throws MlsException, StatusException {
    if (store.keys(StoreKey.Kind.PSK, Bytes.EMPTY).size() >= MOST_PSKS) {
      throw Status.RESOURCE_EXHAUSTED
          .withDescription("at most " + MOST_PSKS + " pre-shared keys are kept")
          .asException();
    }
    try (Secret secret = Secret.own(value.toByteArray())) {
      client.putPsk(Protobuf.bytes(id), secret);
    }
  }

  /** Gives another party the pre-shared keys of this one. */
  void sharePsks(Party other) throws MlsException {
    for (StoreKey key : store.keys(StoreKey.Kind.PSK, Bytes.EMPTY)) {
      Optional<Secret> value = store.read(key);
      if (value.isPresent()) {
        try (Secret secret = value.get()) {
          other.client.putPsk(key.name(), secret);
        }
      }
    }
  }

  /** Destroys the signature key; a token that does not answer now keeps it. */
  void retire() {
    Failures.quietly(
        "destroy a signature key", () -> keys.destroy(client.identity().signatureKey().ref()));
  }
}
