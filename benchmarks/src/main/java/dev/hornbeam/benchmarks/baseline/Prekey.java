package dev.hornbeam.benchmarks.baseline;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MalformedMessage;

/**
 * What a client publishes so that others can reach it while it is away: the counterpart of a key
 * package (RFC 9420 s.10), without credential, capabilities and lifetime.
 *
 * @param publicKey for agreements
 * @param signatureKey the client's public one
 * @param signature of the public key
 */
public record Prekey(Bytes publicKey, Bytes signatureKey, Bytes signature) implements Wire {
  static final String LABEL = "Prekey";

  static Prekey decode(TlsReader r) throws MalformedMessage {
    return new Prekey(r.opaque("public_key"), r.opaque("signature_key"), r.opaque("signature"));
  }

  @Override
  public void encode(TlsWriter w) {
    w.opaque(publicKey).opaque(signatureKey).opaque(signature);
  }

  /**
   * @throws CryptoRefused if the signature is not by the signature key
   */
  void verify(SuiteCrypto crypto) throws CryptoRefused {
    if (!crypto.verifyWithLabel(signatureKey, LABEL, publicKey, signature)) {
      throw new CryptoRefused("the signature of a prekey is not valid");
    }
  }
}
