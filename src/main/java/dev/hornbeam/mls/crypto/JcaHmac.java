package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.types.CipherSuite.Hash;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.ProviderException;
import javax.crypto.Mac;

/** HMAC of a JCA provider. */
record JcaHmac(Hash hash, Provider provider) implements Hmac {
  /** RFC 2104 pads a key with zeros, so a zero byte is the empty key, which the JCA has not. */
  private static final byte[] NO_KEY = {0};

  @Override
  public Implementation implementation() {
    return Implementation.of(provider);
  }

  @Override
  public byte[] mac(byte[] key, byte[]... parts) {
    try (Lent lent = new Lent(key.length == 0 ? NO_KEY : key)) {
      Mac mac = Mac.getInstance(hash.jcaMac(), provider);
      mac.init(lent.key(hash.jcaMac()));
      for (byte[] part : parts) {
        mac.update(part);
      }
      byte[] output = mac.doFinal();
      forget(mac);
      return output;
    } catch (GeneralSecurityException e) {
      throw new ProviderException(e);
    }
  }

  /**
   * Overwrites what the object holds: the key, padded as RFC 2104 has it, by another key; and the
   * output, which is the last state of its hash function, by a new input that is not gone on with.
   */
  private void forget(Mac mac) throws GeneralSecurityException {
    try (Lent nothing = new Lent(NO_KEY)) {
      mac.init(nothing.key(hash.jcaMac()));
    }
    mac.update(NO_KEY);
  }
}
