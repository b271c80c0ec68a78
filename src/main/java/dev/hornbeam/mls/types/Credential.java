package dev.hornbeam.mls.types;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;
import java.util.List;

/**
 *
 *
 * <pre>
 * struct {
 *     CredentialType credential_type;
 *     select (Credential.credential_type) {
 *         case basic:
 *             opaque identity&lt;V&gt;;
 *
 *         case x509:
 *             Certificate certificates&lt;V&gt;;
 *     };
 * } Credential;
 * </pre>
 *
 * Who someone says to be: the application's {@link CredentialValidator} decides whether it is so.
 * RFC 9420 s.5.3.
 */
public sealed interface Credential extends Wire {
  /** The type that stands on the wire. */
  CredentialType type();

  /**
   * A bare assertion of an identity.
   *
   * @param identity in a form that the application defines
   */
  record Basic(Bytes identity) implements Credential {
    @Override
    public CredentialType type() {
      return CredentialType.BASIC;
    }

    @Override
    public void encode(TlsWriter w) {
      w.struct(type()).opaque(identity);
    }
  }

  /**
   * A chain of certificates.
   *
   * @param certificates DER-encoded X.509, the end entity first; its public key is the leaf's
   *     signature key
   */
  record X509(List<Bytes> certificates) implements Credential {
    /** Copies the list. */
    public X509 {
      certificates = List.copyOf(certificates);
    }

    @Override
    public CredentialType type() {
      return CredentialType.X509;
    }

    @Override
    public void encode(TlsWriter w) {
      w.struct(type()).vector(certificates, TlsWriter::opaque);
    }
  }

  /**
   * A credential of a type that this engine does not know, kept as it came. Its body is one vector,
   * which is how every registered type and every GREASE credential is built.
   *
   * @param type neither basic nor X.509
   * @param body what the vector holds
   */
  record Other(CredentialType type, Bytes body) implements Credential {
    @Override
    public void encode(TlsWriter w) {
      w.struct(type).opaque(body);
    }
  }

  /** A basic credential whose identity is the UTF-8 text. */
  static Credential basic(String identity) {
    return new Basic(Bytes.utf8(identity));
  }

  /**
   * Reads a credential of any type.
   *
   * @throws MalformedMessage if the bytes are not such a structure
   */
  static Credential decode(TlsReader r) throws MalformedMessage {
    CredentialType type = CredentialType.decode(r);
    if (type.equals(CredentialType.BASIC)) {
      return new Basic(r.opaque("identity"));
    }
    if (type.equals(CredentialType.X509)) {
      return new X509(r.vector("certificates", c -> c.opaque("cert_data")));
    }
    return new Other(type, r.opaque("credential_data"));
  }
}
