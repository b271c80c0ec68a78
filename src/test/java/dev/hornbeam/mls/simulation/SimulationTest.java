package dev.hornbeam.mls.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.CommitBuilder;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.NewGroup;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.TreeDelivery;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.testing.RepeatableRandom;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.GroupId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A group lives a random life, of which every step is legal. After each commit all members agree,
 * every application message is read if and only if it should be, and once; no message key is used
 * twice, and no private key is forgotten. {@code -Dhornbeam.simulation.seed=N} has a life again.
 */
class SimulationTest {
  private static final String SEED = "hornbeam.simulation.seed";

  /** How long a life is, and how large its group may be. */
  private record Size(int rounds, int members) {
    static Size of(CipherSuite suite) {
      return switch (suite) {
        case X25519_AES128GCM_SHA256_ED25519 -> new Size(25, 64);
        case X25519_CHACHA20POLY1305_SHA256_ED25519, P256_AES128GCM_SHA256_P256 -> new Size(50, 12);
        case X448_AES256GCM_SHA512_ED448, X448_CHACHA20POLY1305_SHA512_ED448 -> new Size(18, 6);
        case P384_AES256GCM_SHA384_P384 -> new Size(15, 5);
        case P521_AES256GCM_SHA512_P521 -> new Size(10, 4);
      };
    }
  }

  @ParameterizedTest
  @EnumSource(CipherSuite.class)
  void randomLifeKeepsMembersTogether(CipherSuite suite) {
    long seed = RepeatableRandom.seed(SEED);
    Life life = new Life(suite, new Random(seed));
    try {
      life.live(Size.of(suite));
    } catch (MlsException | RuntimeException | AssertionError e) {
      throw new AssertionError(
          "-D" + SEED + "=" + seed + " " + suite + "\n" + String.join("\n", life.world.trace()), e);
    }
  }

  private static final class Life {
    private final World world;
    private int groups;

    Life(CipherSuite suite, Random random) {
      this.world = new World(suite, random);
    }

    void live(Size size) throws MlsException {
      Proposing proposing = new Proposing(world, size.members());
      Chat chat = new Chat(world);
      Committing committing = new Committing(world, proposing, chat);
      Peer founder = world.newPeer();
      founder.entered(founder.client().createGroup(world.groupId(), proposing.extensions()));
      world.begin(world.suite(), world.groupId(), founder);
      growTo(founder, Math.max(2, size.members() / 3));
      for (int round = 0; round < size.rounds(); round++) {
        comeAndGo();
        round(proposing, chat, committing);
        if (world.oneIn(25)) {
          branch();
        }
        if (world.oneIn(40)) {
          reinitialize(proposing);
        }
      }
      for (Peer peer : world.peers()) {
        world.catchUp(peer);
        peer.checkKeys();
      }
      for (Peer peer : world.peers()) {
        peer.checkLeavesNothing();
      }
    }

    private void growTo(Peer founder, int members) throws MlsException {
      CommitBuilder builder = founder.group().commit();
      List<Peer> added = new ArrayList<>();
      for (int i = 1; i < members; i++) {
        added.add(world.newPeer());
      }
      for (Peer peer : added) {
        builder.add(peer.keyPackage());
      }
      OutgoingCommit commit = builder.stage();
      founder.group().merge(commit);
      world.accepted(founder);
      for (Peer peer : added) {
        world.join(peer, commit.welcome().orElseThrow(), Optional.empty());
      }
    }

    private void comeAndGo() throws MlsException {
      for (Peer peer : world.members()) {
        if (!peer.isOnline() && world.oneIn(3)) {
          peer.set(Peer.Presence.ONLINE);
          world.catchUp(peer);
        } else if (world.oneIn(8) && world.online().size() > 2) {
          peer.set(Peer.Presence.OFFLINE);
        }
      }
      if (world.online().size() < 2) {
        wakeAll();
      }
      for (Peer peer : world.online()) {
        if (world.oneIn(12)) {
          world.note(peer + " restarts");
          peer.restart();
        } else if (world.oneIn(30)) {
          world.note(peer + " moves to another store");
          peer.migrate();
        }
      }
    }

    private void wakeAll() throws MlsException {
      for (Peer peer : world.members()) {
        peer.set(Peer.Presence.ONLINE);
        world.catchUp(peer);
      }
    }

    private void round(Proposing proposing, Chat chat, Committing committing) throws MlsException {
      chat.sendSome();
      chat.deliverSome();
      Optional<HandshakeFraming> framing = framing();
      if (framing.equals(Optional.of(HandshakeFraming.PUBLIC))) {
        Group witness = world.pick(world.online()).group();
        world
            .follower()
            .follow(witness, world.oneIn(2) ? TreeDelivery.IN_MESSAGE : TreeDelivery.OUT_OF_BAND);
      }
      int proposals = world.oneIn(3) ? 0 : world.random().nextInt(5);
      for (int i = 0; i < proposals; i++) {
        proposing.proposeOne(
            framing.orElseGet(
                () -> world.oneIn(2) ? HandshakeFraming.PUBLIC : HandshakeFraming.PRIVATE));
        world.deliver();
      }
      chat.checkHeldBack();
      for (Peer peer : world.pick(world.online(), 1)) {
        if (world.oneIn(4)) {
          world.note(peer + " restarts with proposals waiting");
          peer.restart();
        }
      }
      chat.deliverSome();
      committing.endEpoch(framing);
    }

    private Optional<HandshakeFraming> framing() {
      return switch (world.random().nextInt(4)) {
        case 0, 1 -> Optional.of(HandshakeFraming.PUBLIC);
        case 2 -> Optional.of(HandshakeFraming.PRIVATE);
        default -> Optional.empty();
      };
    }

    /** Some members go aside, and come back. */
    private void branch() throws MlsException {
      List<Peer> some = world.pick(world.online(), 4);
      Peer creator = some.get(0);
      List<Peer> others = some.subList(1, some.size());
      List<Bytes> keyPackages = new ArrayList<>();
      for (Peer peer : others) {
        keyPackages.add(peer.keyPackage());
      }
      GroupId id = GroupId.of("branch " + groups++);
      world.note(some + " branch");
      NewGroup branch = creator.client().branch(world.groupId(), id, keyPackages);
      Bytes message = branch.group().protect(Bytes.utf8("aside"));
      world.sent(creator, message);
      for (Peer peer : others) {
        Group joined = peer.client().join(branch.welcome().orElseThrow());
        assertEquals(World.authenticator(branch.group()), World.authenticator(joined));
        assertInstanceOf(Received.ApplicationData.class, joined.receive(message));
      }
      for (Peer peer : some) {
        peer.client().deleteGroup(id);
        assertTrue(peer.client().group(id).isEmpty());
        assertEquals(List.of(world.groupId()), peer.client().groups());
        peer.forgetSpares();
      }
    }

    /** The group ends, and another goes on, perhaps in another suite. */
    private void reinitialize(Proposing proposing) throws MlsException {
      wakeAll();
      CipherSuite suite =
          world.oneIn(2) ? world.suite() : CipherSuite.X25519_AES128GCM_SHA256_ED25519;
      GroupId old = world.groupId();
      GroupId next = GroupId.of("group " + ++groups);
      Peer committer = world.pick(world.online());
      world.note(committer + " ends the group for one of " + suite);
      dev.hornbeam.mls.types.Extensions extensions =
          dev.hornbeam.mls.types.Extensions.of(Topic.extension(world.text()));
      CommitBuilder builder = committer.group().commit();
      if (world.oneIn(2)) {
        world.broadcast(committer.group().propose().reInit(next, suite, extensions));
        world.deliver();
      } else {
        builder.reInit(next, suite, extensions);
      }
      OutgoingCommit commit = builder.stage();
      world.broadcast(commit.message());
      committer.group().merge(commit);
      world.accepted(committer);
      world.deliver();
      world.follower().lose();
      List<Peer> members = world.pick(world.members(), world.members().size());
      List<MlsClient> before = new ArrayList<>();
      for (Peer peer : world.peers()) {
        world.catchUp(peer);
        if (peer.isMember() && world.oneIn(3)) {
          peer.restart();
        }
        before.add(peer.client());
        peer.change(suite);
      }
      for (Peer peer : members) {
        assertEquals(next, peer.group().successor().orElseThrow().newGroup());
        assertThrows(
            IllegalStateException.class, () -> peer.group().protect(Bytes.utf8("too late")));
      }
      found(members, old, next);
      for (MlsClient client : before) {
        for (GroupId each : client.groups()) {
          if (!each.equals(next)) {
            client.deleteGroup(each);
          }
        }
      }
      proposing.renewServer();
    }

    private void found(List<Peer> members, GroupId old, GroupId next) throws MlsException {
      Peer creator = members.get(0);
      List<Peer> others = members.subList(1, members.size());
      List<Bytes> keyPackages = new ArrayList<>();
      for (Peer peer : others) {
        keyPackages.add(peer.keyPackage());
      }
      NewGroup group = creator.client().reinitialize(old, keyPackages);
      creator.entered(group.group());
      world.begin(creator.suite(), next, creator);
      for (Peer peer : others) {
        peer.entered(peer.client().join(group.welcome().orElseThrow()));
        world.check(peer);
      }
      world.accepted(creator);
    }
  }
}
