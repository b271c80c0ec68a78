package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.crypto.PublicKeyOperation.Kind;
import dev.hornbeam.mls.types.CipherSuite;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Public-key operations that were recorded, to be done again and nothing else with them. */
public final class RecordedWork {
  private final SecureRandom random = new SecureRandom();
  private final CipherSuite suite;
  private final List<Step> steps;

  /** An operation, and who does it. */
  private record Step(PublicKeyOperation operation, FastestOperations.Candidate by) {}

  RecordedWork(CipherSuite suite, List<PublicKeyOperation> operations, FastestOperations by) {
    this.suite = suite;
    this.steps = operations.stream().map(each -> new Step(each, by.of(each.kind()))).toList();
  }

  /**
   * Does all of it, on the thread that asks.
   *
   * @return something that depends on each result
   */
  public int perform() {
    int sum = 0;
    for (Step step : steps) {
      sum = 31 * sum + perform(step.operation, step.by, random);
    }
    return sum;
  }

  static int perform(
      PublicKeyOperation operation, FastestOperations.Candidate by, SecureRandom random) {
    try {
      return operation.by(by.dh(), by.signer(), random);
    } catch (CryptoRefused e) {
      throw new IllegalStateException("what was done cannot be done again", e);
    }
  }

  /**
   * How many operations there are. The sender's half of a KEM counts as the key pair and the
   * agreement that it is; kinds of which there are none are absent.
   */
  public Map<CryptoOperation, Integer> counts() {
    Map<CryptoOperation, Integer> counts = new TreeMap<>();
    for (Step step : steps) {
      for (CryptoOperation each : observed(step.operation.kind())) {
        counts.merge(each, 1, Integer::sum);
      }
    }
    return counts;
  }

  private static List<CryptoOperation> observed(Kind kind) {
    return switch (kind) {
      case GENERATE -> List.of(CryptoOperation.DH_GENERATE);
      case PUBLIC_KEY -> List.of(CryptoOperation.DH_PUBLIC_KEY);
      case AGREE -> List.of(CryptoOperation.DH_AGREE);
      case EPHEMERAL -> List.of(CryptoOperation.DH_GENERATE, CryptoOperation.DH_AGREE);
      case SIGNATURE_GENERATE -> List.of(CryptoOperation.SIGNATURE_GENERATE);
      case SIGN -> List.of(CryptoOperation.SIGN);
      case VERIFY -> List.of(CryptoOperation.VERIFY);
    };
  }

  /**
   * Whether the portable profile comes to the same results, and each signature is good, so that it
   * is work and not failure that is measured. What is drawn at random is not compared.
   */
  public boolean isRight() {
    CryptoProfile portable = CryptoProfile.portable();
    FastestOperations.Candidate reference =
        new FastestOperations.Candidate(
            portable.dh(suite.kem()), portable.signer(suite.signature()));
    for (Step step : steps) {
      int result = perform(step.operation, step.by, random);
      boolean right =
          switch (step.operation.kind()) {
            case GENERATE, EPHEMERAL, SIGNATURE_GENERATE -> true;
            case VERIFY -> result == 1;
            case SIGN -> !suite.signature().isEdDsa() || result == again(step, reference);
            case PUBLIC_KEY, AGREE -> result == again(step, reference);
          };
      if (!right) {
        return false;
      }
    }
    return true;
  }

  private int again(Step step, FastestOperations.Candidate by) {
    return perform(step.operation, by, random);
  }
}
