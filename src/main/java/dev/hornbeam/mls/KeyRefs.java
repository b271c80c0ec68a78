package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;

/** What opens the keys of a leaf again, as rows keep it. */
record KeyRefs(KeyRef signature, KeyRef leaf) {
  static KeyRefs of(KeyHandle signature, KeyHandle leaf) {
    return new KeyRefs(signature.ref(), leaf.ref());
  }

  static KeyRefs decode(TlsReader r) throws MalformedMessage {
    return new KeyRefs(KeyRef.decode(r), KeyRef.decode(r));
  }

  /** The row, which the caller owns. */
  Secret encoded() {
    return new TlsWriter().struct(signature).struct(leaf).toSecret();
  }
}
