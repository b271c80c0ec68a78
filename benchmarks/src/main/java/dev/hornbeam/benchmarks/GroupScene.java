package dev.hornbeam.benchmarks;

import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.InMemoryStore;
import dev.hornbeam.mls.LargeGroup;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.MlsClientBuilder;
import dev.hornbeam.mls.ProfiledClients;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Store;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A group of which two members are alive: Alice on the first leaf, who does things, and Bob next to
 * her, who learns of them and has the most to derive. The handshake is in the clear, so that a
 * message can be processed over and over.
 *
 * <p>Other states are made of this one, and JMH has them share one object only in the scope of a
 * benchmark. These benchmarks are of one thread: members in the same epoch would disturb each
 * other.
 */
@State(Scope.Benchmark)
public class GroupScene {
  /** How many members the group has; {@code -p n=50000} takes some seconds to make. */
  @Param({"2", "10", "100", "1000", "10000"})
  public int n;

  /** The name of a {@link LargeGroup.Shape} in lower case. */
  @Param({"bare", "full"})
  public String shape;

  /** How many threads the work for each member is shared among. */
  @Param("1")
  public int threads;

  /** Whose cryptography the clients use. */
  CryptoProfile profile = CryptoProfile.fastest();

  private ExecutorService pool;
  private LargeGroup large;

  Group alice;
  Group bob;

  @Setup
  public void begin() throws MlsException {
    pool = Executors.newFixedThreadPool(threads);
    large = LargeGroup.of(LargeGroup.Shape.valueOf(shape.toUpperCase(Locale.ROOT)), n);
    alice = member(0);
    bob = member(1);
    Results.requireAgreed(alice, bob);
  }

  @TearDown(Level.Trial)
  public void end() {
    pool.shutdownNow();
  }

  /**
   * Brings a member to life, once more if need be: whoever is alive already knows nothing of it.
   */
  final Group member(int leaf) throws MlsException {
    Store store = new InMemoryStore();
    return large.member(leaf, builder(), store);
  }

  /** The client of a member, before it has loaded the group from the store. */
  final MlsClient memberClient(int leaf, Store store) throws MlsException {
    return large.client(leaf, builder(), store);
  }

  /** A client that is not in the group. */
  final MlsClient outsider(String name, Store store) throws MlsException {
    return builder().credential(Credential.basic(name)).store(store).build();
  }

  /** Another client with the same keys, over a store of its own. */
  final MlsClient twin(MlsClient client, Store store) throws MlsException {
    return builder()
        .credential(client.identity().credential())
        .signatureKey(client.identity().signatureKey())
        .store(store)
        .build();
  }

  final LargeGroup large() {
    return large;
  }

  private MlsClientBuilder builder() {
    MlsClientBuilder builder = ProfiledClients.of(profile);
    return threads == 1 ? builder : builder.executor(pool, threads);
  }
}
