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
import java.util.ArrayList;
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
  private static final String PREFIX = "dev.hornbeam.";

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

  /** Something that tells of itself. */
  private interface Operation<T> {
    T run() throws MlsException;
  }

  /** What an operation gave, and what the flight recorder was told of it, once. */
  private record Told<T>(T result, String event) {}

  private static <T> Told<T> told(Operation<T> operation) throws MlsException, IOException {
    List<T> result = new ArrayList<>();
    List<RecordedEvent> events = Recorded.events(() -> result.add(operation.run()));
    assertEquals(1, events.size(), events::toString);
    return new Told<>(result.get(0), text(events.get(0)));
  }

  private static Told<Group> merged(Group group, StagedCommit commit)
      throws MlsException, IOException {
    return told(
        () -> {
          group.merge(commit);
          return group;
        });
  }

  /** What is told of something that fails, without the exception's type, which is compared. */
  private static String refused(Class<? extends Exception> type, Operation<?> operation)
      throws MlsException, IOException {
    String event = told(() -> assertThrows(type, operation::run)).event();
    String outcome = " outcome=" + type.getSimpleName();
    assertTrue(event.contains(outcome), event);
    return event.replace(outcome, "");
  }

  /** Our own fields in the order of their names; without the suite that most have, and success. */
  private static String text(RecordedEvent event) {
    assertFalse(event.getDuration().isNegative());
    Map<String, Object> fields = new TreeMap<>();
    for (ValueDescriptor field : event.getFields()) {
      if (!COMMON.contains(field.getName())) {
        fields.put(field.getName(), event.getValue(field.getName()));
      }
    }
    fields.remove("suite", Friends.SUITE.name());
    fields.remove("outcome", "OK");
    fields.remove("reason", "");
    StringBuilder text =
        new StringBuilder(event.getEventType().getName().substring(PREFIX.length()));
    fields.forEach((name, value) -> text.append(' ').append(name).append('=').append(value));
    return text.toString();
  }

  // What goes well.

  @ParameterizedTest
  @EnumSource(CipherSuite.class)
  void aLife(CipherSuite suite) throws Exception {
    MlsClient first = client("first", suite);
    MlsClient second = client("second", suite);
    MlsClient third = client("third", suite);
    Group one = first.createGroup(GroupId.random());
    List<Bytes> packages = List.of(second.newKeyPackage(), third.newKeyPackage());
    String ofSuite = suite == Friends.SUITE ? "" : " suite=" + suite.name();

    Told<OutgoingCommit> add = told(() -> one.commit().addAll(packages).stage());
    int message = add.result().message().length();
    Bytes welcome = add.result().welcome().orElseThrow();
    assertEquals(
        "Commit members=1 messageSize=%d path=true proposals=2%s welcomeSize=%d"
            .formatted(message, ofSuite, welcome.length()),
        add.event());
    assertEquals("Merge members=3 origin=OWN" + ofSuite, merged(one, add.result()).event());

    Told<Group> join = told(() -> second.join(welcome));
    Group two = join.result();
    assertEquals(
        "Join members=3 receivedSize=%d sentSize=0%s way=WELCOME"
            .formatted(welcome.length(), ofSuite),
        join.event());

    OutgoingCommit update = one.commit().stage();
    Told<Received> process = told(() -> two.receive(update.message()));
    assertEquals(
        "Process members=3 messageSize=%d proposals=0%s"
            .formatted(update.message().length(), ofSuite),
        process.event());
    assertEquals(
        "Merge members=3 origin=RECEIVED" + ofSuite, merged(two, staged(process.result())).event());
    one.merge(update);

    Told<Bytes> hello = told(() -> one.protect(Bytes.utf8("hello")));
    int length = hello.result().length();
    assertEquals(
        "Protect dataSize=5 members=3 messageSize=%d%s".formatted(length, ofSuite), hello.event());
    assertEquals(
        "Unprotect content=APPLICATION dataSize=5 members=3 messageSize=%d%s"
            .formatted(length, ofSuite),
        told(() -> two.receive(hello.result())).event());
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
    Told<ExternalJoin> join = told(() -> dave.joinExternally(info).tree(tree).stage());
    Bytes message = join.result().message();
    assertEquals(
        "Join members=4 receivedSize=%d sentSize=%d way=EXTERNAL_COMMIT"
            .formatted(info.length() + tree.length(), message.length()),
        join.event());
    assertEquals(
        "Merge members=4 origin=EXTERNAL_JOIN", told(() -> dave.merge(join.result())).event());
    assertEquals(
        "Process members=3 messageSize=%d proposals=1".formatted(message.length()),
        told(() -> alice.receive(message)).event());
  }

  @Test
  void aProposalAndACommitWithoutPath() throws Exception {
    Bytes proposal = alice.propose().add(Friends.client("dave").newKeyPackage());
    assertEquals(
        "Unprotect content=PROPOSAL dataSize=0 members=3 messageSize=" + proposal.length(),
        told(() -> bob.receive(proposal)).event());
    Told<OutgoingCommit> commit =
        told(() -> bob.commit().path(CommitBuilder.PathChoice.WHEN_REQUIRED).stage());
    int length = commit.result().message().length();
    assertEquals(
        "Commit members=3 messageSize=%d path=false proposals=1 welcomeSize=%d"
            .formatted(length, commit.result().welcome().orElseThrow().length()),
        commit.event());
    assertEquals(
        "Process members=3 messageSize=%d proposals=1".formatted(length),
        told(() -> alice.receive(commit.result().message())).event());
  }

  @Test
  void whoIsRemovedMergesTheOldGroup() throws Exception {
    OutgoingCommit removal = alice.commit().remove(bob.ownLeaf()).stage();
    Told<Received> process = told(() -> bob.receive(removal.message()));
    assertEquals(
        "Process members=3 messageSize=%d proposals=1".formatted(removal.message().length()),
        process.event());
    assertEquals("Merge members=3 origin=RECEIVED", merged(bob, staged(process.result())).event());
    assertEquals("Merge members=2 origin=OWN", merged(alice, removal).event());
  }

  // What fails.

  @Test
  void whatIsReceivedInVain() throws Exception {
    assertEquals(
        "Unprotect content= dataSize=0 members=3 messageSize=10",
        refused(MalformedMessage.class, () -> bob.receive(Bytes.utf8("no message"))));
    Bytes foreign = Friends.of(builder -> builder, "erin", "frank").group(0).protect(Bytes.EMPTY);
    assertEquals(
        "Unprotect content=APPLICATION dataSize=0 members=3 messageSize=%d reason=MESSAGE_GROUP"
            .formatted(foreign.length()),
        refused(InvalidMessage.class, () -> bob.receive(foreign)));
    Bytes message = alice.protect(Bytes.utf8("once"));
    bob.receive(message);
    assertEquals(
        "Unprotect content=APPLICATION dataSize=0 members=3 messageSize=%d reason=KEY_CONSUMED"
            .formatted(message.length()),
        refused(UndecryptableMessage.class, () -> bob.receive(message)));
  }

  @Test
  void commitsThatAreReceivedInVain() throws Exception {
    make(Friends.of("alice", "bob", "carol"));
    Bytes proposal = alice.propose().remove(new LeafIndex(2));
    Bytes commit = alice.commit().stage().message();
    assertEquals(
        "Process members=3 messageSize=%d proposals=0 reason=UNKNOWN_PROPOSAL"
            .formatted(commit.length()),
        refused(UndecryptableMessage.class, () -> bob.receive(commit)));
    bob.receive(proposal);
    byte[] damaged = commit.toArray();
    damaged[damaged.length - 1] ^= 1; // of the membership tag, which comes last
    assertEquals(
        "Process members=3 messageSize=%d proposals=0 reason=MEMBERSHIP_TAG"
            .formatted(commit.length()),
        refused(InvalidMessage.class, () -> bob.receive(Bytes.own(damaged))));
  }

  @Test
  void whatIsMadeInVain() throws Exception {
    assertEquals(
        "Commit members=3 messageSize=0 path=true proposals=1 reason=REMOVE_OF_BLANK"
            + " welcomeSize=0",
        refused(InvalidMessage.class, () -> alice.commit().remove(new LeafIndex(9)).stage()));
    OutgoingCommit late = alice.commit().stage();
    alice.merge(alice.commit().stage());
    assertEquals(
        "Merge members=3 origin=OWN",
        refused(
            StaleCommit.class,
            () -> {
              alice.merge(late);
              return alice;
            }));
    alice.propose().remove(new LeafIndex(2));
    assertEquals(
        "Protect dataSize=5 members=3 messageSize=0",
        refused(IllegalStateException.class, () -> alice.protect(Bytes.utf8("hello"))));
  }

  @Test
  void whoeverCannotJoin() throws Exception {
    OutgoingCommit commit = alice.commit().add(Friends.client("dave").newKeyPackage()).stage();
    Bytes welcome = commit.welcome().orElseThrow();
    MlsClient erin = Friends.client("erin");
    assertEquals(
        "Join members=0 reason=NOT_FOR_THIS_CLIENT receivedSize=%d sentSize=0 way=WELCOME"
            .formatted(welcome.length()),
        refused(UndecryptableMessage.class, () -> erin.join(welcome)));
    Bytes info = alice.groupInfo(TreeDelivery.OUT_OF_BAND);
    assertEquals(
        "Join members=0 reason=TREE_MISSING receivedSize=%d sentSize=0 way=EXTERNAL_COMMIT"
            .formatted(info.length()),
        refused(InvalidMessage.class, () -> erin.joinExternally(info).stage()));
  }

  @Test
  void keysAndStoresThatAreAway() throws Exception {
    OpaqueKeySource keys = new OpaqueKeySource();
    FaultyStore store = new FaultyStore();
    Group one = Friends.of(builder -> builder.keys(keys).store(store), "alice").group(0);
    store.failOperation(1);
    assertEquals(
        "Protect dataSize=5 members=1 messageSize=0",
        refused(StoreFailed.class, () -> one.protect(Bytes.utf8("hello"))));
    keys.unplug();
    assertEquals(
        "Commit members=1 messageSize=0 path=true proposals=0 welcomeSize=0",
        refused(KeyUnavailable.class, () -> one.commit().stage()));
  }

  // What there is.

  @Test
  void fieldsAreNumbersAndConstantsAndAreDescribed() throws Exception {
    Recorded.events(() -> alice.merge(alice.commit().stage()));
    Map<String, EventType> types =
        FlightRecorder.getFlightRecorder().getEventTypes().stream()
            .filter(type -> type.getName().startsWith(PREFIX))
            .collect(Collectors.toMap(EventType::getName, type -> type));
    Set<String> allowed = Set.of("int", "long", "boolean", "java.lang.String");
    assertTrue(types.containsKey(PREFIX + "Commit"));
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
