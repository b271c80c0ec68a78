package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.types.CipherSuite.Kem;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import javax.security.auth.DestroyFailedException;
import org.jspecify.annotations.Nullable;

/**
 * A private key in software, in the raw form of RFC 9180 or RFC 8032. It has no encoding for the
 * JCA: {@link SuiteCrypto} takes it to the fast path.
 */
public final class SoftwarePrivateKey implements PrivateKey, AutoCloseable {
  private static final long serialVersionUID = 1L;

  private final String algorithm;
  private final transient Secret raw;
  private transient @Nullable Prepared prepared;

  /**
   * @param algorithm the JCA's name of the algorithm
   * @param raw the key, which this object owns from now on
   */
  public SoftwarePrivateKey(String algorithm, Secret raw) {
    this.algorithm = algorithm;
    this.raw = raw;
  }

  /** The key in a provider's own form. */
  private record Prepared(Provider provider, PrivateKey key) {}

  /** Makes a provider's own form of a raw key, which stays the caller's. */
  @FunctionalInterface
  interface Preparation {
    PrivateKey of(byte[] raw) throws GeneralSecurityException;
  }

  /** An HPKE key, which owns the raw bytes from now on. */
  static SoftwarePrivateKey of(Kem kem, Secret raw) {
    return new SoftwarePrivateKey(kem.isNist() ? "EC" : MontgomeryCurve.of(kem).jca(), raw);
  }

  /** A signature key, which owns the raw bytes from now on. */
  static SoftwarePrivateKey of(SignatureScheme scheme, Secret raw) {
    return new SoftwarePrivateKey(scheme.isEdDsa() ? scheme.jca() : "EC", raw);
  }

  /** The key itself, which this object still owns. */
  public Secret raw() {
    return raw;
  }

  /**
   * The key in a provider's own form. The first provider's is made once and kept for as long as
   * this key: to parse a key takes about as long as to sign with it.
   */
  @SuppressWarnings("ReferenceEquality") // a provider is equal to another as a table of all it has
  PrivateKey prepared(Provider provider, Preparation preparation) throws GeneralSecurityException {
    synchronized (raw) {
      if (prepared == null) {
        prepared = new Prepared(provider, preparation.of(raw.expose()));
      }
      return prepared.provider == provider ? prepared.key : preparation.of(raw.expose());
    }
  }

  /** A key of its own with the same value. */
  public SoftwarePrivateKey copy() {
    return new SoftwarePrivateKey(algorithm, raw.copy());
  }

  @Override
  public String getAlgorithm() {
    return algorithm;
  }

  @SuppressWarnings("NullAway") // the JCA's contract for a key without an encoding
  @Override
  public String getFormat() {
    return null;
  }

  @SuppressWarnings("NullAway") // the JCA's contract for a key without an encoding
  @Override
  public byte[] getEncoded() {
    return null;
  }

  @Override
  public void destroy() {
    synchronized (raw) {
      raw.close();
      if (prepared != null) {
        destroy(prepared.key);
        prepared = null;
      }
    }
  }

  private static void destroy(PrivateKey key) {
    try {
      key.destroy();
    } catch (DestroyFailedException e) {
      // Most providers' keys cannot be; it is garbage from here on.
    }
  }

  @Override
  public boolean isDestroyed() {
    return raw.isClosed();
  }

  @Override
  public void close() {
    destroy();
  }

  @Override
  public String toString() {
    return "SoftwarePrivateKey[" + algorithm + "]";
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("a private key is not serialised");
  }
}
