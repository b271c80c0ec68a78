package dev.hornbeam.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hornbeam.interop.script.Peer;
import dev.hornbeam.interop.script.Play;
import dev.hornbeam.interop.script.Scenario;
import dev.hornbeam.interop.script.Troupe;
import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.types.CipherSuite;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Servers on ports of their own, each with a connection, until this is closed. */
final class Servers implements AutoCloseable {
  private final List<InteropServer> servers = new ArrayList<>();
  private final List<Peer> peers = new ArrayList<>();
  private final CountedKeys inSoftware = new CountedKeys();
  private final List<Callable<Integer>> keys = new ArrayList<>(List.of(inSoftware::alive));

  /** Starts one more. */
  Servers and(KeyPlace keys, Peer.Custody custody) throws IOException {
    InteropServer server =
        InteropServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), keys, InteropServer.IDS);
    servers.add(server);
    peers.add(Peer.at(server.port(), custody));
    return this;
  }

  /** Starts one more whose keys are in software. */
  Servers and() throws IOException {
    return and(inSoftware.place(), Peer.Custody.SOFTWARE);
  }

  /** Some more servers' keys, of which none must be left in the end. */
  void leavingNone(Callable<Integer> theirKeys) {
    keys.add(theirKeys);
  }

  /** How many ids are in use on all of them. */
  int ids() {
    return servers.stream().mapToInt(InteropServer::ids).sum();
  }

  /** How many keys there are in software. */
  int keys() {
    return inSoftware.alive();
  }

  /** The connections, in the order in which the servers were started. */
  List<Peer> peers() {
    return List.copyOf(peers);
  }

  /**
   * Plays a scenario. In the end all that it used is let go, and nothing else was on the servers;
   * no key is left.
   *
   * @param actors that answer for the actors in turn, of {@link #peers}
   */
  void play(List<Peer> actors, CipherSuite suite, HandshakeFraming framing, Scenario.Story story)
      throws Exception {
    Play play = new Play(new Troupe(actors), suite, framing);
    try {
      story.happens(play);
      play.end();
      for (int i = 0; i < servers.size(); i++) {
        assertEquals(peers.get(i).ids().size(), servers.get(i).ids(), "ids that are in use");
      }
    } finally {
      peers.forEach(Peer::freeAll);
    }
    servers.forEach(server -> assertEquals(0, server.ids(), "ids that are left"));
    for (Callable<Integer> each : keys) {
      assertEquals(0, each.call(), "keys that are left");
    }
  }

  @Override
  public void close() {
    peers.forEach(Peer::close);
    servers.forEach(InteropServer::close);
  }
}
