package dev.hornbeam.mls.fuzz;

import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.MlsClientBuilder;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.SoftwareKeySource;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.StoreFailed;
import dev.hornbeam.mls.testing.FaultyStore;
import dev.hornbeam.mls.testing.RepeatableRandom;
import dev.hornbeam.mls.types.ChangeSet;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.mls.types.StoreKey;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * A client that can be put back to where it was, and that does the same in every process: it has no
 * randomness but that of its name, and its clock stands.
 */
final class Party {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2025-01-01T00:00:00Z"), ZoneOffset.UTC);

  private final CipherSuite suite;
  private final String name;
  private final RepeatableRandom random;
  private final KeyHandle signature;
  private final FaultyStore store = new FaultyStore();
  private MlsClient client;
  private Map<StoreKey, Bytes> saved = Map.of();

  Party(CipherSuite suite, String name) throws MlsException {
    this.suite = suite;
    this.name = name;
    this.random = new RepeatableRandom(name.hashCode());
    this.signature =
        new SoftwareKeySource(CryptoProfile.portable(), random)
            .create(KeySource.Purpose.SIGNATURE, suite, name);
    this.client = settings().build();
  }

  private MlsClientBuilder settings() {
    return MlsClient.builder(suite)
        .credential(Credential.basic(name))
        .signatureKey(signature)
        .portable()
        .random(random)
        .clock(CLOCK)
        .store(store)
        .pastEpochs(1)
        .resumptionPsks(1);
  }

  MlsClient client() {
    return client;
  }

  KeyHandle signature() {
    return signature;
  }

  Group group(GroupId id) throws MlsException {
    return client.group(id).orElseThrow();
  }

  /** All that is stored. */
  Map<StoreKey, Bytes> rows() throws StoreFailed {
    return store.dump();
  }

  /** What {@link #reset} goes back to. */
  void save() throws MlsException {
    saved = rows();
  }

  /** Forgets all that happened since. */
  void reset() throws MlsException {
    store.clear();
    try (ChangeSet all = new ChangeSet()) {
      saved.forEach((key, value) -> all.put(key, Secret.copyOf(value.view())));
      store.apply(all);
    }
    client = settings().build();
  }
}
