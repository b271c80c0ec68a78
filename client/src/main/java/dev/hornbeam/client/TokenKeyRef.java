package dev.hornbeam.client;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.KeyUse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a reference to a token's key says. The numbers never change.
 *
 * <pre>
 * enum { object(1), wrapped(2), (255) } Kind;
 * enum { ed25519(1), ed448(2), x25519(3), x448(4), p256(5), p384(6), p521(7), (255) } KeyType;
 * enum { sign(1), derive(2), (255) } KeyUse;
 *
 * struct {
 *     opaque source&lt;V&gt;;        // "token"
 *     uint8 version;           // 1
 *     Kind kind;
 *     opaque token&lt;V&gt;;         // its URI of RFC 7512, UTF-8
 *     opaque id&lt;V&gt;;            // CKA_ID of the key, or of the AES key that wraps it
 *     opaque public_key&lt;V&gt;;
 *     select (Kind) {
 *         case wrapped:
 *             KeyType type;
 *             KeyUse use;
 *             opaque blob&lt;V&gt;;
 *     };
 * } TokenKeyRef;
 * </pre>
 */
sealed interface TokenKeyRef {
  /** The token, as a URI. */
  String token();

  /** The public key, as on the wire. */
  Bytes publicKey();

  /** A key that is an object of its token. */
  record Stored(String token, KeyId id, Bytes publicKey) implements TokenKeyRef {
    @Override
    public KeyRef ref() {
      return new KeyRef(Coding.begin(Coding.STORED, token, id, publicKey).toBytes());
    }
  }

  /** A key that its token wrapped. */
  record Wrapped(
      String token, KeyId wrappingKey, Bytes publicKey, KeyType type, KeyUse use, Bytes blob)
      implements TokenKeyRef {
    @Override
    public KeyRef ref() {
      return new KeyRef(
          Coding.begin(Coding.WRAPPED, token, wrappingKey, publicKey)
              .u8(Coding.code(type))
              .u8(Coding.code(use))
              .opaque(blob)
              .toBytes());
    }
  }

  /** As the engine keeps it. */
  KeyRef ref();

  /** What a reference says; empty if it is none of a token's key. */
  static Optional<TokenKeyRef> of(KeyRef ref) {
    try {
      return Optional.of(TlsReader.decode(ref.value(), Coding::decode));
    } catch (MalformedMessage e) {
      return Optional.empty();
    }
  }

  /** The bytes. */
  final class Coding {
    private static final Bytes SOURCE = Bytes.utf8("token");
    private static final int VERSION = 1;
    private static final int STORED = 1;
    private static final int WRAPPED = 2;

    private Coding() {}

    private static TlsWriter begin(int kind, String token, KeyId id, Bytes publicKey) {
      return new TlsWriter()
          .opaque(SOURCE)
          .u8(VERSION)
          .u8(kind)
          .opaque(Bytes.utf8(token))
          .opaque(id.toArray())
          .opaque(publicKey);
    }

    private static TokenKeyRef decode(TlsReader r) throws MalformedMessage {
      if (!r.opaque("source").equals(SOURCE) || r.u8("version") != VERSION) {
        throw r.malformed("source", 0, "not of a token, or of a later version");
      }
      int at = r.offset();
      int kind = r.u8("kind");
      String token = new String(r.opaque("token").toArray(), StandardCharsets.UTF_8);
      int idAt = r.offset();
      byte[] idBytes = r.opaque("id").toArray();
      if (idBytes.length == 0) {
        throw r.malformed("id", idAt, "it is empty");
      }
      KeyId id = KeyId.of(idBytes);
      Bytes publicKey = r.opaque("public_key");
      return switch (kind) {
        case STORED -> new Stored(token, id, publicKey);
        case WRAPPED -> new Wrapped(token, id, publicKey, type(r), use(r), r.opaque("blob"));
        default -> throw r.malformed("kind", at, "unknown kind " + kind);
      };
    }

    private static int code(KeyType type) {
      return switch (type) {
        case ED25519 -> 1;
        case ED448 -> 2;
        case X25519 -> 3;
        case X448 -> 4;
        case P256 -> 5;
        case P384 -> 6;
        case P521 -> 7;
      };
    }

    private static int code(KeyUse use) {
      return switch (use) {
        case SIGN -> 1;
        case DERIVE -> 2;
      };
    }

    private static KeyType type(TlsReader r) throws MalformedMessage {
      int at = r.offset();
      int code = r.u8("type");
      for (KeyType type : KeyType.values()) {
        if (code(type) == code) {
          return type;
        }
      }
      throw r.malformed("type", at, "unknown type " + code);
    }

    private static KeyUse use(TlsReader r) throws MalformedMessage {
      int at = r.offset();
      int code = r.u8("use");
      for (KeyUse use : KeyUse.values()) {
        if (code(use) == code) {
          return use;
        }
      }
      throw r.malformed("use", at, "unknown use " + code);
    }
  }
}
