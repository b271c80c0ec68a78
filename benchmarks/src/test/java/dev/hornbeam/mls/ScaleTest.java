package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.CryptoOperation;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What comes in large numbers grows with them, and no faster: each operation is done at two sizes,
 * one four times the other, and everything that can be counted is compared.
 */
class ScaleTest {
  private static final int FACTOR = 4;

  /** Room for a logarithm, of which a factor of four adds two. */
  private static final double SLACK = 1.3;

  /** What there is once, whatever the size. */
  private static final int CONSTANT = 200;

  /** A group with two members who live, a client to be added, and the costs of what they do. */
  private static final class Scene {
    private final Probe alice = new Probe();
    private final Probe bob = new Probe();
    private final Group a;
    private final Group b;
    private final Map<String, Probe.Cost> costs = new HashMap<>();

    Scene(int members) throws MlsException {
      LargeGroup large = LargeGroup.of(LargeGroup.Shape.FULL, members);
      a = alice.member(large, 0);
      b = bob.member(large, 1);
    }

    Probe.Cost cost(String what) {
      return costs.getOrDefault(what, NOTHING);
    }

    /** Has the one make the commit and the other process it, and both merge. */
    OutgoingCommit commit(CommitBuilder builder) throws MlsException {
      List<OutgoingCommit> commit = new ArrayList<>();
      List<IncomingCommit> received = new ArrayList<>();
      costs.put("stage", alice.cost(() -> commit.add(builder.stage())));
      costs.put(
          "receive",
          bob.cost(
              () ->
                  received.add(
                      assertInstanceOf(
                              Received.CommitReceived.class, b.receive(commit.get(0).message()))
                          .commit())));
      costs.put("merge of one's own", alice.cost(() -> a.merge(commit.get(0))));
      costs.put("merge of another's", bob.cost(() -> b.merge(received.get(0))));
      assertEquals(a.treeHash(), b.treeHash());
      return commit.get(0);
    }
  }

  private static final Probe.Cost NOTHING = new Probe.Cost(Map.of(), 0, 0, 0, 0, 0);

  private static void assertLinear(Scene small, Scene large) {
    assertEquals(small.costs.keySet(), large.costs.keySet());
    small.costs.forEach((what, cost) -> assertLinear(what, cost, large.cost(what)));
  }

  private static void assertLinear(String what, Probe.Cost small, Probe.Cost large) {
    large
        .operations()
        .forEach(
            (operation, count) -> assertLinear(what + " " + operation, small.of(operation), count));
    assertLinear(what + " visits", small.visits(), large.visits());
    assertLinear(what + " tree hashes", small.treeHashes(), large.treeHashes());
    assertLinear(what + " rows written", small.written(), large.written());
    assertLinear(what + " rows read", small.read(), large.read());
    assertLinear(what + " keys listed", small.listed(), large.listed());
  }

  private static void assertLinear(String what, long small, long large) {
    assertTrue(
        large <= FACTOR * SLACK * small + CONSTANT,
        () -> what + " grow from " + small + " to " + large);
  }

  @Test
  void addingAThousandIsLinear() throws MlsException {
    Scene small = adding(240);
    Scene large = adding(1000);
    assertLinear(small, large);
    Probe.Cost stage = large.cost("stage");
    int path = 4;
    assertEquals(2 * 1000, stage.of(CryptoOperation.VERIFY));
    assertEquals(1000 + path, stage.of(CryptoOperation.HPKE_SEAL));
    assertEquals(3, stage.of(CryptoOperation.SIGN));
    // For each, HPKE makes ten; the GroupInfo, which has the tree, is not hashed again.
    assertTrue(stage.of(CryptoOperation.MAC) <= 10 * (1000 + path) + CONSTANT, stage::toString);
    Probe.Cost receive = large.cost("receive");
    assertEquals(2 * 1000 + 2, receive.of(CryptoOperation.VERIFY));
    assertEquals(1, receive.of(CryptoOperation.HPKE_OPEN));
    // A member's node is written twice: as it is, and as it was for messages that come late.
    assertTrue(large.cost("merge of another's").written() <= 2 * 1000 + CONSTANT);

    Probe.Cost join = large.cost("join");
    assertEquals(1000 + 16 + 1, join.of(CryptoOperation.VERIFY));
    assertTrue(join.read() + join.listed() < 10, join::toString);
  }

  private static Scene adding(int count) throws MlsException {
    Scene scene = new Scene(16);
    Probe carol = new Probe();
    MlsClient client = carol.client().credential(Credential.basic("carol")).build();
    List<Bytes> keyPackages = LargeGroup.keyPackages(count - 1);
    keyPackages.add(client.newKeyPackage());
    OutgoingCommit commit = scene.commit(scene.a.commit().addAll(keyPackages));
    Bytes welcome = commit.welcome().orElseThrow();
    scene.costs.put(
        "join",
        carol.cost(() -> assertEquals(scene.a.treeHash(), client.join(welcome).treeHash())));
    return scene;
  }

  @Test
  void joiningAGroupOfFourThousandIsLinear() throws MlsException {
    Probe.Cost small = joining(1000);
    Probe.Cost large = joining(4000);
    assertLinear("join", small, large);
    // Each leaf, and the GroupInfo; a leaf and what it is under is written once.
    assertEquals(4000 + 2, large.of(CryptoOperation.VERIFY));
    assertEquals(1, large.of(CryptoOperation.HPKE_OPEN));
    assertTrue(large.treeHashes() <= 4 * 4096, large::toString);
    assertTrue(large.visits() <= 20 * 4096, large::toString);
    assertTrue(large.written() <= 2 * 4096 + CONSTANT, large::toString);
    assertTrue(large.read() + large.listed() < 10, large::toString);
  }

  private static Probe.Cost joining(int members) throws MlsException {
    LargeGroup large = LargeGroup.of(LargeGroup.Shape.SPARSE, members);
    Group a = new Probe().member(large, 0);
    Probe carol = new Probe();
    MlsClient client = carol.client().credential(Credential.basic("carol")).build();
    OutgoingCommit commit = a.commit().add(client.newKeyPackage()).stage();
    return carol.cost(() -> client.join(commit.welcome().orElseThrow()));
  }

  @Test
  void loadingAGroupIsLinear() throws MlsException {
    assertLinear("load", loading(128), loading(512));
  }

  private static Probe.Cost loading(int members) throws MlsException {
    LargeGroup large = LargeGroup.of(LargeGroup.Shape.FULL, members);
    Probe alice = new Probe();
    return alice.cost(() -> alice.member(large, 0));
  }

  @Test
  void proposalsByReferenceAreLinear() throws MlsException {
    int many = 400;
    Scene small = proposing(many / FACTOR);
    Scene large = proposing(many);
    assertLinear(small, large);
    // The key package has two signatures, and the message one.
    assertEquals(3 * many, large.cost("receipt").of(CryptoOperation.VERIFY));
    assertEquals(0, large.cost("stage").of(CryptoOperation.VERIFY));
    assertEquals(2, large.cost("receive").of(CryptoOperation.VERIFY));
  }

  private static Scene proposing(int count) throws MlsException {
    Scene scene = new Scene(64);
    List<Bytes> keyPackages = LargeGroup.keyPackages(count);
    List<Bytes> messages = new ArrayList<>();
    scene.costs.put(
        "proposal",
        scene.bob.cost(
            () -> {
              for (Bytes each : keyPackages) {
                messages.add(scene.b.propose().add(each));
              }
            }));
    scene.costs.put("receipt", receipt(scene, messages));
    assertEquals(count, scene.commit(scene.a.commit()).added().size());
    return scene;
  }

  private static Probe.Cost receipt(Scene scene, List<Bytes> messages) throws MlsException {
    return scene.alice.cost(
        () -> {
          for (Bytes each : messages) {
            scene.a.receive(each);
          }
        });
  }

  /** Each second proposal adds a client that is added already: none is tried over and over. */
  @Test
  void proposalsThatDoNotFitAreLinear() throws MlsException {
    Scene small = proposingTwice(50);
    Scene large = proposingTwice(200);
    assertLinear(small, large);
    assertEquals(0, large.cost("stage").of(CryptoOperation.VERIFY));
  }

  private static Scene proposingTwice(int count) throws MlsException {
    Scene scene = new Scene(64);
    List<Bytes> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      MlsClient client =
          MlsClient.builder(LargeGroup.SUITE)
              .credential(Credential.basic("client " + i))
              .grease(GreasePolicy.NOT_SENT)
              .build();
      messages.add(scene.b.propose().add(client.newKeyPackage()));
      messages.add(scene.b.propose().add(client.newKeyPackage()));
    }
    scene.costs.put("receipt", receipt(scene, messages));
    assertEquals(count, scene.commit(scene.a.commit()).added().size());
    return scene;
  }

  @Test
  void removingManyIsLinear() throws MlsException {
    Scene small = removing(40);
    Scene large = removing(160);
    assertLinear(small, large);
  }

  private static Scene removing(int count) throws MlsException {
    Scene scene = new Scene(512);
    CommitBuilder builder = scene.a.commit();
    for (int i = 0; i < count; i++) {
      builder.remove(new LeafIndex(2L * i + 3));
    }
    scene.commit(builder);
    return scene;
  }

  /** The right half goes (RFC 9420 s.7.7): a row for each node that was there, and no more. */
  @Test
  void truncatingIsLinear() throws MlsException {
    Scene small = truncating(128);
    Scene large = truncating(512);
    assertLinear(small, large);
    // A deletion for each node of the right half, and for each leaf a row as it was.
    Probe.Cost merge = large.cost("merge of another's");
    assertTrue(merge.written() <= 512 + 256 + CONSTANT, merge::toString);
  }

  private static Scene truncating(int members) throws MlsException {
    Scene scene = new Scene(members);
    CommitBuilder builder = scene.a.commit();
    for (int i = members / 2; i < members; i++) {
      builder.remove(new LeafIndex(i));
    }
    scene.commit(builder);
    assertEquals(members / 2, scene.a.members().size());
    return scene;
  }
}
