package dev.hornbeam.mls.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.types.CipherSuite;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Short runs of the fuzzer, or long ones; see {@link Fuzzer}. */
class FuzzTest {
  private static final int ENOUGH = 500;

  @Test
  void decodersRefuseOrGiveTheBytesBack() throws Exception {
    Set<Bytes> seeds = new LinkedHashSet<>();
    Genuine.seeds(List.of(LiveGroup.SUITE, CipherSuite.P256_AES128GCM_SHA256_P256))
        .forEach(
            (i, genuine) -> {
              assertFalse(genuine.isEmpty(), () -> "nothing for " + Decoders.ALL.get(i).name());
              genuine.forEach(bytes -> seeds.add(new TlsWriter().u8(i).raw(bytes).toBytes()));
            });
    run(DecoderTarget.class, seeds, 60_000);
  }

  @Test
  void memberRefusesAndGoesOn() throws Exception {
    run(LiveTarget.class, LiveTarget.seeds(), 1_500);
  }

  @Test
  void joinerRefusesAndJoins() throws Exception {
    run(JoinTarget.class, JoinTarget.seeds(), 1_000);
  }

  @Test
  void archiveIsRefusedOrWhole() throws Exception {
    run(ArchiveTarget.class, ArchiveTarget.seeds(), 1_500);
  }

  private static void run(Class<?> target, Set<Bytes> seeds, int runs) throws Exception {
    Fuzzer.Campaign campaign = new Fuzzer(target).run(seeds, runs);
    assertTrue(campaign.executions() >= seeds.size(), campaign::toString);
    // Far fewer are taken if the engine is not instrumented, or the seeds are refused at once.
    assertTrue(campaign.edges() > ENOUGH, campaign::toString);
  }
}
