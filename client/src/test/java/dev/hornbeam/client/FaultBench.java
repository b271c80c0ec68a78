package dev.hornbeam.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.ModuleOptions;
import dev.hornbeam.pkcs11.ObjectInfo;
import dev.hornbeam.pkcs11.Pkcs11Module;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.TokenOptions;
import dev.hornbeam.pkcs11.TokenSelector;
import dev.hornbeam.provider.HornbeamProvider;
import dev.hornbeam.testing.FaultModule;
import dev.hornbeam.testing.SoftHsm;
import java.security.Security;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A token behind the module that breaks on purpose, with a provider that is registered. */
final class FaultBench implements AutoCloseable {
  /** The last word for a key that was made ahead. */
  static final String AHEAD = " (made ahead)";

  private static final String LABEL = "bench";
  private static final int MAX_SESSIONS = 4;

  /** Many tries and no rest: what is to be seen is what each failure does. */
  private static final TokenOptions.Recovery BRISK =
      new TokenOptions.Recovery(4, Duration.ofMillis(1), 1_000_000, Duration.ofMillis(1));

  private final SoftHsm hsm;
  private final FaultModule faults;
  private final Pkcs11Module module;
  private final Token token;
  private final HornbeamProvider provider;

  private FaultBench(SoftHsm hsm, FaultModule faults, Pkcs11Module module) throws TokenException {
    this.hsm = hsm;
    this.faults = faults;
    this.module = module;
    char[] pin = hsm.token(LABEL).pin().toCharArray();
    this.token =
        module.open(
            TokenSelector.label(LABEL),
            TokenOptions.of((info, occasion) -> Optional.of(pin.clone()))
                .withMaxSessions(MAX_SESSIONS)
                .withPatience(Duration.ofSeconds(60))
                .withRecovery(BRISK));
    this.provider = HornbeamProvider.of(LABEL, token);
    Security.addProvider(provider);
  }

  static FaultBench open() throws TokenException {
    Optional<String> leftOut = FaultModule.leftOut();
    assumeTrue(leftOut.isEmpty(), () -> "the fault module was not built: " + leftOut);
    SoftHsm hsm = SoftHsm.inThisJvm(LABEL);
    FaultModule faults = FaultModule.overSoftHsm();
    return new FaultBench(hsm, faults, Pkcs11Module.load(ModuleOptions.of(faults.library())));
  }

  HornbeamProvider provider() {
    return provider;
  }

  /** Lets calls fail that come from now on, as rules of the fault module say. */
  void arm(String... rules) {
    faults.rules(rules);
  }

  /** Lets no call fail any more. */
  void disarm() {
    faults.rules();
  }

  /** Whether all rules in force have failed calls. */
  boolean haveFired() {
    return faults.status().fired().stream().allMatch(times -> times > 0);
  }

  /** Makes sure that no session is in use, and that the module has those that are idle only. */
  void requireNoLeak() {
    Token.SessionCount count = token.sessions();
    assertEquals(0, count.leased());
    assertEquals(count.open(), faults.status().sessionsOpen());
    assertTrue(count.open() <= MAX_SESSIONS, count.toString());
  }

  /** Each object as words, in order. */
  List<String> objects() throws TokenException {
    return token.objects().stream().map(FaultBench::words).sorted().toList();
  }

  private static String words(ObjectInfo object) {
    if (object.kind() == ObjectInfo.Kind.SECRET_KEY) {
      return object.kind() + " " + object.label();
    }
    String name = object.kind() + " " + object.id().map(KeyId::toString).orElse("without an id");
    return PoolLabel.parse(object.label()).isPresent() ? name + AHEAD : name;
  }

  @Override
  public void close() {
    disarm();
    Security.removeProvider(provider.getName());
    token.close();
    module.close();
    faults.close();
    hsm.close();
  }
}
