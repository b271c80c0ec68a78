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
    play(suite, servers.peers(), 9, 8);
  }

  @Test
  void groupsOfManyMembers() throws Exception {
    List<Peer> two = servers.peers().subList(0, 2);
    play(CipherSuite.X25519_AES128GCM_SHA256_ED25519, two, 9, 40);
  }

  private void play(CipherSuite suite, List<Peer> peers, int steps, int members) throws Exception {
    long seed = seed();
    Random random = new Random(seed ^ List.of(suite.code(), members).hashCode());
    HandshakeFraming framing =
        random.nextBoolean() ? HandshakeFraming.PRIVATE : HandshakeFraming.PUBLIC;
    System.out.println(suite + ", " + members + " members: -D" + SEED + "=" + seed);
    servers.play(peers, suite, framing, new RandomScript(random, steps, members));
  }
}
