package dev.hornbeam.benchmarks.peer;

import dev.hornbeam.mls.LargeGroup;
import dev.hornbeam.mls.codec.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bouncycastle.mls.TreeKEM.LeafIndex;
import org.bouncycastle.mls.codec.Proposal;

/** {@link dev.hornbeam.benchmarks.MessageSizes} of the peer's messages. */
public final class PeerMessageSizes {
  private final Map<String, Long> sizes = new LinkedHashMap<>();

  private PeerMessageSizes() {}

  /**
   * The sizes in a group of n members, by the names of {@link
   * dev.hornbeam.benchmarks.MessageSizes}; those that the peer has.
   *
   * @param n at least 3, as the peer cannot commit the removal of all others
   * @throws Exception if the peer fails
   */
  public static Map<String, Long> of(LargeGroup.Shape shape, int n) throws Exception {
    PeerScene scene = new PeerScene();
    scene.n = n;
    scene.shape = shape.name().toLowerCase(Locale.ROOT);
    scene.begin();
    PeerMessageSizes table = new PeerMessageSizes();
    Peer carol = Peer.named("carol");
    List<Proposal> addition = List.of(Proposal.add(carol.keyPackage()));
    table.put("keyPackage", carol.encodedKeyPackage());
    table.put("commit", Peer.commit(scene.alice, Peer.PathChoice.ALWAYS, new ArrayList<>()));
    table.put("addOne", Peer.commit(scene.alice, Peer.PathChoice.ALWAYS, addition));
    table.put(
        "addOneWithoutPath", Peer.commit(scene.alice, Peer.PathChoice.WHEN_REQUIRED, addition));
    List<Proposal> removal = List.of(Proposal.remove(new LeafIndex(n - 1)));
    table.put("remove", Peer.commit(scene.alice, Peer.PathChoice.ALWAYS, removal));
    table.put("groupInfo", Peer.groupInfo(scene.alice));
    table.put("externalJoin", carol.joinExternally(Peer.groupInfo(scene.alice)).message());
    for (int size : new int[] {32, 1024, 65536}) {
      table.put("message" + size, Peer.protect(scene.alice, new byte[size]));
    }
    table.put("update", Peer.update(scene.alice));
    return table.sizes;
  }

  private void put(String name, Peer.Committed commit) {
    put(name, commit.message());
    if (!commit.welcome().isEmpty()) {
      put(name + ".welcome", commit.welcome());
    }
  }

  private void put(String name, Bytes message) {
    sizes.put(name, (long) message.length());
  }
}
