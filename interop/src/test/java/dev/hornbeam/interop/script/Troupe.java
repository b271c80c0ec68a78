package dev.hornbeam.interop.script;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All actors of a script: each is dealt to a server when first named. */
public final class Troupe {
  private final List<Peer> peers;
  private final Map<String, Actor> actors = new LinkedHashMap<>();

  /**
   * @param peers that get the actors in turn: the first one the first, and so on
   */
  public Troupe(List<Peer> peers) {
    this.peers = List.copyOf(peers);
  }

  Actor actor(String name) {
    return actors.computeIfAbsent(
        name, each -> new Actor(each, peers.get(actors.size() % peers.size())));
  }

  List<Actor> actors(String... names) {
    List<Actor> all = new ArrayList<>();
    for (String name : names) {
      all.add(actor(name));
    }
    return all;
  }

  List<Peer> peers() {
    return peers;
  }
}
