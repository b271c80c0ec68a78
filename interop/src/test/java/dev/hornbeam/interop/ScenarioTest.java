package dev.hornbeam.interop;

import dev.hornbeam.interop.script.Peer;
import dev.hornbeam.interop.script.Scenario;
import dev.hornbeam.interop.script.Scenarios;
import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.types.CipherSuite;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every scenario in every cipher suite, between servers over sockets: the working group's with both
 * framings, the others with one and the other in turn.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScenarioTest {
  /** How the actors are dealt to servers. */
  private enum Dealing {
    TWO_IN_TURN(2),
    THREE_IN_TURN(3),
    ALL_TO_ONE(1);

    private final int servers;

    Dealing(int servers) {
      this.servers = servers;
    }
  }

  private final Servers servers = new Servers();

  @BeforeAll
  void start() throws IOException {
    servers.and().and().and();
  }

  @AfterAll
  void stop() {
    servers.close();
  }

  /** The dealing goes on from one combination to the next: each scenario meets all of them. */
  static List<Arguments> scenarios() {
    List<Arguments> all = new ArrayList<>();
    for (Scenario scenario : Scenarios.all()) {
      int turn = all.size();
      for (CipherSuite suite : CipherSuite.values()) {
        for (HandshakeFraming framing : framings(scenario, turn)) {
          Dealing dealing = Dealing.values()[turn % Dealing.values().length];
          all.add(Arguments.of(scenario.name(), suite, framing, dealing, scenario.story()));
          turn++;
        }
      }
    }
    return all;
  }

  private static List<HandshakeFraming> framings(Scenario scenario, int turn) {
    List<HandshakeFraming> both = List.of(HandshakeFraming.values());
    return scenario.origin() == Scenario.Origin.WORKING_GROUP
        ? both
        : List.of(both.get(turn % both.size()));
  }

  @ParameterizedTest(name = "{0} {1} {2} {3}")
  @MethodSource("scenarios")
  void plays(
      String name,
      CipherSuite suite,
      HandshakeFraming framing,
      Dealing dealing,
      Scenario.Story story)
      throws Exception {
    List<Peer> actors = servers.peers().subList(0, dealing.servers);
    servers.play(actors, suite, framing, story);
  }
}
