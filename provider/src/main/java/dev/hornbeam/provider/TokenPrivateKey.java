package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.SessionKey;
import dev.hornbeam.pkcs11.StoredKey;
import dev.hornbeam.pkcs11.TokenKey;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamException;
import java.io.Serial;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A handle to a private key of a token. It holds nothing secret, has no encoding and cannot be
 * serialised.
 *
 * <p>Destroying the handle of a token object leaves the object alone; the object of a session goes
 * with its handle.
 */
abstract sealed class TokenPrivateKey implements PrivateKey
    permits EcTokenKey, EdEcTokenKey, XecTokenKey {
  private static final long serialVersionUID = 1;

  private final transient TokenLink link;
  private final transient TokenKey key;
  private transient volatile boolean destroyed;

  TokenPrivateKey(TokenLink link, TokenKey key) {
    this.link = link;
    this.key = key;
  }

  static TokenPrivateKey of(TokenLink link, TokenKey key) {
    return switch (key.type()) {
      case ED25519, ED448 -> new EdEcTokenKey(link, key);
      case X25519, X448 -> new XecTokenKey(link, key);
      case P256, P384, P521 -> new EcTokenKey(link, key);
    };
  }

  /** The provider instance that it belongs to. */
  final TokenLink link() {
    return link;
  }

  /** The key itself, whatever was done to this handle. */
  final TokenKey key() {
    return key;
  }

  /**
   * The key itself, to be used.
   *
   * @throws InvalidKeyException if this handle was destroyed
   */
  final TokenKey usable() throws InvalidKeyException {
    if (destroyed) {
      throw new InvalidKeyException("this handle was destroyed: " + this);
    }
    return key;
  }

  final Curve curve() {
    return Curve.of(key.type());
  }

  @Override
  public final String getAlgorithm() {
    return curve().algorithm();
  }

  @Override
  public final @Nullable String getFormat() {
    return null;
  }

  @Override
  public final byte @Nullable [] getEncoded() {
    return null;
  }

  @Override
  public final void destroy() {
    destroyed = true;
    if (key instanceof SessionKey session) {
      session.close();
    }
  }

  @Override
  public final boolean isDestroyed() {
    return destroyed;
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof TokenPrivateKey that
        && link == that.link
        && key.type() == that.key.type()
        && Arrays.equals(key.publicKey(), that.key.publicKey());
  }

  @Override
  public final int hashCode() {
    return Objects.hash(key.type(), Arrays.hashCode(key.publicKey()));
  }

  @Override
  public final String toString() {
    return curve().jca() + " private key \"" + key.label() + "\" on " + link.describe();
  }

  // Not private, so that it is asked for the classes below, too.
  @Serial
  @SuppressWarnings("DoNotCallSuggester") // Serialisation calls it.
  final Object writeReplace() throws ObjectStreamException {
    throw new NotSerializableException(
        this
            + " stays on its token; write down its name instead"
            + (key instanceof StoredKey stored ? ": " + stored.uri() : ""));
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a token's key is never in a stream");
  }
}
