package dev.hornbeam.benchmarks.baseline;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.CryptoOperation;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * What an update, an add and the receipt of an update cost under the schemes that TreeKEM is
 * compared with, in a group of n. The first member sends; the second receives, which in a tree is
 * its sibling and has the most to do.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BaselineBenchmark {
  @Param public Scheme scheme;

  @Param({"2", "10", "100", "1000", "10000"})
  public int n;

  private Baseline sender;
  private Baseline receiver;
  private Bytes update;
  private Prekey newcomer;

  @Setup
  public void prepare() throws CryptoRefused, MlsException {
    prepare(CryptoProfile.fastest());
  }

  private void prepare(CryptoProfile profile) throws CryptoRefused, MlsException {
    SuiteCrypto crypto =
        SuiteCrypto.of(CipherSuite.X25519_AES128GCM_SHA256_ED25519, profile, new SecureRandom());
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      clients.add(Client.create(crypto));
    }
    List<Baseline> living = scheme.found(crypto, clients, 2);
    sender = living.get(0);
    receiver = living.get(1);
    Client client = Client.create(crypto);
    newcomer = client.prekey();
    Sent updated = sender.update();
    update = updated.to(1);
    requireSame(updated.next(), receiver.receive(update));
    Sent added = sender.add(newcomer);
    requireSame(added.next(), receiver.receive(added.to(1)));
    requireSame(added.next(), scheme.join(crypto, client, added.to(n)));
  }

  private static void requireSame(Baseline one, Baseline other) {
    if (one.size() != other.size() || !one.secret().matches(other.secret())) {
      throw new IllegalStateException("two members do not agree");
    }
  }

  @Benchmark
  public Sent update(Costs costs) throws CryptoRefused, MlsException {
    return sender.update();
  }

  @Benchmark
  public Sent add(Costs costs) throws CryptoRefused, MlsException {
    return sender.add(newcomer);
  }

  @Benchmark
  public Baseline receive(Costs costs) throws CryptoRefused, MlsException {
    return receiver.receive(update);
  }

  /** What one operation costs but time, counted once in a group like the one that is timed. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Costs {
    private final Counts counts = new Counts();
    private int results;
    private long bytes;
    private long bytesToNewcomer;
    private long bytesByOthers;

    @Setup
    public void count(BaselineBenchmark timed, BenchmarkParams params)
        throws CryptoRefused, MlsException {
      // JMH adds events up over all iterations and forks; these do not add up.
      results = params.getMeasurement().getCount() * Math.max(1, params.getForks());
      BaselineBenchmark counted = new BaselineBenchmark();
      counted.scheme = timed.scheme;
      counted.n = timed.n;
      counted.prepare(CryptoProfile.fastest().observed(counts));
      String operation = params.getBenchmark();
      if (operation.endsWith(".update")) {
        counts.reset();
        bytes = counted.sender.update().bytes();
      } else if (operation.endsWith(".add")) {
        bytesByOthers = (timed.n - 1) * bytesOfIntroduction(counted);
        counts.reset();
        Sent add = counted.sender.add(counted.newcomer);
        bytes = add.bytes();
        bytesToNewcomer = add.to(timed.n).length();
      } else {
        counts.reset();
        counted.receiver.receive(counted.update);
        bytes = counted.update.length();
      }
    }

    private static long bytesOfIntroduction(BaselineBenchmark group)
        throws CryptoRefused, MlsException {
      Bytes added = group.sender.add(group.newcomer).to(1);
      return group.receiver.receive(added).introduce(group.n).map(Sent::bytes).orElse(0L);
    }

    /** Bytes that the member sends, or receives, whose operation it is. */
    public double bytes() {
      return each(bytes);
    }

    /** Those of an add that are for the newcomer alone. */
    public double bytesToNewcomer() {
      return each(bytesToNewcomer);
    }

    /** Bytes that all other members send to the newcomer after an add. */
    public double bytesByOthers() {
      return each(bytesByOthers);
    }

    /** Diffie-Hellman agreements. */
    public double agreements() {
      return each(counts.of(CryptoOperation.DH_AGREE));
    }

    /** Key pairs, fresh and derived. */
    public double keyPairs() {
      return each(
          counts.of(CryptoOperation.DH_GENERATE)
              + counts.of(CryptoOperation.DH_PUBLIC_KEY)
              + counts.of(CryptoOperation.SIGNATURE_GENERATE));
    }

    /** Signatures made and verified. */
    public double signatures() {
      return each(counts.of(CryptoOperation.SIGN) + counts.of(CryptoOperation.VERIFY));
    }

    private double each(long value) {
      return (double) value / results;
    }
  }
}
