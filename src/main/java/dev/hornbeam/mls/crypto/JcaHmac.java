package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.types.CipherSuite.Hash;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.ProviderException;
import javax.crypto.Mac;

/** HMAC of a JCA provider. */
record JcaHmac(Hash hash, Provider provider) implements Hmac {
  @Override
  public Implementation implementation() {
    return Implementation.of(provider);
  }

  @Override
  public Keyed keyed(byte[] key) {
    // RFC 2104 pads a key with zeros, so a zero byte is the empty key, which the JCA has not.
    byte[] padded = key.length == 0 ? new byte[1] : key;
    try {
      Mac mac = Mac.getInstance(hash.jcaMac(), provider);
      mac.init(new BorrowedKey(hash.jcaMac(), padded));
      return parts -> {
        for (byte[] part : parts) {
          mac.update(part);
        }
        return mac.doFinal();
      };
    } catch (GeneralSecurityException e) {
      throw new ProviderException(e);
    }
  }
}
