package dev.hornbeam.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.StagedCommit;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.StoreKey;
import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.ObjectInfo;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.Trouble;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Alice and Bob, who are in a group, and Carol, who comes and goes, over a token that may fail. */
final class FaultedGroup implements AutoCloseable {
  /** Where their keys are. */
  enum Keys {
    ON_TOKEN(CipherSuite.X25519_AES128GCM_SHA256_ED25519),
    WRAPPED(CipherSuite.P256_AES128GCM_SHA256_P256);

    private final CipherSuite suite;

    Keys(CipherSuite suite) {
      this.suite = suite;
    }

    private Custody custody(FaultBench bench) {
      return switch (this) {
        case ON_TOKEN -> Custody.token(bench.provider());
        case WRAPPED -> Custody.wrapped(bench.provider());
      };
    }

    /** What is on the token for them, in order: the pairs of living keys, or what wraps them. */
    private List<String> objects(List<Member> members) throws MlsException {
      List<String> words = new ArrayList<>();
      for (String id : Member.living(members.toArray(new Member[0]))) {
        words.add(ObjectInfo.Kind.PRIVATE_KEY + " " + id);
        words.add(ObjectInfo.Kind.PUBLIC_KEY + " " + id);
      }
      if (this == WRAPPED) {
        words.add(ObjectInfo.Kind.SECRET_KEY + " " + TokenKeySource.WRAPPING_KEY_LABEL);
      }
      Collections.sort(words);
      return words;
    }
  }

  /** What they do. */
  enum Work {
    /** Alice commits, with a path, and Bob follows. */
    COMMIT {
      @Override
      void run(FaultedGroup world, GroupId id) throws MlsException {
        Group alice = world.alice.group(id);
        Group bob = world.bob.group(id);
        OutgoingCommit commit = world.insist(() -> alice.commit().stage());
        world.merge(alice, commit);
        Received received = world.insist(() -> bob.receive(commit.message()));
        world.merge(bob, assertInstanceOf(Received.CommitReceived.class, received).commit());
        Member.requireAgreement(alice, bob);
      }
    },
    /** Alice adds Carol by a key package, and Carol joins. */
    JOIN {
      @Override
      GroupId begin(FaultedGroup world) throws MlsException {
        GroupId id = GroupId.random();
        world.alice.client().createGroup(id);
        return id;
      }

      @Override
      void run(FaultedGroup world, GroupId id) throws MlsException {
        Group alice = world.alice.group(id);
        Bytes keyPackage = world.insist(() -> world.carol.client().newKeyPackage());
        OutgoingCommit commit = world.insist(() -> alice.commit().add(keyPackage).stage());
        world.merge(alice, commit);
        Bytes welcome = commit.welcome().orElseThrow();
        Member.requireAgreement(alice, world.insist(() -> world.carol.client().join(welcome)));
      }

      @Override
      void end(FaultedGroup world, GroupId id) throws MlsException {
        world.alice.client().deleteGroup(id);
        world.carol.client().deleteGroup(id);
      }
    };

    /**
     * What must be there before; nothing fails meanwhile.
     *
     * @return the group that it is done in
     */
    GroupId begin(FaultedGroup world) throws MlsException {
      return world.id;
    }

    abstract void run(FaultedGroup world, GroupId id) throws MlsException;

    /** Takes away what it left; nothing fails meanwhile. */
    void end(FaultedGroup world, GroupId id) throws MlsException {}
  }

  /**
   * What came of a round.
   *
   * @param reached whether the rule failed a call
   * @param failure what was thrown to the application, if anything was
   */
  record Outcome(boolean reached, Optional<Exception> failure) {}

  /** A call to the engine. */
  private interface Call<T> {
    T make() throws MlsException;
  }

  /** What the members show and store. */
  private record State(List<Map<StoreKey, Bytes>> stores, List<View> groups) {}

  /** What a group shows of itself. */
  private record View(long epoch, Bytes treeHash, boolean isActive, boolean commitRequired) {
    static View of(Group group) throws MlsException {
      return new View(group.epoch(), group.treeHash(), group.isActive(), group.commitRequired());
    }
  }

  private final FaultBench bench;
  private final Keys where;
  private final int ahead;
  private final TokenKeySource keys;
  private final Member alice;
  private final Member bob;
  private final Member carol;
  private final GroupId id = GroupId.random();
  private Optional<Exception> failure = Optional.empty();

  /**
   * @param ahead how many leaf keys are made ahead
   */
  FaultedGroup(FaultBench bench, Keys where, int ahead) throws MlsException {
    this.bench = bench;
    this.where = where;
    this.ahead = ahead;
    this.keys = TokenKeySource.builder().keys(where.custody(bench)).leafKeysAhead(ahead).build();
    this.alice = Member.of(where.suite, "alice", keys);
    this.bob = Member.of(where.suite, "bob", keys);
    this.carol = Member.of(where.suite, "carol", keys);
    alice.client().createGroup(id);
    alice.add(id, bob);
  }

  private List<Member> members() {
    return List.of(alice, bob, carol);
  }

  /**
   * Does some work while a rule of the fault module is in force, until a member is told of a
   * failure. What is not done then is done again.
   */
  Outcome round(Work work, String rule) throws MlsException {
    failure = Optional.empty();
    GroupId group = work.begin(this);
    bench.arm(rule);
    work.run(this, group);
    Outcome outcome = new Outcome(failure.isPresent() || bench.haveFired(), failure);
    bench.disarm();
    work.end(this, group);
    return outcome;
  }

  /** Makes a call, and makes it again if it fails; a failure has changed nothing. */
  private <T> T insist(Call<T> call) throws MlsException {
    State before = state();
    try {
      return call.make();
    } catch (KeyUnavailable e) {
      failure = Optional.of(e);
    } catch (IllegalArgumentException e) {
      // The token said that it cannot make such keys.
      TokenException cause = assertInstanceOf(TokenException.class, e.getCause());
      assertEquals(Trouble.UNSUPPORTED, cause.trouble());
      failure = Optional.of(e);
    }
    assertEquals(before, state());
    bench.disarm();
    return call.make();
  }

  /** Needs no key, and destroys those that it can. */
  private void merge(Group group, StagedCommit commit) throws MlsException {
    long epoch = group.epoch();
    group.merge(commit);
    assertEquals(epoch + 1, group.epoch());
  }

  private State state() throws MlsException {
    List<Map<StoreKey, Bytes>> stores = new ArrayList<>();
    List<View> groups = new ArrayList<>();
    for (Member each : members()) {
      stores.add(each.stored());
      for (GroupId group : each.client().groups()) {
        groups.add(View.of(each.group(group)));
      }
    }
    return new State(stores, groups);
  }

  /** Nothing is left over: no session, and no object once each member has swept. */
  void requireOrder() throws MlsException, TokenException {
    for (Member each : members()) {
      each.client().sweep();
    }
    keys.awaitKeysAhead();
    List<String> objects = new ArrayList<>(bench.objects());
    if (ahead == 0) {
      bench.requireNoLeak();
    } else {
      objects.removeIf(object -> object.endsWith(FaultBench.AHEAD));
      for (KeyId waiting : keys.setAside()) {
        objects.removeIf(object -> object.endsWith(" " + waiting));
      }
    }
    assertEquals(where.objects(members()), objects);
  }

  /** Destroys the keys that were made ahead. */
  @Override
  public void close() {
    keys.close();
  }
}
