package dev.hornbeam.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.testing.SoftHsm;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that look at a token's objects do not disturb those that make some. */
@Timeout(120)
class MakersAndLookersTest {
  private static final int MAKERS = 2;
  private static final int PAIRS = 30;

  @Test
  void everyPairIsMadeAndNoneIsLeftOver() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(MAKERS + 2);
    try (SoftHsm hsm = SoftHsm.inThisJvm("busy")) {
      PinSource pin = (info, occasion) -> Optional.of(hsm.token("busy").pin().toCharArray());
      try (Pkcs11Module module = Pkcs11Module.load(ModuleOptions.of(SoftHsm.library()));
          Token token = module.open(TokenSelector.label("busy"), TokenOptions.of(pin))) {
        AtomicBoolean done = new AtomicBoolean();
        List<Future<Integer>> looking = new ArrayList<>();
        looking.add(threads.submit(() -> look(token, done)));
        looking.add(threads.submit(() -> look(token, done)));
        List<Future<Integer>> making = new ArrayList<>();
        for (int i = 0; i < MAKERS; i++) {
          making.add(threads.submit(() -> make(token)));
        }
        for (Future<Integer> each : making) {
          assertEquals(PAIRS, each.get());
        }
        done.set(true);
        for (Future<Integer> each : looking) {
          assertTrue(each.get() > 0);
        }
      }
      assertEquals(List.of(), hsm.tool("busy").objects());
    } finally {
      threads.shutdownNow();
    }
  }

  private static int make(Token token) throws TokenException {
    SecureRandom random = new SecureRandom();
    for (int i = 0; i < PAIRS; i++) {
      KeyId id = KeyId.random(random);
      token.generate(KeyPairRequest.of(KeyType.X25519, KeyUse.DERIVE, Storage.TOKEN, id, "made"));
      token.relabel(id, "made and named");
      token.destroy(id, ObjectInfo.Kind.PRIVATE_KEY, ObjectInfo.Kind.PUBLIC_KEY);
    }
    return PAIRS;
  }

  private static int look(Token token, AtomicBoolean done) throws TokenException {
    int looks = 0;
    while (!done.get()) {
      for (ObjectInfo object : token.objects()) {
        assertTrue(object.label().startsWith("made"), object.label());
      }
      looks++;
    }
    return looks;
  }
}
