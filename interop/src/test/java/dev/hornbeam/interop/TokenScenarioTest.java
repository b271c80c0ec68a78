package dev.hornbeam.interop;

import dev.hornbeam.client.Custody;
import dev.hornbeam.client.Homes;
import dev.hornbeam.client.TokenKeySource;
import dev.hornbeam.interop.script.Peer;
import dev.hornbeam.interop.script.RandomScript;
import dev.hornbeam.interop.script.Scenario;
import dev.hornbeam.interop.script.Scenarios;
import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.pkcs11.ModuleOptions;
import dev.hornbeam.pkcs11.ObjectInfo;
import dev.hornbeam.pkcs11.PinSource;
import dev.hornbeam.pkcs11.Pkcs11Module;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.TokenOptions;
import dev.hornbeam.pkcs11.TokenSelector;
import dev.hornbeam.provider.HornbeamProvider;
import dev.hornbeam.testing.SoftHsm;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every scenario with keys on a token, among themselves and with others in software. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenScenarioTest {
  private static final String LABEL = "interop";
  private static final List<CipherSuite> SUITES = List.of(CipherSuite.values());
  private static final List<HandshakeFraming> FRAMINGS = List.of(HandshakeFraming.values());

  private static final List<Cast> CASTS = List.of(Cast.values());

  /** Which of the servers answer. */
  private enum Cast {
    TOKEN_AND_SOFTWARE(0, 2),
    SOFTWARE_AND_TOKEN(2, 1),
    TWO_ON_THE_TOKEN(0, 1);

    private final int first;
    private final int second;

    Cast(int first, int second) {
      this.first = first;
      this.second = second;
    }

    List<Peer> of(List<Peer> peers) {
      return List.of(peers.get(first), peers.get(second));
    }
  }

  private final List<AutoCloseable> toClose = new ArrayList<>();
  private final Servers servers = new Servers();

  @BeforeAll
  void start() throws Exception {
    SoftHsm hsm = SoftHsm.inThisJvm(LABEL);
    toClose.add(hsm);
    Pkcs11Module module = Pkcs11Module.load(ModuleOptions.of(SoftHsm.library()));
    toClose.add(module);
    PinSource pins = (token, occasion) -> Optional.of(hsm.token(LABEL).pin().toCharArray());
    Token token = module.open(TokenSelector.label(LABEL), TokenOptions.of(pins));
    toClose.add(token);
    HornbeamProvider provider = HornbeamProvider.of(LABEL, token);
    Security.addProvider(provider);
    toClose.add(() -> Security.removeProvider(provider.getName()));
    TokenKeySource keys =
        TokenKeySource.builder().keys(Custody.token(provider)).leafKeysAhead(0).build();
    toClose.add(keys);
    KeyPlace place = new KeyPlace(keys, Homes.of(token).suites(Custody.Kind.TOKEN));
    toClose.add(servers);
    servers
        .and(place, Peer.Custody.TOKEN)
        .and(place, Peer.Custody.TOKEN)
        .and()
        .leavingNone(() -> privateKeys(token));
  }

  @AfterAll
  void stop() throws Exception {
    for (int i = toClose.size() - 1; i >= 0; i--) {
      toClose.get(i).close();
    }
  }

  private static int privateKeys(Token token) throws TokenException {
    return (int)
        token.objects().stream()
            .filter(object -> object.kind() == ObjectInfo.Kind.PRIVATE_KEY)
            .count();
  }

  /** Each scenario once: casts, suites and framings go on from one to the next. */
  static List<Arguments> scenarios() {
    List<Arguments> all = new ArrayList<>();
    for (Scenario scenario : Scenarios.all()) {
      int turn = all.size();
      all.add(
          Arguments.of(
              scenario.name(),
              SUITES.get(turn % SUITES.size()),
              FRAMINGS.get(turn % FRAMINGS.size()),
              CASTS.get(turn % CASTS.size()),
              scenario.story()));
    }
    return all;
  }

  @ParameterizedTest(name = "{0} {1} {2} {3}")
  @MethodSource("scenarios")
  void plays(
      String name, CipherSuite suite, HandshakeFraming framing, Cast cast, Scenario.Story story)
      throws Exception {
    servers.play(cast.of(servers.peers()), suite, framing, story);
  }

  @Test
  void aRandomScript() throws Exception {
    long seed = RandomScriptTest.seed();
    System.out.println("on a token: -D" + RandomScriptTest.SEED + "=" + seed);
    servers.play(
        servers.peers(),
        CipherSuite.P256_AES128GCM_SHA256_P256,
        HandshakeFraming.PRIVATE,
        new RandomScript(new Random(seed), 10, 10));
  }
}
