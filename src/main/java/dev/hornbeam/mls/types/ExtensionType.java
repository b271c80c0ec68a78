package dev.hornbeam.mls.types;

import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;

/**
 * A value of the MLS extension types registry (RFC 9420 s.17.3).
 *
 * @param value from 0 to 65535; unknown and GREASE values are values like any other
 */
public record ExtensionType(int value) implements Wire {
  public static final ExtensionType APPLICATION_ID = new ExtensionType(1);
  public static final ExtensionType RATCHET_TREE = new ExtensionType(2);
  public static final ExtensionType REQUIRED_CAPABILITIES = new ExtensionType(3);
  public static final ExtensionType EXTERNAL_PUB = new ExtensionType(4);
  public static final ExtensionType EXTERNAL_SENDERS = new ExtensionType(5);

  /** draft-ietf-mls-extensions: marks a KeyPackage that is not deleted when it is used. */
  public static final ExtensionType LAST_RESORT = new ExtensionType(10);

  public static ExtensionType decode(TlsReader r) throws MalformedMessage {
    return new ExtensionType(r.u16("extension_type"));
  }

  @Override
  public void encode(TlsWriter w) {
    w.u16(value);
  }

  /** Whether every client supports it, so that capabilities never list it (RFC 9420 s.7.2). */
  public boolean isDefault() {
    return value >= 1 && value <= 5;
  }
}
