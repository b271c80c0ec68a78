package dev.hornbeam.interop.script;

import com.google.protobuf.ByteString;
import dev.hornbeam.interop.rpc.StorePSKRequest;
import java.security.SecureRandom;

/** An external pre-shared key (RFC 9420 section 8.4). */
public record SharedKey(ByteString id, ByteString secret) {
  private static final int LENGTH = 32;

  /** A fresh one. */
  static SharedKey fresh() {
    return new SharedKey(random(), random());
  }

  private static ByteString random() {
    byte[] bytes = new byte[LENGTH];
    new SecureRandom().nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  /**
   * Tells it.
   *
   * @param id of a state or of a transaction
   */
  void tell(Peer peer, int id) {
    peer.calls()
        .storePSK(
            StorePSKRequest.newBuilder()
                .setStateOrTransactionId(id)
                .setPskId(this.id)
                .setPskSecret(secret)
                .build());
  }
}
