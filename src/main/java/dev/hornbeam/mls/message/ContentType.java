package dev.hornbeam.mls.message;

import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.error.MalformedMessage;

/** What a framed message holds (RFC 9420 s.6). */
public enum ContentType {
  APPLICATION(1),
  PROPOSAL(2),
  COMMIT(3);

  private final int code;

  ContentType(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public static ContentType decode(TlsReader r) throws MalformedMessage {
    int at = r.offset();
    int code = r.u8("content_type");
    return switch (code) {
      case 1 -> APPLICATION;
      case 2 -> PROPOSAL;
      case 3 -> COMMIT;
      default -> throw r.malformed("content_type", at, "no content type has the number " + code);
    };
  }
}
