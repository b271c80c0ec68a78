package dev.hornbeam.mls.group;

import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.StoreFailed;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.schedule.PskSecret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the pre-shared keys are that a commit or a Welcome names (RFC 9420 s.8.4). */
@FunctionalInterface
public interface PskSource {
  /**
   * Looks a key up.
   *
   * @return the key, which the caller closes, if this client has it
   * @throws StoreFailed if it cannot be looked up now
   */
  Optional<Secret> find(Psk psk) throws StoreFailed;

  /**
   * {@code psk_secret} of the keys, in their order (s.8.4); the caller closes it.
   *
   * @throws UndecryptableMessage if one is not there
   * @throws InvalidMessage if there are too many
   */
  static Secret pskSecret(SuiteCrypto crypto, PskSource source, List<PreSharedKeyId> ids)
      throws StoreFailed, UndecryptableMessage, InvalidMessage {
    List<PskSecret.Input> inputs = new ArrayList<>();
    try {
      for (PreSharedKeyId id : ids) {
        Secret value =
            source
                .find(id.psk())
                .orElseThrow(
                    () -> new UndecryptableMessage(UndecryptableMessage.Reason.UNKNOWN_PSK));
        inputs.add(new PskSecret.Input(id, value));
      }
      return PskSecret.of(crypto, inputs);
    } finally {
      inputs.forEach(input -> input.value().close());
    }
  }
}
