package dev.hornbeam.interop;

import com.google.protobuf.ByteString;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import java.util.List;
import java.util.Optional;

/** Values of the engine, and how requests and answers have them. */
final class Protobuf {
  private Protobuf() {}

  static Bytes bytes(ByteString value) {
    return Bytes.own(value.toByteArray());
  }

  static List<Bytes> bytes(List<ByteString> values) {
    return values.stream().map(Protobuf::bytes).toList();
  }

  /** Something that may be left out. */
  static Optional<Bytes> given(ByteString value) {
    return value.isEmpty() ? Optional.empty() : Optional.of(bytes(value));
  }

  static ByteString string(Bytes value) {
    return ByteString.copyFrom(value.view());
  }

  /** Tells a secret, which is closed. */
  static ByteString string(Secret value) {
    try (value) {
      return ByteString.copyFrom(value.expose());
    }
  }

  /**
   * Extensions, in their order.
   *
   * @throws IllegalArgumentException if a type has more than 16 bits
   */
  static Extensions extensions(List<dev.hornbeam.interop.rpc.Extension> list) {
    return new Extensions(
        list.stream()
            .map(
                each ->
                    new Extension(
                        new ExtensionType(each.getExtensionType()), bytes(each.getExtensionData())))
            .toList());
  }

  /**
   * A cipher suite by its number.
   *
   * @throws IllegalArgumentException if RFC 9420 has no such suite
   */
  static CipherSuite suite(int code) {
    return CipherSuite.of(code)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no cipher suite " + Integer.toUnsignedString(code)));
  }
}
