package dev.hornbeam.mls.message;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.types.ProtocolVersion;

/**
 *
 *
 * <pre>
 * struct {
 *     ProtocolVersion version = mls10;
 *     WireFormat wire_format;
 *     select (MLSMessage.wire_format) {
 *         case mls_public_message:
 *             PublicMessage public_message;
 *         case mls_private_message:
 *             PrivateMessage private_message;
 *         case mls_welcome:
 *             Welcome welcome;
 *         case mls_group_info:
 *             GroupInfo group_info;
 *         case mls_key_package:
 *             KeyPackage key_package;
 *     };
 * } MLSMessage;
 * </pre>
 *
 * RFC 9420 s.6.
 */
public sealed interface MlsMessage extends Wire {
  WireFormat wireFormat();

  /** The structure that the wire format selects. */
  Wire body();

  /** A signed message that is not encrypted. */
  record Public(PublicMessage body) implements MlsMessage {
    @Override
    public WireFormat wireFormat() {
      return WireFormat.PUBLIC_MESSAGE;
    }
  }

  /** A signed and encrypted message. */
  record Private(PrivateMessage body) implements MlsMessage {
    @Override
    public WireFormat wireFormat() {
      return WireFormat.PRIVATE_MESSAGE;
    }
  }

  /** What new members need to join. */
  record ForNewMembers(Welcome body) implements MlsMessage {
    @Override
    public WireFormat wireFormat() {
      return WireFormat.WELCOME;
    }
  }

  /** The public state of a group. */
  record Info(GroupInfo body) implements MlsMessage {
    @Override
    public WireFormat wireFormat() {
      return WireFormat.GROUP_INFO;
    }
  }

  /** What others need to add a client. */
  record ForAdding(KeyPackage body) implements MlsMessage {
    @Override
    public WireFormat wireFormat() {
      return WireFormat.KEY_PACKAGE;
    }
  }

  @Override
  default void encode(TlsWriter w) {
    w.u16(ProtocolVersion.MLS10).u16(wireFormat().code()).struct(body());
  }

  static MlsMessage decode(TlsReader r) throws MalformedMessage {
    int at = r.offset();
    int version = r.u16("version");
    if (version != ProtocolVersion.MLS10) {
      throw r.malformed("version", at, "only mls10 (1) is known, not " + version);
    }
    return switch (WireFormat.decode(r)) {
      case PUBLIC_MESSAGE -> new Public(r.struct("public_message", PublicMessage::decode));
      case PRIVATE_MESSAGE -> new Private(r.struct("private_message", PrivateMessage::decode));
      case WELCOME -> new ForNewMembers(r.struct("welcome", Welcome::decode));
      case GROUP_INFO -> new Info(r.struct("group_info", GroupInfo::decode));
      case KEY_PACKAGE -> new ForAdding(r.struct("key_package", KeyPackage::decode));
    };
  }

  /**
   * Decodes one message that fills the bytes.
   *
   * @throws MalformedMessage if they are no such message
   */
  static MlsMessage decode(Bytes message) throws MalformedMessage {
    return TlsReader.decode(message, MlsMessage::decode);
  }
}
