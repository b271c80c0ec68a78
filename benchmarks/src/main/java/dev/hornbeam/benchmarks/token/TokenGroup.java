package dev.hornbeam.benchmarks.token;

import dev.hornbeam.benchmarks.Results;
import dev.hornbeam.client.Custody;
import dev.hornbeam.client.KeysAhead;
import dev.hornbeam.client.TokenKeySource;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.InMemoryStore;
import dev.hornbeam.mls.KeySources;
import dev.hornbeam.mls.LargeGroup;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.MlsClientBuilder;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.ProfiledClients;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.KeySource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A group some of whose members have keys on one token, or in software in the same places of the
 * same tree to compare with: the last ones, next to a member in software. All members have
 * committed.
 */
final class TokenGroup implements AutoCloseable {
  private final Optional<TokenKeySource> source;

  /** In software. */
  private final Group neighbour;

  private final List<Group> members = new ArrayList<>();

  private TokenGroup(Optional<TokenKeySource> source, int size, int count) throws MlsException {
    this.source = source;
    int inSoftware = size - count;
    LargeGroup large = LargeGroup.of(LargeGroup.Shape.FULL, inSoftware);
    neighbour = large.member(inSoftware - 1, builder(), new InMemoryStore());
    KeySource keys = source.map(KeySource.class::cast).orElseGet(KeySources::software);
    for (int i = 0; i < count; i++) {
      join("token member " + i, keys);
    }
    for (Group each : members) {
      commit(each);
    }
    commit(neighbour);
    awaitKeysAhead();
  }

  /**
   * Makes a group.
   *
   * @param token that the last members have their keys on; it stays the caller's
   * @param size how many members the group has
   * @param count how many of these have their keys on the token
   * @param ahead how many leaf keys are made ahead
   * @throws MlsException never, at present
   */
  static TokenGroup onToken(BenchToken token, int size, int count, int ahead) throws MlsException {
    TokenKeySource source =
        TokenKeySource.builder().keys(Custody.token(token.provider())).leafKeysAhead(ahead).build();
    try {
      return new TokenGroup(Optional.of(source), size, count);
    } catch (MlsException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /** The same in software. */
  static TokenGroup inSoftware(int size, int count) throws MlsException {
    return new TokenGroup(Optional.empty(), size, count);
  }

  private static MlsClientBuilder builder() {
    return ProfiledClients.of(CryptoProfile.fastest());
  }

  private void join(String name, KeySource keys) throws MlsException {
    MlsClient client =
        builder()
            .credential(Credential.basic(name))
            .keys(keys)
            .name(name)
            .store(new InMemoryStore())
            .build();
    OutgoingCommit adding = neighbour.commit().add(client.newKeyPackage()).stage();
    receive(neighbour, adding);
    Group joined = client.join(adding.welcome().orElseThrow());
    members.add(joined);
    Results.requireAgreed(neighbour, joined);
  }

  /** Has a member commit, and the others that are alive follow. */
  void commit(Group sender) throws MlsException {
    receive(sender, sender.commit().stage());
  }

  private void receive(Group sender, OutgoingCommit commit) throws MlsException {
    List<Group> all = new ArrayList<>(members);
    all.add(neighbour);
    for (Group each : all) {
      if (each != sender) {
        each.merge(((Received.CommitReceived) each.receive(commit.message())).commit());
      }
    }
    sender.merge(commit);
    for (Group each : all) {
      Results.requireAgreed(sender, each);
    }
  }

  /** The member in software that is next to the first of {@link #members}. */
  Group neighbour() {
    return neighbour;
  }

  /** The members whose keys are on the token. */
  List<Group> members() {
    return members;
  }

  /** Waits until all leaf keys are made ahead that are to be. */
  void awaitKeysAhead() {
    source.ifPresent(KeysAhead::await);
  }

  @Override
  public void close() {
    source.ifPresent(TokenKeySource::close);
  }
}
