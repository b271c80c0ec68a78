package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.StaleCommit;
import dev.hornbeam.mls.error.StoreFailed;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.testing.FaultyStore;
import dev.hornbeam.mls.testing.OpaqueKeySource;
import dev.hornbeam.mls.testing.Recorded;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each operation tells the flight recorder of itself once, with its sizes and how it ended. */
class EventTest {
  /** What the JDK adds to each event. */
  private static final Set<String> COMMON =
      Set.of("startTime", "duration", "eventThread", "stackTrace");

  private Group alice;
  private Group bob;

  @BeforeEach
  void makeFriends() throws MlsException {
    make(Friends.of(builder -> builder, "alice", "bob", "carol"));
  }

  private void make(Friends made) {
    alice = made.group(0);
    bob = made.group(1);
  }

  private interface Refused {
    void run() throws MlsException;
  }

  /** The one event of something that fails. */
  private static Map<String, Object> refused(Class<? extends Exception> type, Refused action)
      throws MlsException, IOException {
    Map<String, Object> event = only(() -> assertThrows(type, action::run));
    assertEquals(type.getSimpleName(), event.get("outcome"));
    return event;
  }

  /** The one event of an action. */
  private static Map<String, Object> only(Recorded.Action action) throws MlsException, IOException {
    List<Map<String, Object>> events = all(action);
    assertEquals(1, events.size(), events::toString);
    return events.get(0);
  }

  private static List<Map<String, Object>> all(Recorded.Action action)
      throws MlsException, IOException {
    return Recorded.events(action).stream().map(EventTest::fields).toList();
  }

  /** Our own fields, by their names, with the event's name. */
  private static Map<String, Object> fields(RecordedEvent event) {
    Map<String, Object> fields = new TreeMap<>();
    for (ValueDescriptor field : event.getFields()) {
      if (!COMMON.contains(field.getName())) {
        fields.put(field.getName(), event.getValue(field.getName()));
      }
    }
    fields.put("event", event.getEventType().getName());
    assertFalse(event.getDuration().isNegative());
    return fields;
  }

  private static Map<String, Object> event(String name, CipherSuite suite, Object... fields) {
    Map<String, Object> event = new TreeMap<>();
    event.put("event", "dev.hornbeam." + name);
    event.put("suite", suite.name());
    event.put("outcome", "OK");
    event.put("reason", "");
    for (int i = 0; i < fields.length; i += 2) {
      event.put((String) fields[i], fields[i + 1]);
    }
    return event;
  }

  private static Map<String, Object> event(String name, Object... fields) {
    return event(name, Friends.SUITE, fields);
  }

  /** The parts of an event that are told, if it has them. */
  private static void assertFields(Map<String, Object> actual, Object... fields) {
    for (int i = 0; i < fields.length; i += 2) {
      String name = (String) fields[i];
      assertTrue(actual.containsKey(name), name);
      assertEquals(fields[i + 1], actual.get(name), name);
    }
  }

  // What goes well.

  @ParameterizedTest
  @EnumSource(CipherSuite.class)
  void aLife(CipherSuite suite) throws Exception {
    MlsClient first = client("first", suite);
    MlsClient second = client("second", suite);
    MlsClient third = client("third", suite);
    Group group = first.createGroup(GroupId.random());
    Bytes two = second.newKeyPackage();
    Bytes three = third.newKeyPackage();
    Group[] groups = new Group[3];
    OutgoingCommit[] commit = new OutgoingCommit[1];

    Map<String, Object> add = only(() -> commit[0] = group.commit().add(two).add(three).stage());
    Bytes welcome = commit[0].welcome().orElseThrow();
    assertEquals(
        event(
            "Commit",
            suite,
            "members",
            1,
            "proposals",
            2,
            "path",
            true,
            "messageSize",
            commit[0].message().length(),
            "welcomeSize",
            (long) welcome.length()),
        add);
    assertEquals(
        event("Merge", suite, "origin", "OWN", "members", 3), only(() -> group.merge(commit[0])));
    assertEquals(
        event(
            "Join",
            suite,
            "way",
            "WELCOME",
            "members",
            3,
            "receivedSize",
            (long) welcome.length(),
            "sentSize",
            0),
        only(() -> groups[1] = second.join(welcome)));

    OutgoingCommit update = group.commit().stage();
    StagedCommit[] staged = new StagedCommit[1];
    assertEquals(
        event(
            "Process",
            suite,
            "members",
            3,
            "proposals",
            0,
            "messageSize",
            update.message().length()),
        only(() -> staged[0] = staged(groups[1].receive(update.message()))));
    assertEquals(
        event("Merge", suite, "origin", "RECEIVED", "members", 3),
        only(() -> groups[1].merge(staged[0])));
    group.merge(update);

    Bytes[] message = new Bytes[1];
    Map<String, Object> protect = only(() -> message[0] = group.protect(Bytes.utf8("hello")));
    int length = message[0].length();
    assertEquals(
        event("Protect", suite, "members", 3, "dataSize", 5, "messageSize", length), protect);
    assertEquals(
        event(
            "Unprotect",
            suite,
            "members",
            3,
            "content",
            "APPLICATION",
            "dataSize",
            5,
            "messageSize",
            length),
        only(() -> groups[1].receive(message[0])));
  }

  private static MlsClient client(String name, CipherSuite suite) throws MlsException {
    return MlsClient.builder(suite).credential(Credential.basic(name)).build();
  }

  private static StagedCommit staged(Received received) {
    return received instanceof Received.RemovalReceived removal
        ? removal.commit()
        : ((Received.CommitReceived) received).commit();
  }

  @Test
  void externalJoin() throws Exception {
    MlsClient dave = Friends.client("dave");
    Bytes info = alice.groupInfo(TreeDelivery.OUT_OF_BAND);
    Bytes tree = alice.ratchetTree();
    ExternalJoin[] join = new ExternalJoin[1];
    Map<String, Object> joining =
        only(() -> join[0] = dave.joinExternally(info).tree(tree).stage());
    assertEquals(
        event(
            "Join",
            "way",
            "EXTERNAL_COMMIT",
            "members",
            4,
            "receivedSize",
            (long) info.length() + tree.length(),
            "sentSize",
            join[0].message().length()),
        joining);
    assertEquals(
        event("Merge", "origin", "EXTERNAL_JOIN", "members", 4), only(() -> dave.merge(join[0])));
    assertFields(
        only(() -> alice.receive(join[0].message())),
        "event",
        "dev.hornbeam.Process",
        "proposals",
        1,
        "messageSize",
        join[0].message().length());
  }

  @Test
  void aProposalAndACommitWithoutPath() throws Exception {
    Bytes proposal = alice.propose().add(Friends.client("dave").newKeyPackage());
    assertEquals(
        event(
            "Unprotect",
            "members",
            3,
            "content",
            "PROPOSAL",
            "dataSize",
            0,
            "messageSize",
            proposal.length()),
        only(() -> bob.receive(proposal)));
    OutgoingCommit[] commit = new OutgoingCommit[1];
    Map<String, Object> event =
        only(() -> commit[0] = bob.commit().path(CommitBuilder.PathChoice.WHEN_REQUIRED).stage());
    assertFields(event, "proposals", 1, "path", false);
    assertFields(only(() -> alice.receive(commit[0].message())), "proposals", 1);
  }

  @Test
  void whoIsRemovedMergesTheOldGroup() throws Exception {
    OutgoingCommit removal = alice.commit().remove(bob.ownLeaf()).stage();
    StagedCommit[] staged = new StagedCommit[1];
    assertFields(
        only(() -> staged[0] = staged(bob.receive(removal.message()))),
        "event",
        "dev.hornbeam.Process",
        "outcome",
        "OK");
    assertFields(only(() -> bob.merge(staged[0])), "origin", "RECEIVED", "members", 3);
    assertFields(only(() -> alice.merge(removal)), "members", 2);
  }

  // What fails.

  @Test
  void whatIsReceivedInVain() throws Exception {
    Map<String, Object> malformed =
        refused(MalformedMessage.class, () -> bob.receive(Bytes.utf8("no message")));
    assertFields(malformed, "event", "dev.hornbeam.Unprotect", "reason", "", "content", "");
    assertFields(malformed, "messageSize", "no message".length(), "members", 3);

    Bytes foreign = Friends.of(builder -> builder, "erin", "frank").group(0).protect(Bytes.EMPTY);
    assertFields(
        refused(InvalidMessage.class, () -> bob.receive(foreign)),
        "event",
        "dev.hornbeam.Unprotect",
        "content",
        "APPLICATION",
        "reason",
        "MESSAGE_GROUP");

    Bytes message = alice.protect(Bytes.utf8("once"));
    bob.receive(message);
    assertFields(
        refused(UndecryptableMessage.class, () -> bob.receive(message)),
        "reason",
        "KEY_CONSUMED",
        "dataSize",
        0);
  }

  @Test
  void commitsThatAreReceivedInVain() throws Exception {
    make(Friends.of("alice", "bob", "carol"));
    Bytes proposal = alice.propose().remove(new LeafIndex(2));
    OutgoingCommit commit = alice.commit().stage();
    assertFields(
        refused(UndecryptableMessage.class, () -> bob.receive(commit.message())),
        "event",
        "dev.hornbeam.Process",
        "reason",
        "UNKNOWN_PROPOSAL",
        "proposals",
        0);
    bob.receive(proposal);
    byte[] damaged = commit.message().toArray();
    damaged[damaged.length - 1] ^= 1; // of the membership tag, which comes last
    assertFields(
        refused(InvalidMessage.class, () -> bob.receive(Bytes.own(damaged))),
        "event",
        "dev.hornbeam.Process",
        "reason",
        "MEMBERSHIP_TAG");
  }

  @Test
  void whatIsMadeInVain() throws Exception {
    Map<String, Object> commit =
        refused(InvalidMessage.class, () -> alice.commit().remove(new LeafIndex(9)).stage());
    assertFields(commit, "event", "dev.hornbeam.Commit", "reason", "REMOVE_OF_BLANK");
    assertFields(commit, "messageSize", 0, "welcomeSize", 0L);

    OutgoingCommit late = alice.commit().stage();
    alice.merge(alice.commit().stage());
    assertFields(
        refused(StaleCommit.class, () -> alice.merge(late)),
        "event",
        "dev.hornbeam.Merge",
        "origin",
        "OWN",
        "reason",
        "");

    alice.propose().remove(new LeafIndex(2));
    assertFields(
        refused(IllegalStateException.class, () -> alice.protect(Bytes.utf8("hello"))),
        "event",
        "dev.hornbeam.Protect",
        "dataSize",
        5,
        "messageSize",
        0);
  }

  @Test
  void whoeverCannotJoin() throws Exception {
    OutgoingCommit commit = alice.commit().add(Friends.client("dave").newKeyPackage()).stage();
    Bytes welcome = commit.welcome().orElseThrow();
    assertFields(
        refused(UndecryptableMessage.class, () -> Friends.client("erin").join(welcome)),
        "event",
        "dev.hornbeam.Join",
        "reason",
        "NOT_FOR_THIS_CLIENT",
        "members",
        0,
        "receivedSize",
        (long) welcome.length());
    Bytes info = alice.groupInfo(TreeDelivery.OUT_OF_BAND);
    assertFields(
        refused(InvalidMessage.class, () -> Friends.client("erin").joinExternally(info).stage()),
        "way",
        "EXTERNAL_COMMIT",
        "reason",
        "TREE_MISSING",
        "sentSize",
        0);
  }

  @Test
  void keysAndStoresThatAreAway() throws Exception {
    OpaqueKeySource keys = new OpaqueKeySource();
    FaultyStore store = new FaultyStore();
    alice = Friends.of(builder -> builder.keys(keys).store(store), "alice").group(0);
    store.failOperation(1);
    assertFields(
        refused(StoreFailed.class, () -> alice.protect(Bytes.utf8("hello"))), "messageSize", 0);
    keys.unplug();
    assertFields(refused(KeyUnavailable.class, () -> alice.commit().stage()), "members", 1);
  }

  // What there is.

  @Test
  void fieldsAreNumbersAndConstantsAndAreDescribed() throws Exception {
    Recorded.events(() -> alice.merge(alice.commit().stage()));
    Map<String, EventType> types =
        FlightRecorder.getFlightRecorder().getEventTypes().stream()
            .filter(type -> type.getName().startsWith("dev.hornbeam."))
            .collect(Collectors.toMap(EventType::getName, type -> type));
    Set<String> allowed = Set.of("int", "long", "boolean", "java.lang.String");
    assertTrue(types.containsKey("dev.hornbeam.Commit"));
    for (EventType type : types.values()) {
      assertEquals(List.of("Hornbeam", "MLS"), type.getCategoryNames());
      assertFalse(Optional.ofNullable(type.getDescription()).orElse("").isEmpty());
      for (ValueDescriptor field : type.getFields()) {
        if (!COMMON.contains(field.getName())) {
          assertTrue(allowed.contains(field.getTypeName()), field.getName());
          assertTrue(Character.isUpperCase(field.getLabel().charAt(0)), field.getLabel());
        }
      }
    }
  }
}
