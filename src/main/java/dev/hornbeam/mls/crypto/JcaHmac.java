package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.types.CipherSuite.Hash;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.ProviderException;
import javax.crypto.Mac;

/**
 * HMAC of a JCA provider. Each thread keeps an object of the provider's, which to find anew takes
 * as long as a MAC of a few bytes.
 */
final class JcaHmac implements Hmac {
  /** RFC 2104 pads a key with zeros, so a zero byte is the empty key, which the JCA has not. */
  private static final byte[] NO_KEY = {0};

  private final Hash hash;
  private final Provider provider;
  private final ThreadLocal<Mac> macs;

  JcaHmac(Hash hash, Provider provider) {
    this.hash = hash;
    this.provider = provider;
    this.macs = ThreadLocal.withInitial(this::create);
  }

  @Override
  public Implementation implementation() {
    return Implementation.of(provider);
  }

  @Override
  public byte[] mac(byte[] key, byte[]... parts) {
    try (Lent lent = new Lent(key.length == 0 ? NO_KEY : key)) {
      Mac mac = macs.get();
      mac.init(lent.key(hash.jcaMac()));
      for (byte[] part : parts) {
        mac.update(part);
      }
      byte[] output = mac.doFinal();
      forget(mac);
      return output;
    } catch (GeneralSecurityException e) {
      macs.remove(); // It may be anywhere between two MACs, and still have the key.
      throw new ProviderException(e);
    } catch (RuntimeException | Error e) {
      macs.remove();
      throw e;
    }
  }

  private Mac create() {
    try {
      return Mac.getInstance(hash.jcaMac(), provider);
    } catch (GeneralSecurityException e) {
      throw new ProviderException(e);
    }
  }

  /**
   * Overwrites what the object holds: the key, padded as RFC 2104 has it, by another key; and the
   * output, which is the last state of its hash function, by a new input that is not gone on with.
   * Reset, since the JDK's would hash a long key behind that input.
   */
  private void forget(Mac mac) throws GeneralSecurityException {
    try (Lent nothing = new Lent(NO_KEY)) {
      mac.init(nothing.key(hash.jcaMac()));
    }
    mac.update(NO_KEY);
    mac.reset();
  }
}
