package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.types.CipherSuite.Aead;
import dev.hornbeam.mls.types.CipherSuite.Hash;
import dev.hornbeam.mls.types.CipherSuite.Kem;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import java.security.SecureRandom;
import java.util.List;

/**
 * A profile whose every secret operand goes to a {@link SecretLog}. All that the engine derives, it
 * derives by these primitives, so no secret of the key schedule, the secret tree, TreeKEM or HPKE
 * is missing there.
 */
public final class LoggedProfile {
  public static final String HMAC = "hmac";
  public static final String SEAL = "seal";
  public static final String OPEN = "open";
  public static final String DH_KEY = "dh key";
  public static final String DH_SECRET = "dh secret";
  public static final String SIGNATURE_KEY = "signature key";

  private LoggedProfile() {}

  /** The same implementations, watched. */
  public static CryptoProfile of(CryptoProfile profile, SecretLog log) {
    Primitives primitives = new Primitives();
    for (Hash hash : Hash.values()) {
      primitives.put(hash, profile.digest(hash));
      primitives.put(hash, new LoggedHmac(profile.hmac(hash), log));
    }
    for (Aead aead : Aead.values()) {
      primitives.put(aead, new LoggedAead(profile.aead(aead), log));
    }
    for (Kem kem : Kem.values()) {
      primitives.put(kem, new LoggedDh(profile.dh(kem), log));
    }
    for (SignatureScheme scheme : SignatureScheme.values()) {
      primitives.put(scheme, new LoggedSigner(profile.signer(scheme), log));
    }
    return new CryptoProfile(primitives, List.of(), CryptoObserver.NONE);
  }

  /** Logs the key, the parts of the input, and the output. */
  private record LoggedHmac(Hmac inside, SecretLog log) implements Hmac {
    @Override
    public Implementation implementation() {
      return inside.implementation();
    }

    @Override
    public byte[] mac(byte[] key, byte[]... parts) {
      byte[] mac = inside.mac(key, parts);
      byte[][] operands = new byte[parts.length + 2][];
      operands[0] = key;
      System.arraycopy(parts, 0, operands, 1, parts.length);
      operands[parts.length + 1] = mac;
      log.add(HMAC, operands);
      return mac;
    }
  }

  private record LoggedAead(AeadCipher inside, SecretLog log) implements AeadCipher {
    @Override
    public Implementation implementation() {
      return inside.implementation();
    }

    @Override
    public byte[] seal(byte[] key, byte[] nonce, byte[] aad, byte[] plaintext) {
      log.add(SEAL, key, nonce, plaintext);
      return inside.seal(key, nonce, aad, plaintext);
    }

    @Override
    public byte[] open(byte[] key, byte[] nonce, byte[] aad, byte[] ciphertext)
        throws CryptoRefused {
      byte[] plaintext = inside.open(key, nonce, aad, ciphertext);
      log.add(OPEN, key, nonce, plaintext);
      return plaintext;
    }
  }

  private record LoggedDh(Dh inside, SecretLog log) implements Dh {
    @Override
    public Implementation implementation() {
      return inside.implementation();
    }

    @Override
    public RawKeyPair generate(SecureRandom random) {
      RawKeyPair pair = inside.generate(random);
      log.add(DH_KEY, pair.privateKey());
      return pair;
    }

    @Override
    public byte[] publicKey(byte[] privateKey) {
      log.add(DH_KEY, privateKey);
      return inside.publicKey(privateKey);
    }

    @Override
    public byte[] agree(byte[] privateKey, byte[] publicKey) throws CryptoRefused {
      byte[] secret = inside.agree(privateKey, publicKey);
      log.add(DH_KEY, privateKey);
      log.add(DH_SECRET, secret);
      return secret;
    }

    @Override
    public Ephemeral ephemeral(byte[] publicKey, SecureRandom random) throws CryptoRefused {
      if (inside.implementation().equals(Implementation.bouncyCastle())) {
        return Dh.super.ephemeral(publicKey, random);
      }
      Ephemeral made = inside.ephemeral(publicKey, random);
      log.add(DH_SECRET, made.sharedSecret());
      return made;
    }

    @Override
    public boolean isPublicKey(byte[] publicKey) {
      return inside.isPublicKey(publicKey);
    }
  }

  private record LoggedSigner(Signer inside, SecretLog log) implements Signer {
    @Override
    public Implementation implementation() {
      return inside.implementation();
    }

    @Override
    public RawKeyPair generate(SecureRandom random) {
      RawKeyPair pair = inside.generate(random);
      log.add(SIGNATURE_KEY, pair.privateKey());
      return pair;
    }

    @Override
    public byte[] publicKey(byte[] privateKey) {
      return inside.publicKey(privateKey);
    }

    @Override
    public byte[] sign(byte[] privateKey, byte[] message, SecureRandom random) {
      log.add(SIGNATURE_KEY, privateKey);
      return inside.sign(privateKey, message, random);
    }

    @Override
    public byte[] sign(SoftwarePrivateKey privateKey, byte[] message, SecureRandom random) {
      log.add(SIGNATURE_KEY, privateKey.raw().expose());
      return inside.sign(privateKey, message, random);
    }

    @Override
    public boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
      return inside.verify(publicKey, message, signature);
    }

    @Override
    public boolean isPublicKey(byte[] publicKey) {
      return inside.isPublicKey(publicKey);
    }
  }
}
