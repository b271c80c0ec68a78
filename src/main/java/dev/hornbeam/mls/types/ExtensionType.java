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
  /** {@code application_id}, of a leaf: how the application calls the client (RFC 9420 s.5.3.3). */
  public static final ExtensionType APPLICATION_ID = new ExtensionType(1);

  /** {@code ratchet_tree}, of a GroupInfo (s.12.4.3.3). */
  public static final ExtensionType RATCHET_TREE = new ExtensionType(2);

  /** {@code required_capabilities}, of a group context (s.11.1). */
  public static final ExtensionType REQUIRED_CAPABILITIES = new ExtensionType(3);

  /** {@code external_pub}, of a GroupInfo: what external commits are made for (s.12.4.3.2). */
  public static final ExtensionType EXTERNAL_PUB = new ExtensionType(4);

  /** {@code external_senders}, of a group context (s.12.1.8.1). */
  public static final ExtensionType EXTERNAL_SENDERS = new ExtensionType(5);

  /**
   * {@code last_resort}, of a KeyPackage that is not deleted when it is used
   * (draft-ietf-mls-extensions).
   */
  public static final ExtensionType LAST_RESORT = new ExtensionType(10);

  /** What has a list of extensions (RFC 9420 s.13.4). */
  public enum Place {
    KEY_PACKAGE,
    LEAF_NODE,
    GROUP_CONTEXT,
    GROUP_INFO
  }

  /** A value of the registry. */
  public ExtensionType {
    if (value < 0 || value > 0xffff) {
      throw new IllegalArgumentException("no extension type: " + value);
    }
  }

  /**
   * Reads a {@code uint16}.
   *
   * @throws MalformedMessage if the bytes are not such a structure
   */
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

  /**
   * Whether an extension of the type may appear there: column "Message(s)" of the registry (RFC
   * 9420 s.17.3). Types that RFC 9420 does not define may appear anywhere.
   */
  public boolean mayAppearIn(Place place) {
    return switch (value) {
      case 1 -> place == Place.LEAF_NODE;
      case 2, 4 -> place == Place.GROUP_INFO;
      case 3, 5 -> place == Place.GROUP_CONTEXT;
      default -> true;
    };
  }
}
