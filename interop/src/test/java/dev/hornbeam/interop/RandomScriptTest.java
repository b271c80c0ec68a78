package dev.hornbeam.interop;

import dev.hornbeam.interop.script.Peer;
import dev.hornbeam.interop.script.RandomScript;
import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.types.CipherSuite;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Long random scripts. {@code -Dhornbeam.interop.seed=N} has the same ones again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RandomScriptTest {
  static final String SEED = "hornbeam.interop.seed";

  private final Servers servers = new Servers();

  /** As the property says, or a new one. */
  static long seed() {
    return Long.getLong(SEED, new SecureRandom().nextLong());
  }

  @BeforeAll
  void start() throws IOException {
    servers.and().and().and();
  }

  @AfterAll
  void stop() {
    servers.close();
  }

  @ParameterizedTest
  @EnumSource(CipherSuite.class)
  void groupsOfSomeMembers(CipherSuite suite) throws Exception {
    for (HandshakeFraming framing : HandshakeFraming.values()) {
      play(suite, framing, servers.peers(), 8, 9);
    }
  }

  @Test
  void groupsOfManyMembers() throws Exception {
    for (HandshakeFraming framing : HandshakeFraming.values()) {
      List<Peer> two = servers.peers().subList(0, 2);
      play(CipherSuite.X25519_AES128GCM_SHA256_ED25519, framing, two, 12, 40);
    }
  }

  private void play(
      CipherSuite suite, HandshakeFraming framing, List<Peer> peers, int steps, int members)
      throws Exception {
    long seed = seed();
    String which = suite + " " + framing + " " + members;
    System.out.println(which + ": -D" + SEED + "=" + seed);
    Random random = new Random(seed ^ which.hashCode());
    servers.play(peers, suite, framing, new RandomScript(random, steps, members));
  }
}
