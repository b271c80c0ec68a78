package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.AesKey;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamException;
import java.io.Serial;
import java.security.InvalidKeyException;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** A handle to an AES key of a token: no encoding, nothing secret, not to be serialised. */
final class TokenSecretKey implements SecretKey {
  private static final long serialVersionUID = 1;

  private final transient TokenLink link;
  private final transient AesKey key;
  private transient volatile boolean destroyed;

  TokenSecretKey(TokenLink link, AesKey key) {
    this.link = link;
    this.key = key;
  }

  TokenLink link() {
    return link;
  }

  AesKey key() {
    return key;
  }

  /**
   * The key itself, to be used.
   *
   * @throws InvalidKeyException if this handle was destroyed
   */
  AesKey usable() throws InvalidKeyException {
    if (destroyed) {
      throw new InvalidKeyException("this handle was destroyed: " + this);
    }
    return key;
  }

  @Override
  public String getAlgorithm() {
    return "AES";
  }

  @Override
  public @Nullable String getFormat() {
    return null;
  }

  @Override
  public byte @Nullable [] getEncoded() {
    return null;
  }

  /** Forgets the key; the token's object stays. */
  @Override
  public void destroy() {
    destroyed = true;
  }

  @Override
  public boolean isDestroyed() {
    return destroyed;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenSecretKey that
        && link == that.link
        && key.id().equals(that.key.id());
  }

  @Override
  public int hashCode() {
    return key.id().hashCode();
  }

  @Override
  public String toString() {
    return "AES key \"" + key.label() + "\" on " + link.describe();
  }

  @Serial
  private Object writeReplace() throws ObjectStreamException {
    throw new NotSerializableException(this + " stays on its token; write down its alias instead");
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a token's key is never in a stream");
  }
}
