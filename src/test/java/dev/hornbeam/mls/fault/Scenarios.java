package dev.hornbeam.mls.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.CommitBuilder;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.Identity;
import dev.hornbeam.mls.KeyPackageUse;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.NewGroup;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every operation of the public API that touches the store or a private key. */
final class Scenarios {
  private static final Bytes TEXT = Bytes.utf8("text");

  private final List<Scenario> all = new ArrayList<>();

  private Scenarios() {}

  static List<Scenario> all() {
    Scenarios scenarios = new Scenarios();
    scenarios.addKeyPackages();
    scenarios.addStaging();
    scenarios.addMerging();
    scenarios.addReceiving();
    scenarios.addSending();
    scenarios.addJoining();
    scenarios.addExternalJoins();
    scenarios.addFollowUps();
    scenarios.addKeeping();
    return scenarios.all;
  }

  private void add(String name, Scenario.Script script) {
    all.add(new Scenario(name, HandshakeFraming.PRIVATE, script));
  }

  private void addBoth(String name, Scenario.Script script) {
    for (HandshakeFraming framing : HandshakeFraming.values()) {
      all.add(new Scenario(name, framing, script));
    }
  }

  private void addKeyPackages() {
    for (KeyPackageUse use : KeyPackageUse.values()) {
      add(
          "make a key package, " + use,
          w ->
              () -> {
                Bytes keyPackage = w.alice.newKeyPackage(use);
                return () -> {
                  joinAnother(w, keyPackage);
                  w.goOn();
                };
              });
      add(
          "delete a key package, " + use,
          w -> {
            Bytes keyPackage = w.alice.newKeyPackage(use);
            return () -> {
              w.alice.deleteKeyPackage(keyPackage);
              return w::goOn;
            };
          });
    }
    add(
        "delete a last resort that was used",
        w -> {
          Bytes keyPackage = w.alice.newKeyPackage(KeyPackageUse.LAST_RESORT);
          Group other = joinAnother(w, keyPackage);
          return () -> {
            w.alice.deleteKeyPackage(keyPackage);
            return () -> {
              OutgoingCommit commit = other.commit().stage();
              FaultWorld.merge(w.alice.group(other.id()).orElseThrow(), commit.message());
              w.goOn();
            };
          };
        });
    add(
        "propose oneself",
        w -> {
          Group other = w.bob.createGroup(GroupId.of("other"));
          return () -> {
            Bytes proposal = w.alice.proposeToJoin(other.id(), other.epoch());
            return () -> {
              other.receive(proposal);
              OutgoingCommit commit = other.commit().stage();
              other.merge(commit);
              FaultWorld.assertAgreed(other, w.alice.join(commit.welcome().orElseThrow()));
              assertEquals(0, keyPackages(w));
              w.goOn();
            };
          };
        });
  }

  private static int keyPackages(FaultWorld w) throws MlsException {
    return w.store.keys(dev.hornbeam.mls.types.StoreKey.Kind.KEY_PACKAGE).size();
  }

  /** Bob makes another group and adds Alice; his side of it. */
  private static Group joinAnother(FaultWorld w, Bytes keyPackage) throws MlsException {
    Group other = w.bob.createGroup(GroupId.of("other"));
    OutgoingCommit add = other.commit().add(keyPackage).stage();
    other.merge(add);
    FaultWorld.assertAgreed(other, w.alice.join(add.welcome().orElseThrow()));
    return other;
  }

  private interface Builder {
    CommitBuilder build(FaultWorld world) throws MlsException;
  }

  private void addStaging() {
    addBoth("stage a commit with a path alone", w -> () -> accepted(w, w.a.commit().stage()));
    stage(
        "that adds, without a path",
        w ->
            w.a
                .commit()
                .add(w.newClient("carol").newKeyPackage())
                .path(CommitBuilder.PathChoice.WHEN_REQUIRED));
    stage("with a psk", w -> w.a.commit().psk(FaultWorld.PSK));
    stage("with a resumption psk", w -> w.a.commit().resumptionPsk(FaultWorld.ID, w.a.epoch()));
    stage("with extensions", w -> w.a.commit().extensions(Extensions.NONE));
    add(
        "stage a commit with another identity",
        w -> {
          Identity identity = new Identity(Credential.basic("alice"), w.newSignatureKey());
          return () -> accepted(w, w.a.commit().identity(identity).stage());
        });
    addBoth(
        "stage a commit of proposals that wait",
        w -> {
          w.a.receive(w.b.propose().update());
          w.a.receive(w.b.propose().psk(FaultWorld.PSK));
          return () -> accepted(w, w.a.commit().stage());
        });
    addBoth(
        "stage a commit after one was discarded",
        w -> {
          OutgoingCommit first = w.a.commit().stage();
          w.sent(first.message());
          w.a.discard(first);
          return () -> accepted(w, w.a.commit().stage());
        });
    add(
        "stage a ReInit",
        w ->
            () -> {
              OutgoingCommit commit =
                  w.a
                      .commit()
                      .reInit(GroupId.of("next"), FaultWorld.SUITE, Extensions.NONE)
                      .stage();
              return () -> {
                w.accept(commit);
                assertFalse(w.a.isActive());
                w.assertKeysMatch();
              };
            });
  }

  private void stage(String what, Builder builder) {
    add("stage a commit " + what, w -> () -> accepted(w, builder.build(w).stage()));
  }

  private static Scenario.After accepted(FaultWorld w, OutgoingCommit commit) {
    return () -> {
      w.accept(commit);
      w.goOn();
    };
  }

  private void addMerging() {
    addBoth(
        "merge an own commit",
        w -> {
          OutgoingCommit commit = w.a.commit().stage();
          w.sent(commit.message());
          FaultWorld.merge(w.b, commit.message());
          return () -> {
            w.a.merge(commit);
            return w::goOn;
          };
        });
    addBoth(
        "discard an own commit",
        w -> {
          OutgoingCommit commit = w.a.commit().stage();
          w.sent(commit.message());
          return () -> {
            w.a.discard(commit);
            return w::goOn;
          };
        });
    addBoth(
        "merge a received commit",
        w -> {
          OutgoingCommit commit = w.b.commit().stage();
          Received received = w.a.receive(commit.message());
          w.b.merge(commit);
          return () -> {
            w.a.merge(FaultWorld.commit(received));
            return w::goOn;
          };
        });
    addBoth(
        "discard a received commit",
        w -> {
          OutgoingCommit commit = w.b.commit().stage();
          Received received = w.a.receive(commit.message());
          return () -> {
            w.a.discard(FaultWorld.commit(received));
            return () -> {
              w.commitByBob(commit);
              w.goOn();
            };
          };
        });
    add(
        "merge one's removal",
        w -> {
          w.sent(w.a.propose().update());
          Received received = w.a.receive(w.b.commit().remove(w.a.ownLeaf()).stage().message());
          return () -> {
            w.a.merge(FaultWorld.commit(received));
            return () -> {
              assertFalse(w.a.isActive());
              w.assertKeysMatch();
              assertEquals(1, w.keys.refs().size());
            };
          };
        });
    add(
        "merge a commit with one's Update",
        w -> {
          w.b.receive(w.sent(w.a.propose().update()));
          OutgoingCommit commit = w.b.commit().stage();
          Received received = w.a.receive(commit.message());
          w.b.merge(commit);
          return () -> {
            w.a.merge(FaultWorld.commit(received));
            return w::goOn;
          };
        });
  }

  private void addReceiving() {
    addBoth(
        "receive a commit",
        w -> {
          OutgoingCommit commit = w.b.commit().psk(FaultWorld.PSK).stage();
          return () -> {
            Received received = w.a.receive(commit.message());
            return () -> {
              w.a.merge(FaultWorld.commit(received));
              w.b.merge(commit);
              w.goOn();
            };
          };
        });
    addBoth(
        "receive a commit with one's Update",
        w -> {
          w.b.receive(w.sent(w.a.propose().update()));
          OutgoingCommit commit = w.b.commit().stage();
          return () -> {
            Received received = w.a.receive(commit.message());
            return () -> {
              w.a.merge(FaultWorld.commit(received));
              w.b.merge(commit);
              w.goOn();
            };
          };
        });
    addBoth(
        "receive a proposal",
        w -> {
          Bytes proposal = w.b.propose().update();
          return () -> {
            assertInstanceOf(Received.ProposalReceived.class, w.a.receive(proposal));
            return () -> {
              w.accept(w.a.commit().stage());
              w.goOn();
            };
          };
        });
    add(
        "receive a message",
        w -> {
          Bytes message = w.b.protect(TEXT);
          return () -> readOnce(w, message);
        });
    add(
        "receive a message of a past epoch",
        w -> {
          Bytes message = w.b.protect(TEXT);
          w.commitByBob(w.b.commit().stage());
          return () -> readOnce(w, message);
        });
    add(
        "acknowledge a message",
        w -> {
          w.a.receive(w.b.protect(TEXT));
          return () -> {
            w.a.acknowledge(w.a.inbox().get(0).inboxId());
            return () -> {
              assertTrue(w.a.inbox().isEmpty());
              w.goOn();
            };
          };
        });
  }

  private static Scenario.After readOnce(FaultWorld w, Bytes message) throws MlsException {
    Received.ApplicationData read =
        assertInstanceOf(Received.ApplicationData.class, w.a.receive(message));
    return () -> {
      assertEquals(TEXT, read.data());
      assertEquals(List.of(read), w.a.inbox());
      w.a.acknowledge(read.inboxId());
      w.goOn();
    };
  }

  private void addSending() {
    add(
        "protect",
        w ->
            () -> {
              Bytes message = w.a.protect(TEXT);
              return () -> {
                w.sent(message);
                w.b.receive(message);
                w.goOn();
              };
            });
    addBoth("propose an update", w -> () -> proposed(w, w.a.propose().update()));
    addBoth("propose a psk", w -> () -> proposed(w, w.a.propose().psk(FaultWorld.PSK)));
    add(
        "propose to add",
        w -> {
          Bytes keyPackage = w.newClient("carol").newKeyPackage();
          return () -> proposed(w, w.a.propose().add(keyPackage));
        });
    add(
        "propose as an external sender",
        w ->
            () -> {
              w.alice.proposeAsExternalSender(GroupId.of("other"), 3, 0).psk(FaultWorld.PSK);
              return w::goOn;
            });
    add(
        "sign a GroupInfo",
        w ->
            () -> {
              Bytes groupInfo = w.a.groupInfo();
              return () -> {
                w.newClient("carol").joinExternally(groupInfo).stage();
                w.goOn();
              };
            });
  }

  private static Scenario.After proposed(FaultWorld w, Bytes proposal) {
    return () -> {
      w.b.receive(w.sent(proposal));
      w.commitByBob(w.b.commit().stage());
      w.goOn();
    };
  }

  private void addJoining() {
    for (KeyPackageUse use : KeyPackageUse.values()) {
      add(
          "join by a Welcome, " + use,
          w -> {
            Group other = w.bob.createGroup(GroupId.of("other"));
            OutgoingCommit add =
                other.commit().add(w.alice.newKeyPackage(use)).psk(FaultWorld.PSK).stage();
            other.merge(add);
            return () -> {
              Group joined = w.alice.join(add.welcome().orElseThrow());
              return () -> {
                FaultWorld.assertAgreed(other, joined);
                w.goOn();
              };
            };
          });
    }
    add(
        "join again after a removal",
        w -> {
          w.commitByBob(w.b.commit().remove(w.a.ownLeaf()).stage());
          OutgoingCommit add = w.b.commit().add(w.alice.newKeyPackage()).stage();
          w.b.merge(add);
          return () -> {
            w.a = w.alice.join(add.welcome().orElseThrow());
            return w::goOn;
          };
        });
    add(
        "create a group",
        w ->
            () -> {
              Group created = w.alice.createGroup(GroupId.of("other"));
              return () -> {
                OutgoingCommit add = created.commit().add(w.bob.newKeyPackage()).stage();
                created.merge(add);
                FaultWorld.assertAgreed(created, w.bob.join(add.welcome().orElseThrow()));
                w.goOn();
              };
            });
  }

  /** The group has ended, with an Update of Alice's that waited and a message in her inbox. */
  private static void endForTheSameId(FaultWorld w, CipherSuite suite) throws MlsException {
    w.a.receive(w.b.protect(TEXT));
    w.b.receive(w.sent(w.a.propose().update()));
    w.commitByBob(
        w.b
            .commit()
            .pending(CommitBuilder.PendingChoice.NONE)
            .reInit(FaultWorld.ID, suite, Extensions.NONE)
            .stage());
  }

  private static void assertReplaced(FaultWorld w, Group next) throws MlsException {
    assertFalse(w.a.isActive());
    assertEquals(TEXT, next.inbox().get(0).data());
    w.a = next;
    w.goOn();
  }

  private void addExternalJoins() {
    add(
        "stage an external commit",
        w -> {
          Group other = w.bob.createGroup(GroupId.of("other"));
          return () -> {
            var join = w.alice.joinExternally(other.groupInfo()).psk(FaultWorld.PSK).stage();
            return () -> {
              FaultWorld.merge(other, join.message());
              FaultWorld.assertAgreed(other, w.alice.merge(join));
              w.goOn();
            };
          };
        });
    add(
        "merge an external commit",
        w -> {
          Group other = w.bob.createGroup(GroupId.of("other"));
          var join = w.alice.joinExternally(other.groupInfo()).stage();
          FaultWorld.merge(other, join.message());
          return () -> {
            Group joined = w.alice.merge(join);
            return () -> {
              FaultWorld.assertAgreed(other, joined);
              w.goOn();
            };
          };
        });
    add(
        "discard an external commit",
        w -> {
          Group other = w.bob.createGroup(GroupId.of("other"));
          var join = w.alice.joinExternally(other.groupInfo()).stage();
          return () -> {
            w.alice.discard(join);
            return w::goOn;
          };
        });
    add(
        "merge a resync",
        w -> {
          w.sent(w.a.propose().update());
          var join = w.alice.joinExternally(w.b.groupInfo()).removing(w.a.ownLeaf()).stage();
          FaultWorld.merge(w.b, join.message());
          return () -> {
            w.a = w.alice.merge(join);
            return w::goOn;
          };
        });
  }

  private void addFollowUps() {
    add(
        "branch",
        w -> {
          List<Bytes> keyPackages = List.of(w.bob.newKeyPackage());
          return () -> {
            NewGroup branch = w.alice.branch(FaultWorld.ID, GroupId.of("branch"), keyPackages);
            return () -> {
              FaultWorld.assertAgreed(branch.group(), w.bob.join(branch.welcome().orElseThrow()));
              w.goOn();
            };
          };
        });
    add(
        "branch without a path",
        w -> {
          List<Bytes> keyPackages = List.of(w.bob.newKeyPackage());
          return () -> {
            NewGroup branch =
                w.alice
                    .branch(FaultWorld.ID, GroupId.of("branch"))
                    .addAll(keyPackages)
                    .path(CommitBuilder.PathChoice.WHEN_REQUIRED)
                    .found();
            return () -> {
              FaultWorld.assertAgreed(branch.group(), w.bob.join(branch.welcome().orElseThrow()));
              w.goOn();
            };
          };
        });
    add(
        "join a branch",
        w -> {
          NewGroup branch =
              w.bob.branch(FaultWorld.ID, GroupId.of("branch"), List.of(w.alice.newKeyPackage()));
          return () -> {
            Group joined = w.alice.join(branch.welcome().orElseThrow());
            return () -> {
              FaultWorld.assertAgreed(branch.group(), joined);
              w.goOn();
            };
          };
        });
    add(
        "reinitialize",
        w -> {
          GroupId next = GroupId.of("next");
          w.commitByBob(w.b.commit().reInit(next, FaultWorld.SUITE, Extensions.NONE).stage());
          List<Bytes> keyPackages = List.of(w.bob.newKeyPackage());
          return () -> {
            NewGroup made = w.alice.reinitialize(FaultWorld.ID, keyPackages);
            return () -> {
              w.a = made.group();
              w.b = w.bob.join(made.welcome().orElseThrow());
              w.goOn();
            };
          };
        });
    add(
        "reinitialize under the same id",
        w -> {
          endForTheSameId(w, FaultWorld.SUITE);
          List<Bytes> keyPackages = List.of(w.bob.newKeyPackage());
          return () -> {
            NewGroup made = w.alice.reinitialize(FaultWorld.ID, keyPackages);
            return () -> {
              w.b = w.bob.join(made.welcome().orElseThrow());
              assertReplaced(w, made.group());
            };
          };
        });
    add(
        "reinitialize under the same id in another suite, whose hash differs",
        w -> {
          CipherSuite suite = CipherSuite.P384_AES256GCM_SHA384_P384;
          endForTheSameId(w, suite);
          MlsClient young = w.aliceOf(suite);
          MlsClient bob = MlsClient.builder(suite).credential(Credential.basic("bob")).build();
          List<Bytes> keyPackages = List.of(bob.newKeyPackage());
          return () -> {
            NewGroup made = young.reinitialize(FaultWorld.ID, keyPackages);
            return () -> {
              assertFalse(w.a.isActive());
              w.assertKeysMatch();
              made.group().merge(made.group().commit().stage());
              young.sweep();
              w.assertKeysMatch();
              assertEquals(List.of(FaultWorld.ID), young.groups());
            };
          };
        });
    add(
        "join a group that a ReInit gave the same id",
        w -> {
          endForTheSameId(w, FaultWorld.SUITE);
          NewGroup made = w.bob.reinitialize(FaultWorld.ID, List.of(w.alice.newKeyPackage()));
          w.b = made.group();
          return () -> {
            Group joined = w.alice.join(made.welcome().orElseThrow());
            return () -> assertReplaced(w, joined);
          };
        });
    add(
        "delete a group",
        w -> {
          w.sent(w.a.propose().update());
          return () -> {
            w.alice.deleteGroup(FaultWorld.ID);
            return () -> {
              assertFalse(w.a.isActive());
              assertEquals(Optional.empty(), w.alice.group(FaultWorld.ID));
              w.assertKeysMatch();
              assertEquals(1, w.keys.refs().size());
            };
          };
        });
  }

  private void addKeeping() {
    add(
        "load a group",
        w -> {
          w.b.receive(w.sent(w.a.propose().update()));
          w.restart();
          MlsClient fresh = w.anotherAlice();
          return () -> {
            w.a = fresh.group(FaultWorld.ID).orElseThrow();
            return () -> {
              w.commitByBob(w.b.commit().stage());
              w.goOn();
            };
          };
        });
    add(
        "export a group",
        w ->
            () -> {
              w.alice.exportGroup(FaultWorld.ID).close();
              return w::goOn;
            });
    add(
        "import a group",
        w -> {
          w.b.receive(w.sent(w.a.propose().update()));
          Secret archive = w.alice.exportGroup(FaultWorld.ID);
          w.clearStore();
          MlsClient fresh = w.anotherAlice();
          return () -> {
            w.a = fresh.importGroup(archive);
            return () -> {
              w.alice = fresh;
              w.commitByBob(w.b.commit().stage());
              w.goOn();
            };
          };
        });
    add(
        "sweep",
        w -> {
          w.a.commit().stage();
          w.restart();
          return () -> {
            w.alice.sweep();
            return w::goOn;
          };
        });
    add(
        "list groups and messages",
        w -> {
          Bytes message = w.b.protect(TEXT);
          w.a.receive(message);
          return () -> {
            assertEquals(List.of(FaultWorld.ID), w.alice.groups());
            assertEquals(1, w.alice.inbox(FaultWorld.ID).size());
            return w::goOn;
          };
        });
  }
}
