package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.crypto.PublicKeyOperation.Kind;
import dev.hornbeam.mls.types.CipherSuite;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * For each public-key operation of a suite the implementation that has measured fastest, on this
 * machine and just now. It takes about a second for each profile.
 */
public final class FastestOperations {
  /** Enough for what is interpreted at first to be compiled. */
  private static final int WARM_UP_NANOS = 80_000_000;

  private static final int ROUND_NANOS = 10_000_000;
  private static final int ROUNDS = 4;

  /** As long as the content of a leaf node that is signed. */
  private static final int MESSAGE_LENGTH = 200;

  private final SecureRandom random = new SecureRandom();
  private final Map<Kind, Candidate> fastest = new EnumMap<>(Kind.class);

  /** The two primitives of one profile. */
  record Candidate(Dh dh, Signer signer) {}

  private FastestOperations() {}

  /**
   * Measures.
   *
   * @param profiles at least one; each has the primitives of the suite
   */
  public static FastestOperations of(CipherSuite suite, List<CryptoProfile> profiles) {
    List<Candidate> candidates =
        profiles.stream()
            .map(each -> new Candidate(each.dh(suite.kem()), each.signer(suite.signature())))
            .toList();
    FastestOperations found = new FastestOperations();
    for (PublicKeyOperation operation : found.samples(suite, candidates.get(0))) {
      found.fastest.put(operation.kind(), found.fastest(candidates, operation));
    }
    return found;
  }

  Candidate of(Kind kind) {
    return Objects.requireNonNull(fastest.get(kind));
  }

  /** One operation of each kind. */
  private List<PublicKeyOperation> samples(CipherSuite suite, Candidate by) {
    byte[] message = new byte[MESSAGE_LENGTH];
    RawKeyPair signature = by.signer.generate(random);
    RawKeyPair own = by.dh.generate(random);
    byte[] publicKey = by.dh.generate(random).publicKey().toArray();
    byte[] signer = signature.privateKey().expose();
    return List.of(
        new PublicKeyOperation.Generate(),
        new PublicKeyOperation.PublicKey(own.privateKey().expose()),
        new PublicKeyOperation.Agree(own.privateKey().expose(), publicKey),
        new PublicKeyOperation.Ephemeral(publicKey),
        new PublicKeyOperation.SignatureGenerate(),
        PublicKeyOperation.Sign.of(suite.signature(), signer, message),
        new PublicKeyOperation.Verify(
            signature.publicKey().toArray(), message, by.signer.sign(signer, message, random)));
  }

  /** Each has a key of its own, which keeps the form of whoever uses it first. */
  private record Contest(Candidate by, PublicKeyOperation operation) {}

  private Candidate fastest(List<Candidate> candidates, PublicKeyOperation operation) {
    List<Contest> contests =
        candidates.stream().map(each -> new Contest(each, operation.copy())).toList();
    contests.forEach(each -> nanos(each, WARM_UP_NANOS));
    Candidate best = candidates.get(0);
    double least = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      for (Contest each : contests) {
        double nanos = nanos(each, ROUND_NANOS);
        if (nanos < least) {
          least = nanos;
          best = each.by;
        }
      }
    }
    return best;
  }

  /** How long one operation takes, of as many as there is time for. */
  private double nanos(Contest contest, int time) {
    long start = System.nanoTime();
    int count = 0;
    long passed;
    do {
      RecordedWork.perform(contest.operation, contest.by, random);
      count++;
      passed = System.nanoTime() - start;
    } while (passed < time);
    return (double) passed / count;
  }
}
