package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.StoreFailed;
import dev.hornbeam.mls.types.ChangeSet;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.Store;
import dev.hornbeam.mls.types.StoreKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The received messages that a store keeps until the application has them. */
final class Inbox {
  private Inbox() {}

  static List<Received.ApplicationData> read(Store store, GroupId group) throws StoreFailed {
    List<Received.ApplicationData> messages = new ArrayList<>();
    for (StoreKey key : store.keys(StoreKey.Kind.INBOX, group.value())) {
      Optional<Secret> value = store.read(key);
      if (value.isPresent()) {
        try (Secret row = value.get()) {
          messages.add(new TlsReader(row).whole(InboxMessage::decode).received(InboxId.of(key)));
        } catch (MalformedMessage e) {
          throw new StoreFailed("a stored message is damaged", e);
        }
      }
    }
    return messages;
  }

  static void acknowledge(Store store, GroupId group, InboxId message) throws StoreFailed {
    try (ChangeSet changes = new ChangeSet()) {
      store.apply(changes.delete(message.key(group)));
    }
  }
}
