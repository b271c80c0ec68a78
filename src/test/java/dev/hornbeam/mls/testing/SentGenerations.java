package dev.hornbeam.mls.testing;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.StoreFailed;
import dev.hornbeam.mls.framing.PrivateFraming;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.PrivateMessage;
import dev.hornbeam.mls.schedule.EpochSecrets;
import dev.hornbeam.mls.schedule.KeyAndNonce;
import dev.hornbeam.mls.schedule.RatchetType;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.Store;
import dev.hornbeam.mls.types.StoreKey;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;

/**
 * Every generation that private messages used, as their sender data says: none may be used by two
 * messages, whatever became of them.
 */
public final class SentGenerations {
  /** One message key. */
  private record Use(
      GroupId group, long epoch, LeafIndex sender, RatchetType type, long generation) {}

  private final Map<Use, Bytes> used = new HashMap<>();

  /**
   * Takes note of a message that leaves; of one in public there is nothing to note.
   *
   * @param store of a member in the message's epoch
   * @return the generation, or -1 for a message in public
   * @throws AssertionError if another message used the same key
   */
  public long record(CipherSuite suite, Store store, Bytes message)
      throws StoreFailed, MalformedMessage {
    if (!(MlsMessage.decode(message) instanceof MlsMessage.Private encrypted)) {
      return -1;
    }
    Use use =
        use(
            SuiteCrypto.of(suite, CryptoProfile.fastest(), new SecureRandom()),
            store,
            encrypted.body());
    Bytes before = used.putIfAbsent(use, message);
    if (before != null && !before.equals(message)) {
      throw new AssertionError("two messages use one key: " + use);
    }
    return use.generation();
  }

  private static Use use(SuiteCrypto crypto, Store store, PrivateMessage message)
      throws StoreFailed, MalformedMessage {
    Bytes aad =
        new TlsWriter()
            .struct(message.groupId())
            .u64(message.epoch())
            .u8(message.contentType().code())
            .toBytes();
    try (Secret row =
            store.read(StoreKey.of(StoreKey.Kind.EPOCH_SECRETS, message.groupId())).orElseThrow();
        EpochSecrets secrets = EpochSecrets.decode(crypto, row);
        KeyAndNonce key =
            KeyAndNonce.ofSenderData(crypto, secrets.senderDataSecret(), message.ciphertext());
        Secret senderData =
            crypto.open(key.key(), key.nonce().expose(), aad, message.encryptedSenderData())) {
      TlsReader r = new TlsReader(senderData);
      return new Use(
          message.groupId(),
          message.epoch(),
          LeafIndex.decode(r),
          PrivateFraming.ratchet(message.contentType()),
          r.u32("generation"));
    } catch (CryptoRefused e) {
      throw new AssertionError("the store is not of the message's epoch", e);
    }
  }
}
