package dev.hornbeam.mls.message;

import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.error.MalformedMessage;

/** How a message is carried (RFC 9420 s.6, s.17.2). */
public enum WireFormat {
  PUBLIC_MESSAGE(1),
  PRIVATE_MESSAGE(2),
  WELCOME(3),
  GROUP_INFO(4),
  KEY_PACKAGE(5);

  private final int code;

  WireFormat(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public static WireFormat decode(TlsReader r) throws MalformedMessage {
    int at = r.offset();
    int code = r.u16("wire_format");
    for (WireFormat format : values()) {
      if (format.code == code) {
        return format;
      }
    }
    throw r.malformed("wire_format", at, "no wire format has the number " + code);
  }
}
