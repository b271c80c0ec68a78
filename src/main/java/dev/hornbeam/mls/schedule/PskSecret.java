package dev.hornbeam.mls.schedule;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.PreSharedKeyId;
import java.util.List;

/** {@code psk_secret}, which brings pre-shared keys into the key schedule (RFC 9420 s.8.4). */
public final class PskSecret {
  private static final String DERIVED_PSK = "derived psk";

  /** {@code count} is a {@code uint16}. */
  public static final int MAX_COUNT = 0xffff;

  /**
   * A pre-shared key and the use that is made of it.
   *
   * @param value the key, which stays the caller's
   */
  public record Input(PreSharedKeyId id, Secret value) {}

  private PskSecret() {}

  /**
   * {@code psk_secret}, {@code Nh} bytes; zeros if there are no keys. The caller closes it.
   *
   * @param psks in the order of the commit or the Welcome
   * @throws InvalidMessage if there are more than can be counted
   */
  public static Secret of(SuiteCrypto crypto, List<Input> psks) throws InvalidMessage {
    if (psks.size() > MAX_COUNT) {
      throw new InvalidMessage(Rule.PSK_COUNT);
    }
    Secret secret = Secret.zeros(crypto.hashLength());
    for (int i = 0; i < psks.size(); i++) {
      try (Secret before = secret;
          Secret input = input(crypto, psks.get(i), i, psks.size())) {
        secret = crypto.extract(input, before);
      }
    }
    return secret;
  }

  private static Secret input(SuiteCrypto crypto, Input psk, int index, int count) {
    try (Secret zeros = Secret.zeros(crypto.hashLength());
        Secret extracted = crypto.extract(zeros, psk.value())) {
      return crypto.expandWithLabel(
          extracted, DERIVED_PSK, label(psk.id(), index, count), crypto.hashLength());
    }
  }

  /**
   *
   *
   * <pre>
   * struct {
   *     PreSharedKeyID id;
   *     uint16 index;
   *     uint16 count;
   * } PSKLabel;
   * </pre>
   */
  private static Bytes label(PreSharedKeyId id, int index, int count) {
    return new TlsWriter().struct(id).u16(index).u16(count).toBytes();
  }
}
