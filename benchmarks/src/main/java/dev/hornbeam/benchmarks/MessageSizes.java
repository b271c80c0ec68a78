package dev.hornbeam.benchmarks;

import dev.hornbeam.mls.CommitBuilder;
import dev.hornbeam.mls.ExternalJoin;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.InMemoryStore;
import dev.hornbeam.mls.LargeGroup;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.MlsClientBuilder;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.ProfiledClients;
import dev.hornbeam.mls.TreeDelivery;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long the messages are that the benchmarks send, in bytes: that depends on the group and not
 * on the machine, so it is told once and not measured.
 */
public final class MessageSizes {
  private final Map<String, Long> sizes = new LinkedHashMap<>();
  private final LargeGroup large;
  private final InMemoryStore store = new InMemoryStore();
  private final Group alice;
  private final int n;

  private MessageSizes(LargeGroup.Shape shape, int n) throws MlsException {
    this.n = n;
    large = LargeGroup.of(shape, n);
    alice = large.member(0, builder(), store);
  }

  /**
   * The sizes in a group of n members, by the operation's name; a Welcome is under the name of what
   * it welcomes to, with {@code .welcome} after it.
   *
   * @param n at least 2
   * @throws MlsException never, at present
   */
  public static Map<String, Long> of(LargeGroup.Shape shape, int n) throws MlsException {
    MessageSizes table = new MessageSizes(shape, n);
    table.commits();
    table.joins();
    table.messages();
    return table.sizes;
  }

  private void commits() throws MlsException {
    Bytes keyPackage = LargeGroup.keyPackages(1).get(0);
    put("keyPackage", keyPackage);
    put("commit", alice.commit());
    put("addOne", alice.commit().add(keyPackage));
    put(
        "addOneWithoutPath",
        alice.commit().add(keyPackage).path(CommitBuilder.PathChoice.WHEN_REQUIRED));
    put("addOneTreeApart", alice.commit().add(keyPackage).tree(TreeDelivery.OUT_OF_BAND));
    put("remove", alice.commit().remove(new LeafIndex(n - 1L)));
  }

  private void joins() throws MlsException {
    put("groupInfo", alice.groupInfo());
    put("ratchetTree", alice.ratchetTree());
    MlsClient carol = builder().credential(Credential.basic("carol")).build();
    ExternalJoin join = carol.joinExternally(alice.groupInfo()).stage();
    put("externalJoin", join.message());
    carol.discard(join);
  }

  private void messages() throws MlsException {
    for (int size : new int[] {32, 1024, 65536}) {
      put("message" + size, alice.protect(Bytes.copyOf(new byte[size])));
    }
    try (Secret archive = large.client(0, builder(), store).exportGroup(large.id())) {
      sizes.put("state", (long) archive.length());
    }
    put("update", alice.propose().update());
  }

  private void put(String name, CommitBuilder builder) throws MlsException {
    OutgoingCommit commit = builder.stage();
    put(name, commit.message());
    commit.welcome().ifPresent(welcome -> put(name + ".welcome", welcome));
    alice.discard(commit);
  }

  private void put(String name, Bytes message) {
    sizes.put(name, (long) message.length());
  }

  private static MlsClientBuilder builder() {
    return ProfiledClients.of(CryptoProfile.fastest());
  }
}
