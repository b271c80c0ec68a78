package dev.hornbeam.interop.script;

import com.google.protobuf.ByteString;
import dev.hornbeam.interop.rpc.Extension;

/** Extensions of groups, without anything in them. */
final class Samples {
  /** {@code required_capabilities}: no extensions, no proposals, no credentials (section 11.1). */
  static final Extension NO_REQUIREMENTS = extension(3, 3);

  /** {@code external_senders}: nobody (section 12.1.8.1). */
  static final Extension NO_SIGNERS = extension(5, 1);

  private Samples() {}

  private static Extension extension(int type, int zeros) {
    return Extension.newBuilder()
        .setExtensionType(type)
        .setExtensionData(ByteString.copyFrom(new byte[zeros]))
        .build();
  }
}
