package dev.hornbeam.mls.types;

import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;

/**
 * A value of the MLS credential types registry (RFC 9420 s.17.5).
 *
 * @param value from 0 to 65535; unknown and GREASE values are values like any other
 */
public record CredentialType(int value) implements Wire {
  /** {@code basic}. */
  public static final CredentialType BASIC = new CredentialType(1);

  /** {@code x509}. */
  public static final CredentialType X509 = new CredentialType(2);

  /** A value of the registry. */
  public CredentialType {
    if (value < 0 || value > 0xffff) {
      throw new IllegalArgumentException("no credential type: " + value);
    }
  }

  /**
   * Reads a {@code uint16}.
   *
   * @throws MalformedMessage if the bytes are not such a structure
   */
  public static CredentialType decode(TlsReader r) throws MalformedMessage {
    return new CredentialType(r.u16("credential_type"));
  }

  @Override
  public void encode(TlsWriter w) {
    w.u16(value);
  }
}
