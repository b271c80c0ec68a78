package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import java.security.SecureRandom;
import java.util.Arrays;

/** One operation of a public-key primitive with its operands, to be done as often as one likes. */
sealed interface PublicKeyOperation {
  /** What kinds there are. An implementation that is fastest at one may be slow at another. */
  enum Kind {
    GENERATE,
    PUBLIC_KEY,
    AGREE,
    EPHEMERAL,
    SIGNATURE_GENERATE,
    SIGN,
    VERIFY
  }

  Kind kind();

  /** The same for somebody else: what one implementation makes of a key is no use to another. */
  default PublicKeyOperation copy() {
    return this;
  }

  /**
   * Does it.
   *
   * @return a hash of the result, or 1 for a signature that is good and 0 for a bad one
   */
  int by(Dh dh, Signer signer, SecureRandom random) throws CryptoRefused;

  record Generate() implements PublicKeyOperation {
    @Override
    public Kind kind() {
      return Kind.GENERATE;
    }

    @Override
    public int by(Dh dh, Signer signer, SecureRandom random) {
      return hash(dh.generate(random));
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // an operand, never compared
  record PublicKey(byte[] privateKey) implements PublicKeyOperation {
    @Override
    public Kind kind() {
      return Kind.PUBLIC_KEY;
    }

    @Override
    public int by(Dh dh, Signer signer, SecureRandom random) {
      return Arrays.hashCode(dh.publicKey(privateKey));
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // operands, never compared
  record Agree(byte[] privateKey, byte[] publicKey) implements PublicKeyOperation {
    @Override
    public Kind kind() {
      return Kind.AGREE;
    }

    @Override
    public int by(Dh dh, Signer signer, SecureRandom random) throws CryptoRefused {
      return Arrays.hashCode(dh.agree(privateKey, publicKey));
    }
  }

  /** A fresh key pair and an agreement with it: what the sender's half of a KEM is made of. */
  @SuppressWarnings("ArrayRecordComponent") // an operand, never compared
  record Ephemeral(byte[] publicKey) implements PublicKeyOperation {
    @Override
    public Kind kind() {
      return Kind.EPHEMERAL;
    }

    @Override
    public int by(Dh dh, Signer signer, SecureRandom random) throws CryptoRefused {
      return Arrays.hashCode(dh.ephemeral(publicKey, random).sharedSecret());
    }
  }

  record SignatureGenerate() implements PublicKeyOperation {
    @Override
    public Kind kind() {
      return Kind.SIGNATURE_GENERATE;
    }

    @Override
    public int by(Dh dh, Signer signer, SecureRandom random) {
      return hash(signer.generate(random));
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // operands, never compared
  record Sign(SoftwarePrivateKey privateKey, byte[] message) implements PublicKeyOperation {
    /**
     * @param raw the private key, which stays the caller's
     */
    static Sign of(SignatureScheme scheme, byte[] raw, byte[] message) {
      return new Sign(SoftwarePrivateKey.of(scheme, Secret.copyOf(raw)), message);
    }

    @Override
    public Kind kind() {
      return Kind.SIGN;
    }

    @Override
    public PublicKeyOperation copy() {
      return new Sign(privateKey.copy(), message);
    }

    @Override
    public int by(Dh dh, Signer signer, SecureRandom random) {
      return Arrays.hashCode(signer.sign(privateKey, message, random));
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // operands, never compared
  record Verify(byte[] publicKey, byte[] message, byte[] signature) implements PublicKeyOperation {
    @Override
    public Kind kind() {
      return Kind.VERIFY;
    }

    @Override
    public int by(Dh dh, Signer signer, SecureRandom random) {
      return signer.verify(publicKey, message, signature) ? 1 : 0;
    }
  }

  private static int hash(RawKeyPair pair) {
    pair.privateKey().close();
    return pair.publicKey().hashCode();
  }
}
