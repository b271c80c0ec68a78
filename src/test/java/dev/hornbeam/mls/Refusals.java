package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.testing.ForgedCommit;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.StoreKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.function.Executable;

/** What a refusal looks like: it names the rule, and all is as it was before. */
public final class Refusals {
  private Refusals() {}

  public static void assertBreaks(Rule rule, Executable action) {
    InvalidMessage e = assertThrows(InvalidMessage.class, action);
    assertEquals(rule, e.rule(), e::getMessage);
  }

  public static void assertUndecryptable(UndecryptableMessage.Reason reason, Executable action) {
    assertEquals(reason, assertThrows(UndecryptableMessage.class, action).reason());
  }

  /** The rows of a group as it is archived. */
  public static Map<StoreKey, Bytes> rows(MlsClient client, GroupId group) throws MlsException {
    try (Secret archive = client.exportGroup(group)) {
      TlsReader r = new TlsReader(archive);
      r.u16("version");
      r.u16("cipher_suite");
      r.opaque("hash");
      TlsReader content = new TlsReader(r.opaque("content"));
      GroupId.decode(content);
      Map<StoreKey, Bytes> rows = new TreeMap<>();
      while (content.hasMore()) {
        rows.put(StoreKey.decode(content), content.opaque("value"));
      }
      return rows;
    }
  }

  /** As {@link #rows}, without the message keys. */
  public static Map<StoreKey, Bytes> rowsButForMessageKeys(MlsClient client, GroupId group)
      throws MlsException {
    return withoutMessageKeys(rows(client, group));
  }

  /** The rows that are left when those of message keys are taken out. */
  public static Map<StoreKey, Bytes> withoutMessageKeys(Map<StoreKey, Bytes> rows) {
    Map<StoreKey, Bytes> others = new TreeMap<>(rows);
    others
        .keySet()
        .removeIf(
            key ->
                key.kind() == StoreKey.Kind.RATCHET
                    || key.kind() == StoreKey.Kind.SECRET_TREE_NODE);
    return others;
  }

  /** A member refuses a message in the clear as often as it comes, and is none the worse for it. */
  public static void assertRefused(Rule rule, MlsClient client, Group group, Bytes message)
      throws MlsException {
    Map<StoreKey, Bytes> before = rows(client, group.id());
    boolean commitRequired = group.commitRequired();
    for (int i = 0; i < 2; i++) {
      assertBreaks(rule, () -> group.receive(message));
      assertEquals(before, rows(client, group.id()));
      assertEquals(commitRequired, group.commitRequired());
    }
  }

  /** The second member refuses a message in the clear. */
  public static void assertRefused(Rule rule, Friends friends, Bytes message) throws MlsException {
    assertRefused(rule, friends.client(1), friends.group(1), message);
  }

  /** A member refuses an encrypted message, whose key is used up, but nothing else. */
  public static void assertRefusedOnce(Rule rule, MlsClient client, Group group, Bytes message)
      throws MlsException {
    Map<StoreKey, Bytes> before = rowsButForMessageKeys(client, group.id());
    assertBreaks(rule, () -> group.receive(message));
    assertEquals(before, rowsButForMessageKeys(client, group.id()));
    assertUndecryptable(UndecryptableMessage.Reason.KEY_CONSUMED, () -> group.receive(message));
  }

  /**
   * The second member refuses a commit of the first, in the clear and encrypted, and can go on with
   * an honest one.
   */
  public static void assertRefused(Rule rule, Friends friends, ForgedCommit commit)
      throws MlsException {
    assertRefused(rule, friends, friends.forge(0).publicly(commit.make(WireFormat.PUBLIC_MESSAGE)));
    assertRefusedOnce(
        rule,
        friends.client(1),
        friends.group(1),
        friends.privately(0, commit.make(WireFormat.PRIVATE_MESSAGE)));
    assertGoesOn(friends);
  }

  /** The second member takes a commit of the first, in the clear and encrypted. */
  public static void assertAccepted(Friends friends, ForgedCommit commit) throws MlsException {
    Group receiver = friends.group(1);
    for (Bytes message :
        List.of(
            friends.forge(0).publicly(commit.make(WireFormat.PUBLIC_MESSAGE)),
            friends.privately(0, commit.make(WireFormat.PRIVATE_MESSAGE)))) {
      discard(receiver, receiver.receive(message));
    }
  }

  public static void discard(Group group, Received received) throws MlsException {
    group.discard(
        received instanceof Received.RemovalReceived removal
            ? removal.commit()
            : assertInstanceOf(Received.CommitReceived.class, received).commit());
  }

  /** The members can still process an honest commit; nobody does. */
  public static void assertGoesOn(Friends friends) throws MlsException {
    OutgoingCommit honest =
        friends.group(0).commit().pending(CommitBuilder.PendingChoice.NONE).stage();
    for (Group group : friends.groups()) {
      if (group != friends.group(0) && group.isActive()) {
        discard(group, group.receive(honest.message()));
      }
    }
    friends.group(0).discard(honest);
  }
}
