package dev.hornbeam.pkcs11.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.pkcs11.KeyPairRequest;
import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.KeyUse;
import dev.hornbeam.pkcs11.ModuleOptions;
import dev.hornbeam.pkcs11.Pkcs11Module;
import dev.hornbeam.pkcs11.SessionKey;
import dev.hornbeam.pkcs11.Storage;
import dev.hornbeam.pkcs11.StoredKey;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.TokenOptions;
import dev.hornbeam.pkcs11.TokenSelector;
import dev.hornbeam.pkcs11.Trouble;
import dev.hornbeam.testing.ForkedJvm;
import dev.hornbeam.testing.Outcome;
import dev.hornbeam.testing.SoftHsm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What ends a JVM when a program does it, done through this API in JVMs that may end so. */
class CrashTest {
  private static final String LABEL = "crash";
  private static final int THREADS = 8;
  private static final int ROUNDS = 15;

  @Test
  void aModuleIsClosedWhileThreadsAreInside() {
    runWithToken(CloseWhileInside.class);
  }

  @Test
  void tokensKeysAndModulesAreUsedAfterTheyWereClosed() {
    runWithToken(UseAfterClose.class);
  }

  @Test
  void keysAreForgottenWhileTheirModuleIsClosed() {
    runWithToken(ForgetSessionKeys.class);
  }

  @Test
  void whatIsNoModuleIsNotLoaded() {
    Outcome outcome = ForkedJvm.of(LoadOthers.class).run();
    assertEquals(0, outcome.exitCode(), outcome::toString);
  }

  private static void runWithToken(Class<?> main) {
    try (SoftHsm hsm = SoftHsm.start(LABEL)) {
      Outcome outcome = ForkedJvm.of(main).with(hsm.environment()).run();
      assertEquals(0, outcome.exitCode(), outcome::toString);
    }
  }

  private static Pkcs11Module load() throws TokenException {
    return Pkcs11Module.load(ModuleOptions.of(SoftHsm.library()));
  }

  private static Token open(Pkcs11Module module) throws TokenException {
    TokenOptions options = TokenOptions.of((info, use) -> Optional.of("1234".toCharArray()));
    return module.open(TokenSelector.label(LABEL), options);
  }

  private static StoredKey key(Token token, int number) throws TokenException {
    return token.generate(Bench.request(KeyType.P256, KeyUse.SIGN, Bench.id(number)));
  }

  /** For a fork: closes the module under threads that sign and make keys, and opens it again. */
  static final class CloseWhileInside {
    private static final Set<Trouble> EXPECTED = EnumSet.of(Trouble.CLOSED);

    private CloseWhileInside() {}

    /** The fork's main method. */
    public static void main(String[] args) throws Exception {
      ExecutorService threads = Executors.newFixedThreadPool(THREADS);
      for (int round = 0; round < ROUNDS; round++) {
        Pkcs11Module module = load();
        Token token = open(module);
        StoredKey key = key(token, round);
        List<Future<Integer>> workers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          workers.add(threads.submit(() -> signUntilClosed(key)));
        }
        TimeUnit.MILLISECONDS.sleep(20);
        if (round % 2 == 0) {
          module.close();
        } else {
          token.close();
          module.close();
        }
        for (Future<Integer> worker : workers) {
          worker.get();
        }
      }
      threads.shutdown();
    }

    private static int signUntilClosed(StoredKey key) {
      byte[] hash = new byte[32];
      for (int n = 0; ; n++) {
        try {
          key.sign(hash);
        } catch (TokenException e) {
          if (!EXPECTED.contains(e.trouble())) {
            throw new AssertionError("expected CLOSED", e);
          }
          return n;
        }
      }
    }
  }

  /** For a fork: uses each kind of thing after it was closed. */
  static final class UseAfterClose {
    private UseAfterClose() {}

    /** The fork's main method. */
    public static void main(String[] args) throws Exception {
      Pkcs11Module first = load();
      Pkcs11Module second = load();
      Token token = open(first);
      Token other = open(second);
      StoredKey key = key(token, 1);
      first.close();
      first.close();
      other.privateKey(key.id()).orElseThrow().sign(new byte[32]);
      requireClosed(() -> key.sign(new byte[32]));
      requireClosed(token::objects);
      requireClosed(token::login);
      requireClosed(first::slots);
      token.close();
      second.close();
      requireClosed(() -> other.random(new byte[8]));
      try (Pkcs11Module again = load();
          Token opened = open(again)) {
        requireClosed(() -> key.sign(new byte[32]));
        opened.privateKey(key.id()).orElseThrow().sign(new byte[32]);
      }
    }

    private interface Use {
      void run() throws TokenException;
    }

    private static void requireClosed(Use use) {
      TokenException e = assertThrows(TokenException.class, use::run);
      assertEquals(Trouble.CLOSED, e.trouble(), e::getMessage);
    }
  }

  /** For a fork: leaves session keys to the garbage collector, before and after closing. */
  static final class ForgetSessionKeys {
    private ForgetSessionKeys() {}

    /** The fork's main method. */
    public static void main(String[] args) throws Exception {
      for (int round = 0; round < ROUNDS; round++) {
        Pkcs11Module module = load();
        Token token = open(module);
        for (int i = 0; i < 3; i++) {
          make(token);
        }
        System.gc();
        if (round % 2 == 0) {
          TimeUnit.MILLISECONDS.sleep(5);
        }
        module.close();
        System.gc();
      }
    }

    @SuppressWarnings("resource") // It is to be forgotten.
    private static void make(Token token) throws TokenException {
      SessionKey key =
          token.generateInSession(
              KeyPairRequest.of(
                  KeyType.P256, KeyUse.SIGN, Storage.SESSION, Bench.id(1), "forgotten"));
      key.sign(new byte[32]);
    }
  }

  /** For a fork: loads what is no PKCS#11 module. */
  static final class LoadOthers {
    private LoadOthers() {}

    /** The fork's main method. */
    public static void main(String[] args) throws Exception {
      Path text = Files.createTempFile("no-module", ".so");
      try {
        Files.writeString(text, "this is no library");
        requireRefused(text);
        Files.write(text, new byte[0]);
        requireRefused(text);
        Files.write(text, firstHalf(SoftHsm.library()));
        requireRefused(text);
      } finally {
        Files.delete(text);
      }
      requireRefused(text);
      requireRefused(Path.of(System.getProperty("java.io.tmpdir")));
      Path java = Path.of(System.getProperty("java.home"));
      requireRefused(java.resolve("lib/libjava.so"));
      requireRefused(java.resolve("bin/java"));
    }

    private static byte[] firstHalf(Path file) throws IOException {
      byte[] all = Files.readAllBytes(file);
      return Arrays.copyOf(all, all.length / 2);
    }

    private static void requireRefused(Path file) {
      TokenException e =
          assertThrows(
              TokenException.class, () -> Pkcs11Module.load(ModuleOptions.of(file)).close());
      assertEquals(Trouble.MODULE, e.trouble(), e::getMessage);
      assertTrue(String.valueOf(e.getMessage()).contains(file.toString()), e::getMessage);
    }
  }
}
