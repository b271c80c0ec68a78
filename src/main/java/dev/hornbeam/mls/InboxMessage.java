package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.LeafIndex;

/** A received message as the inbox keeps it. */
record InboxMessage(Member sender, Bytes data, Bytes authenticatedData) {
  static InboxMessage decode(TlsReader r) throws MalformedMessage {
    return new InboxMessage(
        new Member(
            LeafIndex.decode(r),
            r.struct("credential", Credential::decode),
            r.opaque("signature_key")),
        r.opaque("data"),
        r.opaque("authenticated_data"));
  }

  /** The row, which the caller owns. */
  Secret encoded() {
    return new TlsWriter()
        .struct(sender.leaf())
        .struct(sender.credential())
        .opaque(sender.signatureKey())
        .opaque(data)
        .opaque(authenticatedData)
        .toSecret();
  }

  Received.ApplicationData received(InboxId id) {
    return new Received.ApplicationData(id, sender, id.epoch(), data, authenticatedData);
  }
}
