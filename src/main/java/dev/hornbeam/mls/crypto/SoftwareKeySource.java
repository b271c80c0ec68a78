package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Keys in software. The {@link KeyRef} is the key itself: who has it has the key, and a store that
 * drops it has destroyed the key. Handles own their private key, a {@link SoftwarePrivateKey},
 * which their holder may close.
 */
public final class SoftwareKeySource implements KeySource {
  private static final Bytes TAG = Bytes.utf8("software");
  private static final int VERSION = 1;

  private final CryptoProfile profile;
  private final SecureRandom random;

  public SoftwareKeySource(CryptoProfile profile, SecureRandom random) {
    this.profile = profile;
    this.random = random;
  }

  /**
   * {@inheritDoc} The label is not kept: no sweep ever finds a software key.
   *
   * @throws IllegalArgumentException if the profile lacks a primitive of the suite
   */
  @Override
  public KeyHandle create(Purpose purpose, CipherSuite suite, String label) {
    SuiteCrypto crypto = crypto(suite);
    return switch (purpose) {
      case SIGNATURE -> handle(purpose, suite, crypto.generateSignatureKey());
      case LEAF, INIT -> handle(purpose, suite, crypto.generateHpkeKey());
    };
  }

  /**
   * Takes in a private key made elsewhere.
   *
   * @param raw as for {@link SuiteCrypto#importSignatureKey(Secret)} or {@link
   *     SuiteCrypto#importHpkeKey}; it stays the caller's
   * @throws IllegalArgumentException if it is no private key of the suite
   */
  public KeyHandle importKey(Purpose purpose, CipherSuite suite, Secret raw) {
    SuiteCrypto crypto = crypto(suite);
    return switch (purpose) {
      case SIGNATURE -> handle(purpose, suite, crypto.importSignatureKey(raw));
      case LEAF, INIT -> handle(purpose, suite, crypto.importHpkeKey(raw));
    };
  }

  /**
   * Takes in a key pair made elsewhere.
   *
   * @param raw as for {@link #importKey(Purpose, CipherSuite, Secret)}
   * @throws IllegalArgumentException if they are no key pair of the suite
   */
  public KeyHandle importKey(Purpose purpose, CipherSuite suite, Secret raw, Bytes publicKey) {
    if (purpose == Purpose.SIGNATURE) {
      return handle(purpose, suite, crypto(suite).importSignatureKey(raw, publicKey));
    }
    KeyHandle handle = importKey(purpose, suite, raw);
    if (!handle.publicKey().equals(publicKey)) {
      throw new IllegalArgumentException("the public key is not that of the private key");
    }
    return handle;
  }

  @Override
  public KeyHandle open(KeyRef ref) {
    Parts parts = Parts.of(ref);
    return new KeyHandle(ref, parts.publicKey(), parts.privateKey());
  }

  /** Does nothing: the key is gone when the last copy of the reference is. */
  @Override
  public void destroy(KeyRef ref) {
    Parts.of(ref).privateKey().close();
  }

  /**
   * Overwrites a reference that holds a key, in place; one of another source stays as it is. The
   * engine does so once the key is destroyed. Who else holds the same object finds zeros in it.
   */
  public static void forget(KeyRef ref) {
    Bytes start = new TlsWriter().opaque(TAG).toBytes();
    int length = start.length();
    if (ref.value().length() > length && ref.value().slice(0, length).equals(start)) {
      Arrays.fill(ref.value().view(), (byte) 0);
    }
  }

  private SuiteCrypto crypto(CipherSuite suite) {
    return SuiteCrypto.of(suite, profile, random);
  }

  private static KeyHandle handle(Purpose purpose, CipherSuite suite, SignatureKey key) {
    return handle(new Parts(purpose, suite, key.privateKey(), key.publicKey()));
  }

  private static KeyHandle handle(Purpose purpose, CipherSuite suite, HpkeKey key) {
    SoftwarePrivateKey privateKey = (SoftwarePrivateKey) key.privateKey();
    return handle(new Parts(purpose, suite, privateKey, key.publicKey()));
  }

  private static KeyHandle handle(Parts parts) {
    return new KeyHandle(parts.ref(), parts.publicKey(), parts.privateKey());
  }

  /** What a reference says: {@code source, version, purpose, suite, private key, public key}. */
  private record Parts(
      Purpose purpose, CipherSuite suite, SoftwarePrivateKey privateKey, Bytes publicKey) {
    KeyRef ref() {
      TlsWriter w = new TlsWriter().opaque(TAG).u8(VERSION).u8(code(purpose)).u16(suite.code());
      // What the writer gives is the reference's own from here on: a copy would stay behind.
      return new KeyRef(
          Bytes.own(w.opaque(privateKey.raw()).opaque(publicKey).toSecret().expose()));
    }

    static Parts of(KeyRef ref) {
      try {
        return TlsReader.decode(ref.value(), Parts::decode);
      } catch (MalformedMessage e) {
        throw new IllegalArgumentException("not a reference to a software key", e);
      }
    }

    private static Parts decode(TlsReader r) throws MalformedMessage {
      if (!r.opaque("source").equals(TAG) || r.u8("version") != VERSION) {
        throw r.malformed("source", 0, "not of this source, or of a later version");
      }
      Purpose purpose = purpose(r);
      int at = r.offset();
      int code = r.u16("suite");
      CipherSuite suite =
          CipherSuite.of(code).orElseThrow(() -> r.malformed("suite", at, "unknown suite " + code));
      Secret raw = r.secret("private_key");
      SoftwarePrivateKey privateKey =
          purpose == Purpose.SIGNATURE
              ? SoftwarePrivateKey.of(suite.signature(), raw)
              : SoftwarePrivateKey.of(suite.kem(), raw);
      return new Parts(purpose, suite, privateKey, r.opaque("public_key"));
    }

    private static int code(Purpose purpose) {
      return switch (purpose) {
        case SIGNATURE -> 1;
        case LEAF -> 2;
        case INIT -> 3;
      };
    }

    private static Purpose purpose(TlsReader r) throws MalformedMessage {
      int at = r.offset();
      int code = r.u8("purpose");
      return switch (code) {
        case 1 -> Purpose.SIGNATURE;
        case 2 -> Purpose.LEAF;
        case 3 -> Purpose.INIT;
        default -> throw r.malformed("purpose", at, "unknown purpose " + code);
      };
    }
  }
}
