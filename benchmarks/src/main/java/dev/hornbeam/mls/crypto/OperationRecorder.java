package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.types.CipherSuite;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Writes down the public-key operations that clients carry out, each with its operands: private
 * keys too, which are of benchmarks and protect nothing. What is symmetric is not written down.
 */
public final class OperationRecorder {
  private final List<PublicKeyOperation> operations =
      Collections.synchronizedList(new ArrayList<>());
  private final CipherSuite suite;
  private final CryptoProfile profile;

  /** A recorder of operations of this suite alone. */
  public OperationRecorder(CipherSuite suite) {
    this.suite = suite;
    CryptoProfile fastest = CryptoProfile.fastest();
    Primitives primitives = Primitives.fastest();
    primitives.put(suite.kem(), new RecordedDh(fastest.dh(suite.kem())));
    primitives.put(suite.signature(), new RecordedSigner(fastest.signer(suite.signature())));
    profile = new CryptoProfile(primitives, List.of(), CryptoObserver.NONE);
  }

  /** For the clients that are recorded: {@link CryptoProfile#fastest}, listened to. */
  public CryptoProfile profile() {
    return profile;
  }

  /** Begins anew. */
  public void reset() {
    operations.clear();
  }

  /**
   * What was recorded, to be done again.
   *
   * @param by whose implementations do it
   * @return a copy, which later recording does not change
   */
  public RecordedWork work(FastestOperations by) {
    return new RecordedWork(suite, List.copyOf(operations), by);
  }

  private final class RecordedDh implements Dh {
    private final Dh dh;

    RecordedDh(Dh dh) {
      this.dh = dh;
    }

    @Override
    public Implementation implementation() {
      return dh.implementation();
    }

    @Override
    public RawKeyPair generate(SecureRandom random) {
      operations.add(new PublicKeyOperation.Generate());
      return dh.generate(random);
    }

    @Override
    public byte[] publicKey(byte[] privateKey) {
      operations.add(new PublicKeyOperation.PublicKey(privateKey.clone()));
      return dh.publicKey(privateKey);
    }

    @Override
    public byte[] agree(byte[] privateKey, byte[] publicKey) throws CryptoRefused {
      operations.add(new PublicKeyOperation.Agree(privateKey.clone(), publicKey.clone()));
      return dh.agree(privateKey, publicKey);
    }

    @Override
    public Ephemeral ephemeral(byte[] publicKey, SecureRandom random) throws CryptoRefused {
      operations.add(new PublicKeyOperation.Ephemeral(publicKey.clone()));
      return dh.ephemeral(publicKey, random);
    }

    /** Of the keys of a KEM, this looks at the form alone. */
    @Override
    public boolean isPublicKey(byte[] publicKey) {
      return dh.isPublicKey(publicKey);
    }
  }

  private final class RecordedSigner implements Signer {
    private final Signer signer;

    RecordedSigner(Signer signer) {
      this.signer = signer;
    }

    @Override
    public Implementation implementation() {
      return signer.implementation();
    }

    @Override
    public RawKeyPair generate(SecureRandom random) {
      operations.add(new PublicKeyOperation.SignatureGenerate());
      return signer.generate(random);
    }

    /** Only an import of keys needs it, which no operation of a group does. */
    @Override
    public byte[] publicKey(byte[] privateKey) {
      return signer.publicKey(privateKey);
    }

    @Override
    public byte[] sign(byte[] privateKey, byte[] message, SecureRandom random) {
      operations.add(PublicKeyOperation.Sign.of(suite.signature(), privateKey, message.clone()));
      return signer.sign(privateKey, message, random);
    }

    @Override
    public byte[] sign(SoftwarePrivateKey privateKey, byte[] message, SecureRandom random) {
      operations.add(new PublicKeyOperation.Sign(privateKey.copy(), message.clone()));
      return signer.sign(privateKey, message, random);
    }

    @Override
    public boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
      operations.add(
          new PublicKeyOperation.Verify(publicKey.clone(), message.clone(), signature.clone()));
      return signer.verify(publicKey, message, signature);
    }

    /** A check of the form and of the point, which a verification does once more. */
    @Override
    public boolean isPublicKey(byte[] publicKey) {
      return signer.isPublicKey(publicKey);
    }
  }
}
