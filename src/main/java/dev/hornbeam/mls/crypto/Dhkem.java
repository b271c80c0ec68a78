package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.CipherSuite.Kem;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * DHKEM (RFC 9180 s.4.1), one for software keys and for handles to hardware. What it returns is the
 * caller's to wipe.
 */
final class Dhkem {
  private static final byte[] EMPTY = {};
  private static final byte[] EAE_PRK = Labels.ascii("eae_prk");
  private static final byte[] SHARED_SECRET = Labels.ascii("shared_secret");
  private static final byte[] DKP_PRK = Labels.ascii("dkp_prk");
  private static final byte[] CANDIDATE = Labels.ascii("candidate");
  private static final byte[] SK = Labels.ascii("sk");

  /**
   * The result of {@code Encap}.
   *
   * @param enc {@code Nenc} bytes
   */
  record Encapsulated(Secret sharedSecret, Bytes enc) {}

  private final Kem kem;
  private final Dh dh;
  private final CryptoObserver observer;
  private final LabeledKdf kdf;

  /**
   * @param hkdf the one that the KEM's identifier names
   * @param observer sees the agreements of handles to hardware; the group sees the others
   */
  Dhkem(Kem kem, Dh dh, Hkdf hkdf, CryptoObserver observer) {
    this.kem = kem;
    this.dh = dh;
    this.observer = observer;
    this.kdf = new LabeledKdf(hkdf, Labels.concat(Labels.ascii("KEM"), Labels.u16(kem.id())));
  }

  /** {@code Encap(pkR)}. */
  Encapsulated encap(Bytes pkR, SecureRandom random) throws CryptoRefused {
    Dh.Ephemeral ephemeral = dh.ephemeral(pkR.view(), random);
    byte[] enc = ephemeral.publicKey();
    return new Encapsulated(extractAndExpand(ephemeral.sharedSecret(), enc, pkR), Bytes.own(enc));
  }

  /** {@code Decap(enc, skR)}. */
  Secret decap(Bytes enc, HpkeKey key) throws CryptoRefused, KeyUnavailable {
    return extractAndExpand(agree(key, enc.view()), enc.view(), key.publicKey());
  }

  /** {@code DeriveKeyPair(ikm)} (s.7.1.3). */
  RawKeyPair deriveKeyPair(Secret ikm) {
    byte[] prk = kdf.extract(EMPTY, DKP_PRK, ikm.expose());
    try {
      byte[] sk =
          kem.isNist()
              ? deriveScalar(prk, NistCurve.of(kem))
              : kdf.expand(prk, SK, kem.privateKeyLength());
      return new RawKeyPair(Secret.own(sk), Bytes.own(dh.publicKey(sk)));
    } finally {
      Arrays.fill(prk, (byte) 0);
    }
  }

  private byte[] deriveScalar(byte[] prk, NistCurve curve) {
    for (int counter = 0; counter < 256; counter++) {
      byte[] bytes =
          kdf.expand(prk, CANDIDATE, kem.privateKeyLength(), new byte[] {(byte) counter});
      if (curve == NistCurve.P521) {
        bytes[0] &= 0x01;
      }
      if (curve.isScalar(bytes)) {
        return bytes;
      }
      Arrays.fill(bytes, (byte) 0);
    }
    // DeriveKeyPairError: no input is known that comes here, at a chance of 2^-8192.
    throw new AssertionError("no candidate was a private key");
  }

  private byte[] agree(HpkeKey key, byte[] enc) throws CryptoRefused, KeyUnavailable {
    if (key.privateKey() instanceof SoftwarePrivateKey software) {
      return dh.agree(software.raw().expose(), enc);
    }
    if (!dh.isPublicKey(enc)) {
      throw new CryptoRefused("a KEM output is no public key of " + kem);
    }
    observer.observed(CryptoOperation.DH_AGREE);
    byte[] shared = ForeignKeys.agree(kem, key.privateKey(), enc);
    return kem.isNist() ? shared : Dh.nonZero(shared);
  }

  private Secret extractAndExpand(byte[] dhSecret, byte[] enc, Bytes pkR) {
    byte[] prk = kdf.extract(EMPTY, EAE_PRK, dhSecret);
    Arrays.fill(dhSecret, (byte) 0);
    try {
      return Secret.own(kdf.expand(prk, SHARED_SECRET, kem.secretLength(), enc, pkR.view()));
    } finally {
      Arrays.fill(prk, (byte) 0);
    }
  }
}
