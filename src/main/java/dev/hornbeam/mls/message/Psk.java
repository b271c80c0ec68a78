package dev.hornbeam.mls.message;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.types.GroupId;

/**
 * Which pre-shared key, without the nonce of its use: the first fields of a {@code PreSharedKeyID}
 * (RFC 9420 s.8.4).
 */
public sealed interface Psk extends Wire {
  /** One that the application shared by other means, under a name. */
  record External(Bytes id) implements Psk {
    @Override
    public void encode(TlsWriter w) {
      w.u8(1).opaque(id);
    }
  }

  /** The {@code resumption_psk} of an epoch of a group. */
  record Resumption(Usage usage, GroupId groupId, long epoch) implements Psk {
    @Override
    public void encode(TlsWriter w) {
      w.u8(2).u8(usage.code()).struct(groupId).u64(epoch);
    }
  }

  /** What a resumption PSK is used for. */
  enum Usage {
    APPLICATION(1),
    REINIT(2),
    BRANCH(3);

    private final int code;

    Usage(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }

    static Usage decode(TlsReader r) throws MalformedMessage {
      int at = r.offset();
      int code = r.u8("usage");
      return switch (code) {
        case 1 -> APPLICATION;
        case 2 -> REINIT;
        case 3 -> BRANCH;
        default -> throw r.malformed("usage", at, "no usage has the number " + code);
      };
    }
  }

  static Psk decode(TlsReader r) throws MalformedMessage {
    int at = r.offset();
    int type = r.u8("psktype");
    return switch (type) {
      case 1 -> new External(r.opaque("psk_id"));
      case 2 ->
          new Resumption(
              Usage.decode(r), new GroupId(r.opaque("psk_group_id")), r.u64("psk_epoch"));
      default -> throw r.malformed("psktype", at, "no PSK type has the number " + type);
    };
  }

  /** Whether the key serves to link this group to an older one (s.11.2, s.11.3). */
  default boolean linksGroups() {
    return this instanceof Resumption resumption && resumption.usage() != Usage.APPLICATION;
  }
}
