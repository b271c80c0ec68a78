package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.CipherSuite;
import java.security.PrivateKey;
import java.security.SecureRandom;

/**
 * The operations of one cipher suite (RFC 9420 s.5), by the implementations that one {@link
 * CryptoProfile} chose. Has no state and is safe for use by several threads at once. Secrets given
 * stay the caller's; secrets returned are the caller's to close.
 */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"}) // until its parts are in
public final class SuiteCrypto {
  /** An encapsulated init secret of an external commit (RFC 9420 s.8.3); the caller closes it. */
  public record ExternalInit(Bytes kemOutput, Secret initSecret) {}

  private final CipherSuite suite;
  private final CryptoProfile profile;

  private SuiteCrypto(CipherSuite suite, CryptoProfile profile, SecureRandom random) {
    this.suite = suite;
    this.profile = profile;
  }

  /**
   * @throws IllegalArgumentException if the profile lacks a primitive of the suite
   */
  public static SuiteCrypto of(CipherSuite suite, CryptoProfile profile, SecureRandom random) {
    return new SuiteCrypto(suite, profile, random);
  }

  public CipherSuite suite() {
    return suite;
  }

  public CryptoProfile profile() {
    return profile;
  }

  /** {@code Nh}, bytes. */
  public int hashLength() {
    return suite.hash().length();
  }

  /** Fresh random bytes of the source that this object was made with. */
  public byte[] random(int length) {
    throw new AssertionError();
  }

  /** {@code Hash(data)}. */
  public Bytes hash(Bytes data) {
    throw new AssertionError();
  }

  /** {@code RefHash(label, value)} (s.5.2). */
  public Bytes refHash(String label, Bytes value) {
    throw new AssertionError();
  }

  /** {@code MAC(key, data)}: HMAC with the suite's hash, {@code Nh} bytes. */
  public Bytes mac(Secret key, Bytes data) {
    throw new AssertionError();
  }

  /** Whether the tag is {@code MAC(key, data)}, compared in constant time. */
  public boolean verifyMac(Secret key, Bytes data, Bytes tag) {
    throw new AssertionError();
  }

  /** {@code KDF.Extract(salt, ikm)}, {@code Nh} bytes. */
  public Secret extract(Secret salt, Secret ikm) {
    throw new AssertionError();
  }

  /** {@code ExpandWithLabel(secret, label, context, length)} (s.8). */
  public Secret expandWithLabel(Secret secret, String label, Bytes context, int length) {
    throw new AssertionError();
  }

  /** {@code DeriveSecret(secret, label)} (s.8). */
  public Secret deriveSecret(Secret secret, String label) {
    return expandWithLabel(secret, label, Bytes.EMPTY, hashLength());
  }

  /** {@code DeriveTreeSecret(secret, label, generation, length)} (s.9). */
  public Secret deriveTreeSecret(Secret secret, String label, long generation, int length) {
    throw new AssertionError();
  }

  /**
   * {@code AEAD.Seal(key, nonce, aad, plaintext)}.
   *
   * @return the ciphertext, {@code Nt} bytes longer than the plaintext
   */
  public Bytes seal(Secret key, byte[] nonce, Bytes aad, byte[] plaintext) {
    throw new AssertionError();
  }

  /**
   * {@code AEAD.Open(key, nonce, aad, ciphertext)}.
   *
   * @throws CryptoRefused if the tag does not fit
   */
  public Secret open(Secret key, byte[] nonce, Bytes aad, Bytes ciphertext) throws CryptoRefused {
    throw new AssertionError();
  }

  /**
   * {@code SignWithLabel(privateKey, label, content)} (s.5.1.2).
   *
   * @throws KeyUnavailable if the key's token does not sign now
   */
  public Bytes signWithLabel(PrivateKey privateKey, String label, Bytes content)
      throws KeyUnavailable {
    throw new AssertionError();
  }

  /** {@code VerifyWithLabel(publicKey, label, content, signature)}; false for any bad input. */
  public boolean verifyWithLabel(Bytes publicKey, String label, Bytes content, Bytes signature) {
    throw new AssertionError();
  }

  /** Whether the bytes are a signature public key of this suite (s.5.1.1). */
  public boolean isSignaturePublicKey(Bytes publicKey) {
    throw new AssertionError();
  }

  /** Whether the bytes are an HPKE public key of this suite: length, and point on the curve. */
  public boolean isHpkePublicKey(Bytes publicKey) {
    throw new AssertionError();
  }

  /** A fresh signature key pair in software. The caller owns the private key. */
  public SignatureKey generateSignatureKey() {
    throw new AssertionError();
  }

  /** A fresh HPKE key pair in software ({@code KEM.GenerateKeyPair}). */
  public HpkeKey generateHpkeKey() {
    throw new AssertionError();
  }

  /** {@code KEM.DeriveKeyPair(secret)} (RFC 9180 s.7.1.3), in software. */
  public HpkeKey deriveKeyPair(Secret secret) {
    throw new AssertionError();
  }

  /**
   * {@code EncryptWithLabel(publicKey, label, context, plaintext)} (s.5.1.3).
   *
   * @throws CryptoRefused if the public key is no key of this suite
   */
  public HpkeCiphertext encryptWithLabel(
      Bytes publicKey, String label, Bytes context, Secret plaintext) throws CryptoRefused {
    throw new AssertionError();
  }

  /**
   * {@code DecryptWithLabel(key, label, context, kemOutput, ciphertext)} (s.5.1.3).
   *
   * @throws CryptoRefused if the ciphertext was not made for this key, label and context
   * @throws KeyUnavailable if the key's token does not answer now
   */
  public Secret decryptWithLabel(HpkeKey key, String label, Bytes context, HpkeCiphertext sealed)
      throws CryptoRefused, KeyUnavailable {
    throw new AssertionError();
  }

  /**
   * The sender's half of the external init secret: {@code SetupBaseS(externalPub, "")}, then {@code
   * export("MLS 1.0 external init secret", Nh)} (s.8.3).
   *
   * @throws CryptoRefused if the public key is no key of this suite
   */
  public ExternalInit externalInit(Bytes externalPub) throws CryptoRefused {
    throw new AssertionError();
  }

  /**
   * The receiver's half of the external init secret (s.8.3), {@code Nh} bytes.
   *
   * @throws CryptoRefused if the KEM output is no key of this suite
   */
  public Secret externalInitSecret(HpkeKey external, Bytes kemOutput) throws CryptoRefused {
    throw new AssertionError();
  }
}
