package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.KeyType;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What DHKEM makes of a Diffie-Hellman secret (RFC 9180 s.4 and 4.1), by HKDF (RFC 5869).
 *
 * @param kemId of RFC 9180 s.7.1
 * @param mac HMAC with the KEM's hash
 * @param secretLength {@code Nsecret}, which is the hash's length too
 */
record DhkemSchedule(int kemId, String mac, int secretLength) {
  private static final String VERSION = "HPKE-v1";

  static DhkemSchedule of(KeyType type) {
    return switch (type) {
      case P256 -> new DhkemSchedule(0x0010, "HmacSHA256", 32);
      case P384 -> new DhkemSchedule(0x0011, "HmacSHA384", 48);
      case P521 -> new DhkemSchedule(0x0012, "HmacSHA512", 64);
      case X25519 -> new DhkemSchedule(0x0020, "HmacSHA256", 32);
      case X448 -> new DhkemSchedule(0x0021, "HmacSHA512", 64);
      case ED25519, ED448 -> throw new IllegalArgumentException(type + " is no curve of DHKEM");
    };
  }

  /**
   * {@code ExtractAndExpand(dh, enc || pkRm)}.
   *
   * @param dh not changed; the caller wipes it
   * @return {@code Nsecret} bytes, which the caller wipes
   */
  byte[] sharedSecret(byte[] dh, byte[] enc, byte[] publicKey) {
    byte[] ikm = concat(label("eae_prk"), dh);
    byte[] prk = new byte[0];
    try {
      // An empty salt is HMAC's key of zeros, as long as the hash.
      prk = hmac(new byte[secretLength], ikm);
      byte[] info =
          concat(new byte[] {0, (byte) secretLength}, label("shared_secret"), enc, publicKey);
      // As long as the hash, so the first block is all of it.
      return hmac(prk, concat(info, new byte[] {1}));
    } finally {
      Arrays.fill(ikm, (byte) 0);
      Arrays.fill(prk, (byte) 0);
    }
  }

  /** {@code "HPKE-v1" || suite_id || label}. */
  private byte[] label(String label) {
    return concat(
        VERSION.getBytes(StandardCharsets.US_ASCII),
        "KEM".getBytes(StandardCharsets.US_ASCII),
        new byte[] {(byte) (kemId >> Byte.SIZE), (byte) kemId},
        label.getBytes(StandardCharsets.US_ASCII));
  }

  private byte[] hmac(byte[] key, byte[] data) {
    try {
      Mac hmac = Mac.getInstance(mac);
      hmac.init(new SecretKeySpec(key, mac));
      return hmac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new ProviderException("no provider has " + mac, e);
    }
  }

  private static byte[] concat(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    byte[] all = new byte[length];
    int offset = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, offset, part.length);
      offset += part.length;
    }
    return all;
  }
}
