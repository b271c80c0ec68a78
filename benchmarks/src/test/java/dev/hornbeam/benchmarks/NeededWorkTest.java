package dev.hornbeam.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.CryptoOperation;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.FastestOperations;
import dev.hornbeam.mls.crypto.OperationRecorder;
import dev.hornbeam.mls.crypto.SignatureKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an operation is compared with is what it needs: no more, and no less. */
class NeededWorkTest {
  private static Map<CryptoOperation, Integer> needed(String operation, String shape, int n)
      throws MlsException {
    NeededWorkBenchmark benchmark = new NeededWorkBenchmark();
    benchmark.operation = operation;
    benchmark.shape = shape;
    benchmark.n = n;
    benchmark.among = "engine";
    benchmark.prepare();
    return benchmark.work().counts();
  }

  @Test
  void aCommitInAFullTreeNeedsOnePath() throws MlsException {
    int depth = 4;
    assertEquals(
        Map.of(
            // The leaf key, and an ephemeral key for each seal.
            CryptoOperation.DH_GENERATE,
            1 + depth,
            CryptoOperation.DH_PUBLIC_KEY,
            depth,
            CryptoOperation.DH_AGREE,
            depth,
            // The leaf node and the commit.
            CryptoOperation.SIGN,
            2),
        needed("commit", "full", 16));
    assertEquals(
        Map.of(
            CryptoOperation.DH_PUBLIC_KEY, depth,
            CryptoOperation.DH_AGREE, 1,
            CryptoOperation.VERIFY, 2),
        needed("process", "full", 16));
  }

  @Test
  void aCommitInABareTreeIsSealedToEachMember() throws MlsException {
    Map<CryptoOperation, Integer> bare = needed("commit", "bare", 16);
    assertEquals(15, bare.get(CryptoOperation.DH_AGREE));
    assertEquals(4, bare.get(CryptoOperation.DH_PUBLIC_KEY));
  }

  @Test
  void aJoinNeedsASignatureOfEachMember() throws MlsException {
    // Each leaf with one's own, and the GroupInfo.
    assertEquals(16 + 1 + 1, needed("join", "full", 16).get(CryptoOperation.VERIFY));
  }

  @Test
  void addingManyNeedsTwoSignaturesOfEach() throws MlsException {
    assertEquals(2 * 20, needed("addMany", "full", 20).get(CryptoOperation.VERIFY));
    assertEquals(2 * 20 + 2, needed("processAddMany", "full", 20).get(CryptoOperation.VERIFY));
  }

  @Test
  void whatDoesNotExistCannotBePriced() {
    assertThrows(Lacking.class, () -> needed("decorate", "full", 4));
  }

  private final CipherSuite suite = CipherSuite.X25519_AES128GCM_SHA256_ED25519;
  private final OperationRecorder recorder = new OperationRecorder(suite);
  private final SuiteCrypto crypto = SuiteCrypto.of(suite, recorder.profile(), new SecureRandom());
  private final FastestOperations portable =
      FastestOperations.of(suite, List.of(CryptoProfile.portable()));

  @Test
  void onlyWhatIsRecordedIsDone() throws KeyUnavailable {
    SignatureKey key = crypto.generateSignatureKey();
    Bytes content = Bytes.utf8("content");
    recorder.reset();
    Bytes signature = crypto.signWithLabel(key.privateKey(), "label", content);
    assertTrue(crypto.verifyWithLabel(key.publicKey(), "label", content, signature));
    crypto.hash(content);
    assertEquals(
        Map.of(CryptoOperation.SIGN, 1, CryptoOperation.VERIFY, 1),
        recorder.work(portable).counts());
    assertTrue(recorder.work(portable).isRight());
  }

  /** A signature that is refused at once would be cheap. */
  @Test
  void workThatFailsIsNotRight() throws KeyUnavailable {
    SignatureKey key = crypto.generateSignatureKey();
    recorder.reset();
    Bytes content = Bytes.utf8("content");
    assertFalse(crypto.verifyWithLabel(key.publicKey(), "label", content, Bytes.EMPTY));
    assertFalse(recorder.work(portable).isRight());
  }
}
