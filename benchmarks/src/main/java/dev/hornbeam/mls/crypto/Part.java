package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.types.CipherSuite;
import java.util.stream.Stream;

/** What of a cipher suite an operation uses. */
public enum Part {
  HASH,
  MAC,
  AEAD,
  /** The group and the KDF of its own that a KEM has. */
  KEM,
  SIGNATURE;

  Stream<Primitive> of(CipherSuite suite) {
    return switch (this) {
      case HASH -> Stream.of(Primitive.of(suite.hash()));
      case MAC -> Stream.of(Primitive.hmac(suite.hash()));
      case AEAD -> Stream.of(Primitive.of(suite.aead()));
      case KEM -> Stream.of(Primitive.of(suite.kem()), Primitive.hmac(suite.kem().hash()));
      case SIGNATURE -> Stream.of(Primitive.of(suite.signature()));
    };
  }
}
