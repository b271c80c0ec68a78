package dev.hornbeam.mls;

import dev.hornbeam.mls.crypto.SoftwarePrivateKey;
import dev.hornbeam.mls.types.KeyHandle;

/** Says where a private key lives, as far as its handle shows. */
final class Custody {
  private Custody() {}

  static String of(KeyHandle key) {
    if (key.privateKey() instanceof SoftwarePrivateKey) {
      return "software";
    }
    return key.privateKey().getEncoded() == null
        ? "opaque (" + key.privateKey().getClass().getSimpleName() + ")"
        : "keystore (" + key.privateKey().getAlgorithm() + ")";
  }
}
