package dev.hornbeam.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleTest {
  private static final int THREADS = 6;

  private static Trouble loading(Path library) {
    return assertThrows(TokenException.class, () -> Pkcs11Module.load(ModuleOptions.of(library)))
        .trouble();
  }

  @Test
  void refusesWhatIsNoModule(@TempDir Path folder) throws Exception {
    assertEquals(Trouble.MODULE, loading(folder.resolve("missing.so")));
    assertEquals(Trouble.MODULE, loading(folder));
    assertEquals(Trouble.MODULE, loading(Path.of("no-such-library-anywhere.so")));
    Path text = folder.resolve("text.so");
    Files.writeString(text, "no library");
    assertEquals(Trouble.MODULE, loading(text));
    Path empty = folder.resolve("empty.so");
    Files.createFile(empty);
    assertEquals(Trouble.MODULE, loading(empty));
  }

  @Test
  void refusesALibraryOfAnotherKind() {
    TokenException e =
        assertThrows(
            TokenException.class, () -> Pkcs11Module.load(ModuleOptions.of(Path.of("libc.so.6"))));
    assertEquals(Trouble.MODULE, e.trouble());
    assertTrue(e.getMessage().contains("C_GetFunctionList"), e.getMessage());
  }

  @Test
  void refusesATruncatedLibrary(@TempDir Path folder) throws Exception {
    try (FaultySoftHsm fault = FaultySoftHsm.open("alice")) {
      byte[] whole = Files.readAllBytes(fault.library());
      for (int length : new int[] {5, 20, 64, 1000, whole.length / 2}) {
        Path cut = folder.resolve("cut" + length + ".so");
        Files.write(cut, java.util.Arrays.copyOf(whole, length));
        assertEquals(Trouble.MODULE, loading(cut));
      }
    }
  }

  @Test
  void isFinalisedByTheLastUser() throws Exception {
    try (FaultySoftHsm fault = FaultySoftHsm.open("alice")) {
      Pkcs11Module first = Pkcs11Module.load(ModuleOptions.of(fault.library()));
      Path link = fault.library().resolveSibling("link.so");
      Files.createSymbolicLink(link, fault.library());
      Pkcs11Module second = Pkcs11Module.load(ModuleOptions.of(link));
      Files.delete(link);
      first.close();
      first.close();
      assertEquals(Trouble.CLOSED, assertThrows(TokenException.class, first::slots).trouble());
      assertEquals("SoftHSM", second.info().manufacturer());
      assertEquals(0, fault.faults().status().calls("C_Finalize"));
      second.close();
      assertEquals(1, fault.faults().status().calls("C_Finalize"));
      assertEquals(Trouble.CLOSED, assertThrows(TokenException.class, second::info).trouble());
      try (Pkcs11Module third = Pkcs11Module.load(ModuleOptions.of(fault.library()))) {
        assertTrue(third.slots().size() > 0);
      }
    }
  }

  @Test
  void listsWhatIsThereIfNothingMatches() throws Exception {
    try (FaultySoftHsm fault = FaultySoftHsm.open("alice", "bob");
        Pkcs11Module module = Pkcs11Module.load(ModuleOptions.of(fault.library()))) {
      TokenException e =
          assertThrows(
              TokenException.class,
              () -> module.open(TokenSelector.label("carol"), fault.options("alice")));
      assertEquals(Trouble.TOKEN_ABSENT, e.trouble());
      assertTrue(e.getMessage().contains("\"alice\""), e.getMessage());
      assertEquals(
          Trouble.TOKEN_ABSENT,
          assertThrows(
                  TokenException.class,
                  () -> module.open(TokenSelector.any(), fault.options("alice")))
              .trouble());
    }
  }

  @Test
  void closesWhileManyThreadsCall() throws Exception {
    for (int round = 0; round < 5; round++) {
      try (FaultySoftHsm fault = FaultySoftHsm.open("alice")) {
        Pkcs11Module module = Pkcs11Module.load(ModuleOptions.of(fault.library()));
        Token token = module.open(TokenSelector.label("alice"), fault.options("alice"));
        StoredKey key =
            token.generate(RoundTrips.request(KeyType.P256, KeyUse.SIGN, Storage.TOKEN));
        SessionKey here =
            token.generateInSession(
                RoundTrips.request(KeyType.X25519, KeyUse.DERIVE, Storage.SESSION));
        CountDownLatch running = new CountDownLatch(THREADS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<Trouble>> ends = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          int kind = i;
          ends.add(threads.submit(() -> untilRefused(running, work(kind, token, key, here))));
        }
        running.await();
        module.close();
        for (Future<Trouble> end : ends) {
          assertEquals(Trouble.CLOSED, end.get());
        }
        threads.shutdown();
        here.close();
        token.close();
      }
    }
  }

  private static Callable<Object> work(int kind, Token token, StoredKey key, SessionKey here) {
    return switch (kind % 4) {
      case 0 -> () -> key.sign(new byte[32]);
      case 1 -> () -> here.derive(here.publicKey());
      case 2 -> () -> token.objects();
      default ->
          () -> {
            KeyPairRequest request = RoundTrips.request(KeyType.P256, KeyUse.SIGN, Storage.TOKEN);
            token.generate(request);
            token.destroy(request.id(), ObjectInfo.Kind.PRIVATE_KEY, ObjectInfo.Kind.PUBLIC_KEY);
            return request;
          };
    };
  }

  private static Trouble untilRefused(CountDownLatch running, Callable<Object> work)
      throws Exception {
    try {
      work.call();
      running.countDown();
      while (true) {
        work.call();
      }
    } catch (TokenException e) {
      return e.trouble();
    }
  }
}
