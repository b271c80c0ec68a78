package dev.hornbeam.benchmarks.baseline;

import static dev.hornbeam.mls.crypto.CryptoOperation.DH_AGREE;
import static dev.hornbeam.mls.crypto.CryptoOperation.DH_GENERATE;
import static dev.hornbeam.mls.crypto.CryptoOperation.DH_PUBLIC_KEY;
import static dev.hornbeam.mls.crypto.CryptoOperation.HPKE_OPEN;
import static dev.hornbeam.mls.crypto.CryptoOperation.HPKE_SEAL;
import static dev.hornbeam.mls.crypto.CryptoOperation.SIGN;
import static dev.hornbeam.mls.crypto.CryptoOperation.VERIFY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.crypto.CryptoProfile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a group of n costs under each scheme, told by operations and bytes and never by a clock. The
 * first member sends; the second, its sibling in a tree, receives, for whom it costs most.
 */
class ClaimsTest {
  /** More than one key with its length header, and less than two. */
  private static final int KEY_AND_SOME = 36;

  /** As much for a node of an UpdatePath: a public key, a KEM output, and a sealed path secret. */
  private static final int NODE_AND_SOME = 120;

  private final Counts counts = new Counts();

  private BaselineGroup group(Scheme scheme, int n) throws Exception {
    return BaselineGroup.of(scheme, n, 2, CryptoProfile.fastest().observed(counts));
  }

  @ParameterizedTest
  @CsvSource({"2,1", "4,2", "8,3", "16,4", "32,5"})
  void treeKemUpdatesGrowWithTheDepth(int n, int depth) throws Exception {
    TreeKemGroup group = TreeKemGroup.full(n);

    OutgoingCommit update = group.update();

    assertEquals(depth, group.counts().of(HPKE_SEAL));
    assertEquals(depth, group.counts().of(DH_AGREE));
    assertEquals(2, group.counts().of(SIGN), "the leaf's and the commit's");
    assertTrue(update.message().length() < 420 + NODE_AND_SOME * depth, "a node for each level");

    group.follow(update);

    assertEquals(1, group.counts().of(HPKE_OPEN));
    assertEquals(1, group.counts().of(DH_AGREE));
    assertEquals(2, group.counts().of(VERIFY), "the leaf's and the commit's");
    assertEquals(depth, group.counts().of(DH_PUBLIC_KEY), "the keys of the path are compared");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8, 16, 32})
  void aTreeKemAddIsOneWelcomeAndOnePath(int n) throws Exception {
    TreeKemGroup group = TreeKemGroup.full(n);
    int depth = Integer.numberOfTrailingZeros(n);

    group.add();

    // The newcomer's path secret is in its welcome, so its part of the tree needs no other seal.
    assertEquals(depth + 1, group.counts().of(HPKE_SEAL));
  }

  @ParameterizedTest
  @CsvSource({"2,1", "4,2", "8,3", "16,4", "32,5", "1024,10"})
  void artUpdatesGrowWithTheDepth(int n, int depth) throws Exception {
    BaselineGroup group = group(Scheme.ART, n);

    counts.reset();
    Sent update = group.member(0).update();

    assertEquals(depth, counts.of(DH_AGREE));
    assertEquals(depth, counts.of(DH_PUBLIC_KEY));
    assertEquals(1, counts.of(DH_GENERATE));
    assertEquals(1, counts.of(SIGN));
    assertTrue(update.bytes() < 150 + KEY_AND_SOME * depth, "a key for each level");

    counts.reset();
    group.member(1).receive(update.to(1));

    assertEquals(depth, counts.of(DH_AGREE));
    assertEquals(1, counts.of(VERIFY));
  }

  @ParameterizedTest
  @CsvSource({"3,2", "7,3", "15,4", "31,5", "1023,10"})
  void artAddsGrowWithTheDepth(int n, int depth) throws Exception {
    BaselineGroup group = group(Scheme.ART, n);
    Prekey newcomer = group.newClient().prekey();

    counts.reset();
    Sent add = group.member(0).add(newcomer);

    assertEquals(depth + 1, counts.of(DH_AGREE), "one for each level, and the setup key's");
    assertEquals(depth + 1, counts.of(DH_PUBLIC_KEY));
    assertEquals(2, counts.of(SIGN), "the change's and the welcome's");
    assertTrue(add.broadcast().length() < 350 + KEY_AND_SOME * depth);
    assertTrue(add.to(n).length() > 33 * n, "the newcomer gets the tree");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 1024})
  void theFirstOfANewHalfOfAnArtTreeNeedsTheRootAlone(int n) throws Exception {
    BaselineGroup group = group(Scheme.ART, n);
    Prekey newcomer = group.newClient().prekey();

    counts.reset();
    group.member(0).add(newcomer);

    assertEquals(1 + 1, counts.of(DH_AGREE), "the setup key's and the root's");
  }

  @ParameterizedTest
  @CsvSource({
    "SENDER_KEYS,2", "SENDER_KEYS,4", "SENDER_KEYS,32", "SENDER_KEYS,500",
    "PAIRWISE,2", "PAIRWISE,4", "PAIRWISE,32", "PAIRWISE,500"
  })
  void updatesOverSessionsGrowWithTheMembers(Scheme scheme, int n) throws Exception {
    BaselineGroup group = group(scheme, n);

    counts.reset();
    Sent update = group.member(0).update();

    assertEquals(n - 1, counts.of(DH_GENERATE));
    assertEquals(n - 1, counts.of(DH_AGREE));
    assertEquals((n - 1) * (long) update.to(1).length(), update.bytes());

    counts.reset();
    group.member(1).receive(update.to(1));

    assertEquals(1, counts.of(DH_AGREE));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 32, 500})
  void aPairwiseAddGrowsWithTheMembers(int n) throws Exception {
    BaselineGroup group = group(Scheme.PAIRWISE, n);
    Prekey newcomer = group.newClient().prekey();

    counts.reset();
    Sent add = group.member(0).add(newcomer);

    assertEquals(n, counts.of(DH_GENERATE));
    assertEquals(n + 1, counts.of(DH_AGREE), "one for each, and the new session's");
    assertEquals((n - 1) * (long) add.to(1).length() + add.to(n).length(), add.bytes());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 32, 500})
  void aSenderKeysAddCostsTheAdderLittleAndEachOtherMemberAsMuch(int n) throws Exception {
    BaselineGroup group = group(Scheme.SENDER_KEYS, n);
    Client newcomer = group.newClient();

    counts.reset();
    Sent add = group.member(0).add(newcomer.prekey());

    assertEquals(2, counts.of(DH_AGREE), "the new session's, and its first step's");
    assertEquals(1, counts.of(SIGN));

    Baseline other = group.member(1).receive(add.to(1));
    counts.reset();
    assertTrue(other.introduce(n).isPresent());

    assertEquals(1, counts.of(DH_AGREE), "which each of the others does too");
  }
}
