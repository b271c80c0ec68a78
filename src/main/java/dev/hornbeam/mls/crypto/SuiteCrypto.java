package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.CipherSuite;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The operations of one cipher suite (RFC 9420 s.5), by the implementations that one {@link
 * CryptoProfile} chose. Has no state and is safe for use by several threads at once. Secrets given
 * stay the caller's; secrets returned are the caller's to close.
 */
public final class SuiteCrypto {
  /** An encapsulated init secret of an external commit (RFC 9420 s.8.3); the caller closes it. */
  public record ExternalInit(Bytes kemOutput, Secret initSecret) {}

  private static final String MLS = "MLS 1.0 ";
  private static final Bytes EXTERNAL_INIT = Bytes.utf8("MLS 1.0 external init secret");

  private final CipherSuite suite;
  private final CryptoProfile profile;
  private final SecureRandom random;
  private final Digest digest;
  private final Hmac hmac;
  private final Hkdf hkdf;
  private final AeadCipher aead;
  private final Dh dh;
  private final Dhkem kem;
  private final Hpke hpke;
  private final Signer signer;

  private SuiteCrypto(CipherSuite suite, CryptoProfile profile, SecureRandom random) {
    this.suite = suite;
    this.profile = profile;
    this.random = random;
    this.digest = profile.digest(suite.hash());
    this.hmac = profile.hmac(suite.hash());
    this.hkdf = profile.hkdf(suite.hash());
    this.aead = profile.aead(suite.aead());
    this.dh = profile.dh(suite.kem());
    this.kem = new Dhkem(suite.kem(), dh, profile.hkdf(suite.kem().hash()), profile.observer());
    this.hpke = new Hpke(suite, kem, hkdf, aead);
    this.signer = profile.signer(suite.signature());
  }

  /**
   * @throws IllegalArgumentException if the profile lacks a primitive of the suite
   */
  public static SuiteCrypto of(CipherSuite suite, CryptoProfile profile, SecureRandom random) {
    profile.require(suite);
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
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** {@code Hash(data)}. */
  public Bytes hash(Bytes data) {
    return Bytes.own(digest.hash(data.view()));
  }

  /** {@code Hash(data)} of another suite, for what is named by it. */
  public Bytes hash(CipherSuite other, Bytes data) {
    return Bytes.own(profile.digest(other.hash()).hash(data.view()));
  }

  /** {@code RefHash(label, value)} (s.5.2). */
  public Bytes refHash(String label, Bytes value) {
    TlsWriter input = new TlsWriter(label.length() + value.length() + 8);
    input.opaque(Bytes.utf8(label)).opaque(value);
    return hash(input.toBytes());
  }

  /** {@code MAC(key, data)}: HMAC with the suite's hash, {@code Nh} bytes. */
  public Bytes mac(Secret key, Bytes data) {
    return Bytes.own(hmac.mac(key.expose(), data.view()));
  }

  /** Whether the tag is {@code MAC(key, data)}, compared in constant time. */
  public boolean verifyMac(Secret key, Bytes data, Bytes tag) {
    return mac(key, data).matches(tag);
  }

  /** {@code KDF.Extract(salt, ikm)}, {@code Nh} bytes. */
  public Secret extract(Secret salt, Secret ikm) {
    return Secret.own(hkdf.extract(salt.expose(), ikm.expose()));
  }

  /** {@code ExpandWithLabel(secret, label, context, length)} (s.8). */
  public Secret expandWithLabel(Secret secret, String label, Bytes context, int length) {
    TlsWriter kdfLabel = new TlsWriter(label.length() + context.length() + 16);
    kdfLabel.u16(length).opaque(Bytes.utf8(MLS + label)).opaque(context);
    return Secret.own(hkdf.expand(secret.expose(), length, kdfLabel.toBytes().view()));
  }

  /** {@code DeriveSecret(secret, label)} (s.8). */
  public Secret deriveSecret(Secret secret, String label) {
    return expandWithLabel(secret, label, Bytes.EMPTY, hashLength());
  }

  /** {@code DeriveTreeSecret(secret, label, generation, length)} (s.9). */
  public Secret deriveTreeSecret(Secret secret, String label, long generation, int length) {
    return expandWithLabel(secret, label, new TlsWriter(4).u32(generation).toBytes(), length);
  }

  /**
   * {@code AEAD.Seal(key, nonce, aad, plaintext)}.
   *
   * @return the ciphertext, {@code Nt} bytes longer than the plaintext
   */
  public Bytes seal(Secret key, byte[] nonce, Bytes aad, byte[] plaintext) {
    return Bytes.own(aead.seal(key.expose(), nonce, aad.view(), plaintext));
  }

  /**
   * {@code AEAD.Open(key, nonce, aad, ciphertext)}.
   *
   * @throws CryptoRefused if the tag does not fit
   */
  public Secret open(Secret key, byte[] nonce, Bytes aad, Bytes ciphertext) throws CryptoRefused {
    return Secret.own(aead.open(key.expose(), nonce, aad.view(), ciphertext.view()));
  }

  /**
   * {@code SignWithLabel(privateKey, label, content)} (s.5.1.2).
   *
   * @throws KeyUnavailable if the key's token does not sign now
   */
  public Bytes signWithLabel(PrivateKey privateKey, String label, Bytes content)
      throws KeyUnavailable {
    byte[] signed = labeled(label, content).view();
    if (privateKey instanceof SoftwarePrivateKey software) {
      return Bytes.own(signer.sign(software, signed, random));
    }
    observe(CryptoOperation.SIGN);
    return Bytes.own(ForeignKeys.sign(suite.signature(), privateKey, signed));
  }

  /**
   * {@code VerifyWithLabel(publicKey, label, content, signature)}; false for any bad input, also
   * for one that is not {@link #isSignaturePublicKey}.
   */
  public boolean verifyWithLabel(Bytes publicKey, String label, Bytes content, Bytes signature) {
    return signer.verify(publicKey.view(), labeled(label, content).view(), signature.view());
  }

  /** Whether the bytes are a signature public key of this suite (s.5.1.1). */
  public boolean isSignaturePublicKey(Bytes publicKey) {
    return signer.isPublicKey(publicKey.view());
  }

  /**
   * Whether the chain begins with a certificate for the signature public key (s.5.3).
   *
   * @param certificates DER-encoded, of whatever quality
   */
  public boolean isCertified(List<Bytes> certificates, Bytes publicKey) {
    return !certificates.isEmpty()
        && PublicKeys.isCertified(suite.signature(), certificates.get(0), publicKey);
  }

  /** Whether the bytes are an HPKE public key of this suite: length, and point on the curve. */
  public boolean isHpkePublicKey(Bytes publicKey) {
    return dh.isPublicKey(publicKey.view());
  }

  /** A fresh signature key pair in software. The caller owns the private key. */
  public SignatureKey generateSignatureKey() {
    return signatureKey(signer.generate(random));
  }

  /** A fresh HPKE key pair in software ({@code KEM.GenerateKeyPair}). */
  public HpkeKey generateHpkeKey() {
    return hpkeKey(dh.generate(random));
  }

  /** {@code KEM.DeriveKeyPair(secret)} (RFC 9180 s.7.1.3), in software. */
  public HpkeKey deriveKeyPair(Secret secret) {
    return hpkeKey(kem.deriveKeyPair(secret));
  }

  /**
   * The HPKE key pair of a raw private key, whose public half is computed.
   *
   * @param rawPrivate as RFC 9180's {@code SerializePrivateKey} writes it; for a NIST curve leading
   *     zeros may be missing. It stays the caller's
   * @throws IllegalArgumentException if it is no private key of this suite
   */
  public HpkeKey importHpkeKey(Secret rawPrivate) {
    return hpkeKey(withPublicKey(rawPrivate, suite.kem().privateKeyLength(), dh::publicKey));
  }

  /**
   * The signature key pair of a raw private key, whose public half is computed.
   *
   * @param rawPrivate the seed of RFC 8032 or the big-endian scalar, whose leading zeros may be
   *     missing. It stays the caller's
   * @throws IllegalArgumentException if it is no private key of this suite
   * @throws UnsupportedOperationException if the profile is of one provider and that cannot compute
   *     the public half; see {@link #importSignatureKey(Secret, Bytes)}
   */
  public SignatureKey importSignatureKey(Secret rawPrivate) {
    return signatureKey(
        withPublicKey(rawPrivate, suite.signature().privateKeyLength(), signer::publicKey));
  }

  /**
   * The signature key pair of a raw private key and its public half, which are tried together.
   *
   * @param rawPrivate as for {@link #importSignatureKey(Secret)}
   * @throws IllegalArgumentException if they are no key pair of this suite
   */
  public SignatureKey importSignatureKey(Secret rawPrivate, Bytes publicKey) {
    SignatureKey key =
        signatureKey(
            withPublicKey(
                rawPrivate, suite.signature().privateKeyLength(), unused -> publicKey.toArray()));
    byte[] message = publicKey.view();
    byte[] signature = signer.sign(key.privateKey().raw().expose(), message, random);
    if (!signer.verify(publicKey.view(), message, signature)) {
      key.privateKey().close();
      throw new IllegalArgumentException("the public key is not that of the private key");
    }
    return key;
  }

  /**
   * {@code EncryptWithLabel(publicKey, label, context, plaintext)} (s.5.1.3).
   *
   * @throws CryptoRefused if the public key is no key of this suite
   */
  public HpkeCiphertext encryptWithLabel(
      Bytes publicKey, String label, Bytes context, Secret plaintext) throws CryptoRefused {
    return encryption(label, context).seal(publicKey, plaintext);
  }

  /**
   * {@code EncryptWithLabel} to many public keys: the context, which may be long, is hashed once.
   */
  public LabeledEncryption encryption(String label, Bytes context) {
    return new LabeledEncryption(hpke.info(labeled(label, context)));
  }

  /** {@code EncryptWithLabel} with one label and context. Safe for use by several threads. */
  public final class LabeledEncryption {
    private final Hpke.Info info;

    private LabeledEncryption(Hpke.Info info) {
      this.info = info;
    }

    /**
     * @throws CryptoRefused if the public key is no key of this suite
     */
    public HpkeCiphertext seal(Bytes publicKey, Secret plaintext) throws CryptoRefused {
      observe(CryptoOperation.HPKE_SEAL);
      return hpke.seal(publicKey, info, Bytes.EMPTY, plaintext, random);
    }
  }

  /**
   * {@code DecryptWithLabel(key, label, context, kemOutput, ciphertext)} (s.5.1.3).
   *
   * @throws CryptoRefused if the ciphertext was not made for this key, label and context
   * @throws KeyUnavailable if the key's token does not answer now
   */
  public Secret decryptWithLabel(HpkeKey key, String label, Bytes context, HpkeCiphertext sealed)
      throws CryptoRefused, KeyUnavailable {
    observe(CryptoOperation.HPKE_OPEN);
    return hpke.open(key, hpke.info(labeled(label, context)), Bytes.EMPTY, sealed);
  }

  /**
   * The sender's half of the external init secret: {@code SetupBaseS(externalPub, "")}, then {@code
   * export("MLS 1.0 external init secret", Nh)} (s.8.3).
   *
   * @throws CryptoRefused if the public key is no key of this suite
   */
  public ExternalInit externalInit(Bytes externalPub) throws CryptoRefused {
    observe(CryptoOperation.HPKE_EXPORT);
    return hpke.sendExport(
        externalPub, hpke.info(Bytes.EMPTY), EXTERNAL_INIT, hashLength(), random);
  }

  /**
   * The receiver's half of the external init secret (s.8.3), {@code Nh} bytes.
   *
   * @param external derived from the external secret, so always a software key
   * @throws CryptoRefused if the KEM output is no key of this suite
   */
  public Secret externalInitSecret(HpkeKey external, Bytes kemOutput) throws CryptoRefused {
    observe(CryptoOperation.HPKE_EXPORT);
    try {
      return hpke.receiveExport(
          kemOutput, external, hpke.info(Bytes.EMPTY), EXTERNAL_INIT, hashLength());
    } catch (KeyUnavailable e) {
      throw new IllegalArgumentException("an external key is derived, so it is in software", e);
    }
  }

  /**
   * {@code SignContent} and {@code EncryptContext} (s.5.1.2, 5.1.3), which have one form: the label
   * with its prefix, then the content.
   */
  private static Bytes labeled(String label, Bytes content) {
    Bytes prefixed = Bytes.utf8(MLS + label);
    int size = TlsWriter.opaqueSize(prefixed.length()) + TlsWriter.opaqueSize(content.length());
    return new TlsWriter(size).opaque(prefixed).opaque(content).finish();
  }

  private void observe(CryptoOperation operation) {
    profile.observer().observed(operation);
  }

  private RawKeyPair withPublicKey(Secret raw, int length, UnaryOperator<byte[]> publicKey) {
    if (raw.length() > length || (raw.length() < length && !suite.kem().isNist())) {
      throw new IllegalArgumentException(
          "a private key of " + suite + " has " + length + " bytes, not " + raw.length());
    }
    Secret privateKey = Secret.own(Dh.fixedLength(raw.expose().clone(), length));
    try {
      return new RawKeyPair(privateKey, Bytes.own(publicKey.apply(privateKey.expose())));
    } catch (RuntimeException e) {
      privateKey.close();
      throw e;
    }
  }

  private HpkeKey hpkeKey(RawKeyPair pair) {
    return new HpkeKey(SoftwarePrivateKey.of(suite.kem(), pair.privateKey()), pair.publicKey());
  }

  private SignatureKey signatureKey(RawKeyPair pair) {
    return new SignatureKey(
        SoftwarePrivateKey.of(suite.signature(), pair.privateKey()), pair.publicKey());
  }
}
