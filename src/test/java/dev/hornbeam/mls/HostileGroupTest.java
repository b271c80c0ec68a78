package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.testing.ForgedWelcome;
import dev.hornbeam.mls.types.StoreKey;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Welcomes to groups that a member has made to harm who joins. */
class HostileGroupTest {
  private final SuiteCrypto crypto =
      SuiteCrypto.of(Friends.SUITE, CryptoProfile.fastest(), new SecureRandom());
  private final InMemoryStore store = new InMemoryStore();
  private MlsClient victim;
  private KeyPackage keyPackage;

  @BeforeEach
  void makeKeyPackage() throws Exception {
    victim = Friends.client("victim", builder -> builder.store(store).resumptionPsks(2));
    keyPackage = Messages.keyPackage(victim.newKeyPackage());
  }

  /** Epochs are unsigned numbers. */
  @Test
  void oldResumptionPsksGoInAnyEpoch() throws Exception {
    Group group =
        victim.join(
            new ForgedWelcome(crypto, "mallory")
                .epoch(Long.MIN_VALUE)
                .member(keyPackage.leafNode())
                .welcome(keyPackage));
    for (int i = 0; i < 4; i++) {
      group.merge(group.commit().stage());
    }
    assertEquals(2, store.keys(StoreKey.Kind.RESUMPTION_PSK, group.id().value()).size());
  }
}
