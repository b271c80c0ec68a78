package dev.hornbeam.pkcs11;

import iaik.pkcs.pkcs11.wrapper.CK_INFO;
import iaik.pkcs.pkcs11.wrapper.CK_SESSION_INFO;
import iaik.pkcs.pkcs11.wrapper.CK_SLOT_INFO;
import iaik.pkcs.pkcs11.wrapper.CK_TOKEN_INFO;
import iaik.pkcs.pkcs11.wrapper.CK_VERSION;
import iaik.pkcs.pkcs11.wrapper.PKCS11;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A library that answers what it is told, and counts its calls. */
final class FakeModule {
  private final Map<String, Deque<Long>> failures = new HashMap<>();
  private final List<String> calls = new ArrayList<>();
  private final List<String> pins = new ArrayList<>();
  private long tokenFlags;
  private long nextHandle = 1;
  private int open;
  private int fewest = Integer.MAX_VALUE;
  private boolean loggedIn;

  /** Initialised, and of no known kind. */
  Cryptoki start() throws TokenException {
    PKCS11 library =
        (PKCS11)
            Proxy.newProxyInstance(
                PKCS11.class.getClassLoader(),
                new Class<?>[] {PKCS11.class},
                (proxy, method, arguments) -> answer(method.getName(), arguments));
    Cryptoki cryptoki = new Cryptoki(library);
    cryptoki.join(ModuleOptions.of(Path.of("fake")));
    return cryptoki;
  }

  /** Lets the next call of a function fail. */
  synchronized void fail(String function, Ckr ckr) {
    failures.computeIfAbsent(function, name -> new ArrayDeque<>()).add(ckr.value());
  }

  synchronized void tokenFlags(long flags) {
    tokenFlags = flags;
  }

  synchronized long calls(String function) {
    return calls.stream().filter(function::equals).count();
  }

  synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  /** What was given to C_Login, with the user type before it. */
  synchronized List<String> pins() {
    return List.copyOf(pins);
  }

  synchronized int openSessions() {
    return open;
  }

  /** The fewest sessions that were open at once since the first one was. */
  synchronized int fewestSessions() {
    return fewest;
  }

  private synchronized @Nullable Object answer(String function, Object @Nullable [] arguments)
      throws PKCS11Exception {
    calls.add(function);
    if (function.equals("C_Login") && arguments != null) {
      pins.add(
          arguments[1] + ":" + (arguments[2] instanceof char[] pin ? new String(pin) : "none"));
    }
    Deque<Long> planned = failures.get(function);
    if (planned != null && !planned.isEmpty()) {
      throw new PKCS11Exception(planned.remove());
    }
    return switch (function) {
      case "C_GetInfo" -> info();
      case "C_GetSlotList" -> new long[] {0};
      case "C_GetSlotInfo" -> slotInfo();
      case "C_GetTokenInfo" -> tokenInfo();
      case "C_GetSessionInfo" -> sessionInfo();
      case "C_OpenSession" -> {
        open++;
        yield nextHandle++;
      }
      case "C_CloseSession" -> {
        open--;
        fewest = Math.min(fewest, open);
        yield null;
      }
      case "C_Login" -> {
        loggedIn = true;
        yield null;
      }
      case "C_Sign" -> new byte[64];
      default -> null;
    };
  }

  private static CK_INFO info() {
    CK_INFO info = new CK_INFO();
    info.cryptokiVersion = version();
    info.libraryVersion = version();
    info.manufacturerID = "fake".toCharArray();
    info.libraryDescription = "fake".toCharArray();
    return info;
  }

  private static CK_SLOT_INFO slotInfo() {
    CK_SLOT_INFO info = new CK_SLOT_INFO();
    info.slotDescription = "fake".toCharArray();
    info.flags = 1;
    return info;
  }

  private CK_TOKEN_INFO tokenInfo() {
    CK_TOKEN_INFO info = new CK_TOKEN_INFO();
    info.label = "fake   ".toCharArray();
    info.manufacturerID = "fake".toCharArray();
    info.model = "fake".toCharArray();
    info.serialNumber = "1".toCharArray();
    info.flags = tokenFlags;
    return info;
  }

  private CK_SESSION_INFO sessionInfo() {
    CK_SESSION_INFO info = new CK_SESSION_INFO();
    info.state = loggedIn ? 3 : 2;
    return info;
  }

  private static CK_VERSION version() {
    CK_VERSION version = new CK_VERSION();
    version.major = 2;
    version.minor = 40;
    return version;
  }
}
