package dev.hornbeam.mls.crypto;

/** What a {@link CryptoObserver} can see happen. */
public enum CryptoOperation {
  HASH,
  /** One HMAC; {@code Extract} is one, {@code Expand} one for each {@code Nh} bytes. */
  MAC,
  AEAD_SEAL,
  AEAD_OPEN,
  /** A fresh key pair of a KEM; each HPKE seal makes one. */
  DH_GENERATE,
  /** The public key of a private one: {@code DeriveKeyPair} is one. */
  DH_PUBLIC_KEY,
  /** An agreement, by software or by a handle to hardware; each HPKE seal and open makes one. */
  DH_AGREE,
  SIGNATURE_GENERATE,
  SIGNATURE_PUBLIC_KEY,
  /** A signature, by software or by a handle to hardware. */
  SIGN,
  VERIFY,
  HPKE_SEAL,
  HPKE_OPEN,
  /** Either half of an external init. */
  HPKE_EXPORT
}
