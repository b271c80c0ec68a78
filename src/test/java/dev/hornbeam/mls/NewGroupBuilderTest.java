package dev.hornbeam.mls;

import static dev.hornbeam.mls.Refusals.assertBreaks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.testing.OpaqueKeySource;
import dev.hornbeam.mls.testing.StoredKeys;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.RequiredCapabilities;
import dev.hornbeam.mls.types.StoreKey;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a group that follows from another is to start (RFC 9420 s.11.2, s.11.3). */
class NewGroupBuilderTest {
  private static final GroupId NEXT = GroupId.of("next");
  private static final Extensions EXTENSIONS =
      Extensions.of(new RequiredCapabilities(List.of(), List.of(), List.of()).toExtension());

  private Friends friends;
  private GroupId id;

  @BeforeEach
  void makeFriends() throws MlsException {
    friends = Friends.of("alice", "bob", "carol");
    id = friends.group(0).id();
  }

  private Bytes keyPackage(int client) throws MlsException {
    return friends.client(client).newKeyPackage();
  }

  private void reInit() throws MlsException {
    friends.commit(1, friends.group(1).commit().reInit(NEXT, Friends.SUITE, EXTENSIONS).stage());
  }

  /** Both ways of going on, each by whom it is for. */
  private NewGroupBuilder builder(NewGroupBuilder.Origin origin) throws MlsException {
    if (origin == NewGroupBuilder.Origin.BRANCH) {
      return friends.client(0).branch(id, NEXT);
    }
    reInit();
    return friends.client(0).reinitialize(id);
  }

  private static void assertTalk(Group one, Group other) throws MlsException {
    assertInstanceOf(
        Received.ApplicationData.class, other.receive(one.protect(Bytes.utf8("hello"))));
    OutgoingCommit commit = other.commit().stage();
    Friends.receiveAndMerge(one, commit.message());
    other.merge(commit);
    assertInstanceOf(
        Received.ApplicationData.class, one.receive(other.protect(Bytes.utf8("hello"))));
  }

  @Test
  void treeIsDeliveredAsAsked() throws Exception {
    for (NewGroupBuilder.Origin origin : NewGroupBuilder.Origin.values()) {
      makeFriends();
      NewGroup next =
          builder(origin)
              .addAll(List.of(keyPackage(1), keyPackage(2)))
              .tree(TreeDelivery.OUT_OF_BAND)
              .found();
      Bytes welcome = next.welcome().orElseThrow();
      assertBreaks(Rule.TREE_MISSING, () -> friends.client(1).join(welcome));
      Group bob = friends.client(1).join(welcome, next.group().ratchetTree());
      assertTalk(next.group(), bob);
    }
  }

  /** The founder's leaf key is then the one that it starts with, and is stored with the group. */
  @Test
  void withoutAPathTheFirstLeafStays() throws Exception {
    for (NewGroupBuilder.Origin origin : NewGroupBuilder.Origin.values()) {
      makeFriends();
      NewGroup next =
          builder(origin)
              .add(keyPackage(1))
              .add(keyPackage(2))
              .path(CommitBuilder.PathChoice.WHEN_REQUIRED)
              .found();
      assertEquals(1, next.group().epoch());
      assertEquals(
          0, next.group().core().state().own().tree().nodeKeys().size(), "a path was made");
      Friends.assertLoads(next.group());
      Group bob = friends.client(1).join(next.welcome().orElseThrow());
      Group carol = friends.client(2).join(next.welcome().orElseThrow());
      OutgoingCommit commit = carol.commit().stage();
      Friends.receiveAndMerge(bob, commit.message());
      Friends.receiveAndMerge(next.group(), commit.message());
      carol.merge(commit);
      assertTalk(next.group(), carol);
    }
  }

  /** Neither way leaves a key over, whether the group comes to be or not. */
  @Test
  void noKeyIsLeftOver() throws Exception {
    OpaqueKeySource keys = new OpaqueKeySource();
    friends =
        Friends.of(
            Extensions.NONE,
            List.of(
                Friends.client("alice", builder -> builder.keys(keys)),
                Friends.client("bob"),
                Friends.client("carol")));
    id = friends.group(0).id();
    for (CommitBuilder.PathChoice path : CommitBuilder.PathChoice.values()) {
      Bytes stranger = Friends.client("dave").newKeyPackage();
      Map<StoreKey, Bytes> before = friends.stored(0);
      assertBreaks(
          Rule.BRANCH_MISMATCH,
          () -> friends.client(0).branch(id, NEXT).add(stranger).path(path).found());
      assertEquals(before, friends.stored(0));
      assertNoStrayKey(keys);
      GroupId branch = GroupId.of("branch " + path);
      Group founded = friends.client(0).branch(id, branch).path(path).found().group();
      assertNoStrayKey(keys);
      founded.merge(founded.commit().stage());
      assertNoStrayKey(keys);
      friends.client(0).deleteGroup(branch);
      assertNoStrayKey(keys);
    }
  }

  private void assertNoStrayKey(OpaqueKeySource keys) throws MlsException {
    Set<KeyRef> wanted = new HashSet<>(StoredKeys.in(friends.store(0)));
    wanted.add(friends.client(0).identity().signatureKey().ref());
    assertEquals(wanted, keys.refs());
  }

  @Test
  void branchMayHaveOtherExtensions() throws Exception {
    MlsClient alice = friends.client(0);
    assertEquals(Extensions.NONE, alice.branch(id, NEXT).found().group().extensions());
    NewGroup other =
        alice.branch(id, GroupId.of("other")).extensions(EXTENSIONS).add(keyPackage(1)).found();
    Group bob = friends.client(1).join(other.welcome().orElseThrow());
    assertEquals(EXTENSIONS, bob.extensions());
    assertTalk(other.group(), bob);
    Extensions unsupported = Extensions.of(new Extension(new ExtensionType(0xf123), Bytes.EMPTY));
    assertBreaks(
        Rule.LEAF_GROUP_EXTENSION,
        () -> alice.branch(id, GroupId.of("third")).extensions(unsupported).found());
  }

  @Test
  void reInitSaysTheExtensions() throws Exception {
    NewGroupBuilder builder = builder(NewGroupBuilder.Origin.REINIT);
    assertThrows(IllegalStateException.class, () -> builder.extensions(Extensions.NONE));
    builder.addAll(List.of(keyPackage(1), keyPackage(2)));
    assertEquals(EXTENSIONS, builder.found().group().extensions());
  }

  /** What was added stays in the builder when the group cannot be founded yet. */
  @Test
  void callCanBeRepeated() throws Exception {
    NewGroupBuilder early = friends.client(0).reinitialize(id).add(keyPackage(1));
    assertThrows(IllegalArgumentException.class, early::found);
    reInit();
    assertBreaks(Rule.REINIT_MISMATCH, early::found);
    assertEquals(3, early.add(keyPackage(2)).found().group().members().size());
    assertBreaks(Rule.GROUP_ID_IN_USE, early::found);
  }

  @Test
  void onlyKeyPackagesAreAdded() throws Exception {
    NewGroupBuilder builder = friends.client(0).branch(id, NEXT);
    assertThrows(MalformedMessage.class, () -> builder.add(Bytes.utf8("none")));
    assertThrows(
        MlsException.class,
        () -> builder.addAll(List.of(keyPackage(1), friends.group(0).groupInfo())));
    NewGroup next = builder.found();
    assertEquals(2, next.group().members().size());
    assertFalse(next.welcome().isEmpty());
  }
}
