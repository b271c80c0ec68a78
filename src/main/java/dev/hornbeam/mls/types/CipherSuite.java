package dev.hornbeam.mls.types;

import java.util.Arrays;
import java.util.Optional;

/**
 * The cipher suites of RFC 9420 s.17.1, under the standard's names without their prefix {@code
 * MLS_<bits>_DHKEM}. A further one is a further constant: everything else follows from its four
 * parts.
 */
public enum CipherSuite {
  /** The suite that every implementation has; 128-bit security. */
  X25519_AES128GCM_SHA256_ED25519(
      1, Kem.X25519, Aead.AES_128_GCM, Hash.SHA256, SignatureScheme.ED25519),
  /** With the NIST curve that most tokens have; 128-bit security. */
  P256_AES128GCM_SHA256_P256(
      2, Kem.P256, Aead.AES_128_GCM, Hash.SHA256, SignatureScheme.ECDSA_P256_SHA256),
  /** For machines without AES instructions; 128-bit security. */
  X25519_CHACHA20POLY1305_SHA256_ED25519(
      3, Kem.X25519, Aead.CHACHA20_POLY1305, Hash.SHA256, SignatureScheme.ED25519),
  /** 256-bit security. */
  X448_AES256GCM_SHA512_ED448(4, Kem.X448, Aead.AES_256_GCM, Hash.SHA512, SignatureScheme.ED448),
  /** 256-bit security. */
  P521_AES256GCM_SHA512_P521(
      5, Kem.P521, Aead.AES_256_GCM, Hash.SHA512, SignatureScheme.ECDSA_P521_SHA512),
  /** 256-bit security. */
  X448_CHACHA20POLY1305_SHA512_ED448(
      6, Kem.X448, Aead.CHACHA20_POLY1305, Hash.SHA512, SignatureScheme.ED448),
  /** Listed with 256-bit security, as by the standard; the curve gives 192. */
  P384_AES256GCM_SHA384_P384(
      7, Kem.P384, Aead.AES_256_GCM, Hash.SHA384, SignatureScheme.ECDSA_P384_SHA384);

  /** The hash function, also of HMAC and HKDF. */
  public enum Hash {
    SHA256("SHA-256", "HmacSHA256", 32),
    SHA384("SHA-384", "HmacSHA384", 48),
    SHA512("SHA-512", "HmacSHA512", 64);

    private final String jca;
    private final String jcaMac;
    private final int length;

    Hash(String jca, String jcaMac, int length) {
      this.jca = jca;
      this.jcaMac = jcaMac;
      this.length = length;
    }

    /** The JCA's name of the digest. */
    public String jca() {
      return jca;
    }

    /** The JCA's name of HMAC with this digest. */
    public String jcaMac() {
      return jcaMac;
    }

    /** {@code Nh}, bytes. */
    public int length() {
      return length;
    }
  }

  /** DHKEM of RFC 9180 s.7.1, with the group and KDF that each identifier names. */
  public enum Kem {
    P256(0x0010, Hash.SHA256, 32, 65, 32, 32),
    P384(0x0011, Hash.SHA384, 48, 97, 48, 48),
    P521(0x0012, Hash.SHA512, 64, 133, 66, 66),
    X25519(0x0020, Hash.SHA256, 32, 32, 32, 32),
    X448(0x0021, Hash.SHA512, 64, 56, 56, 56);

    private final int id;
    private final Hash hash;
    private final int secretLength;
    private final int publicKeyLength;
    private final int privateKeyLength;
    private final int dhLength;

    Kem(int id, Hash hash, int secret, int publicKey, int privateKey, int dh) {
      this.id = id;
      this.hash = hash;
      this.secretLength = secret;
      this.publicKeyLength = publicKey;
      this.privateKeyLength = privateKey;
      this.dhLength = dh;
    }

    /** The identifier of RFC 9180 s.7.1. */
    public int id() {
      return id;
    }

    /** The hash of the KEM's own HKDF, which need not be the suite's. */
    public Hash hash() {
      return hash;
    }

    /** {@code Nsecret}, bytes. */
    public int secretLength() {
      return secretLength;
    }

    /** {@code Npk}, which is also {@code Nenc}, bytes. */
    public int publicKeyLength() {
      return publicKeyLength;
    }

    /** {@code Nsk}, bytes. */
    public int privateKeyLength() {
      return privateKeyLength;
    }

    /** {@code Ndh}, bytes. */
    public int dhLength() {
      return dhLength;
    }

    /** Whether the keys are points of a NIST curve, uncompressed on the wire. */
    public boolean isNist() {
      return this == P256 || this == P384 || this == P521;
    }
  }

  /** The AEAD of messages and of HPKE (RFC 9180 s.7.3). */
  public enum Aead {
    AES_128_GCM(0x0001, 16),
    AES_256_GCM(0x0002, 32),
    CHACHA20_POLY1305(0x0003, 32);

    private final int id;
    private final int keyLength;

    Aead(int id, int keyLength) {
      this.id = id;
      this.keyLength = keyLength;
    }

    /** The identifier of RFC 9180 s.7.3. */
    public int id() {
      return id;
    }

    /** {@code Nk}, bytes. */
    public int keyLength() {
      return keyLength;
    }

    /** {@code Nn}, bytes. */
    public int nonceLength() {
      return 12;
    }

    /** {@code Nt}, bytes. */
    public int tagLength() {
      return 16;
    }
  }

  /** The signature scheme (RFC 8446 s.4.2.3); ECDSA signatures are DER (RFC 9420 s.5.1.2). */
  public enum SignatureScheme {
    ED25519("Ed25519", 32, 32),
    ED448("Ed448", 57, 57),
    ECDSA_P256_SHA256("SHA256withECDSA", 65, 32),
    ECDSA_P384_SHA384("SHA384withECDSA", 97, 48),
    ECDSA_P521_SHA512("SHA512withECDSA", 133, 66);

    private final String jca;
    private final int publicKeyLength;
    private final int privateKeyLength;

    SignatureScheme(String jca, int publicKeyLength, int privateKeyLength) {
      this.jca = jca;
      this.publicKeyLength = publicKeyLength;
      this.privateKeyLength = privateKeyLength;
    }

    /** The JCA's name of the signature. */
    public String jca() {
      return jca;
    }

    /** Bytes of a public key on the wire: raw for EdDSA, an uncompressed point for ECDSA. */
    public int publicKeyLength() {
      return publicKeyLength;
    }

    /** Bytes of a raw private key: the seed for EdDSA, the big-endian scalar for ECDSA. */
    public int privateKeyLength() {
      return privateKeyLength;
    }

    /** Whether messages are signed whole (EdDSA), not their hash (ECDSA). */
    public boolean isEdDsa() {
      return this == ED25519 || this == ED448;
    }
  }

  private final int code;
  private final Kem kem;
  private final Aead aead;
  private final Hash hash;
  private final SignatureScheme signature;

  CipherSuite(int code, Kem kem, Aead aead, Hash hash, SignatureScheme signature) {
    this.code = code;
    this.kem = kem;
    this.aead = aead;
    this.hash = hash;
    this.signature = signature;
  }

  /** The suite with the code of the registry, if this engine has it. */
  public static Optional<CipherSuite> of(int code) {
    return Arrays.stream(values()).filter(s -> s.code == code).findFirst();
  }

  /** The value of the MLS cipher suites registry. */
  public int code() {
    return code;
  }

  /** What opens Welcomes and path secrets. */
  public Kem kem() {
    return kem;
  }

  /** What encrypts messages, and seals in HPKE. */
  public Aead aead() {
    return aead;
  }

  /** The hash of transcripts, trees and references, and of the key schedule. */
  public Hash hash() {
    return hash;
  }

  /** What signs messages, leaves, key packages and GroupInfos. */
  public SignatureScheme signature() {
    return signature;
  }
}
