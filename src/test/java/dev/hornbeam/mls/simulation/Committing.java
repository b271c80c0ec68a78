package dev.hornbeam.mls.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hornbeam.mls.Change;
import dev.hornbeam.mls.CommitBuilder;
import dev.hornbeam.mls.ExternalJoin;
import dev.hornbeam.mls.ExternalJoinBuilder;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.Member;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.TreeDelivery;
import dev.hornbeam.mls.WelcomeBatches;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.StaleCommit;
import dev.hornbeam.mls.error.UndecryptableMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ends an epoch: several stage a commit, one wins, the others let theirs go. */
final class Committing {
  private final World world;
  private final Proposing proposing;
  private final Chat chat;

  Committing(World world, Proposing proposing, Chat chat) {
    this.world = world;
    this.proposing = proposing;
    this.chat = chat;
  }

  private record Staged(Peer committer, Group group, OutgoingCommit commit, TreeDelivery tree) {}

  /**
   * @param framing of the commits, if they are not to be mixed
   */
  void endEpoch(Optional<HandshakeFraming> framing) throws MlsException {
    List<Staged> staged = new ArrayList<>();
    for (Peer peer : world.pick(world.online(), 1 + world.random().nextInt(3))) {
      staged.add(stage(peer, framing));
      if (world.oneIn(10)) {
        staged.add(stage(peer, framing));
      }
    }
    if (world.oneIn(6)) {
      Peer joiner = world.oneIn(2) ? proposing.outsider() : world.pick(world.online());
      ExternalJoin join = stageJoin(joiner);
      if (world.oneIn(3)) {
        world.note(joiner + " discards an external commit");
        joiner.client().discard(join);
      } else {
        acceptJoin(joiner, join);
        discard(staged);
        return;
      }
    }
    Staged winner = world.pick(staged);
    staged.remove(winner);
    showLosers(staged);
    if (world.oneIn(2)) {
      discard(staged);
      staged.clear();
    }
    accept(winner);
    discard(staged);
  }

  private Staged stage(Peer peer, Optional<HandshakeFraming> framing) throws MlsException {
    CommitBuilder builder = peer.group().commit();
    proposing.fill(peer, builder);
    framing.ifPresent(builder::framing);
    TreeDelivery tree = world.oneIn(3) ? TreeDelivery.OUT_OF_BAND : TreeDelivery.IN_MESSAGE;
    builder.tree(tree);
    if (world.oneIn(3)) {
      builder.welcomes(WelcomeBatches.ONE_EACH);
    }
    if (world.oneIn(2)) {
      builder.path(CommitBuilder.PathChoice.WHEN_REQUIRED);
    }
    if (world.oneIn(8)) {
      builder.pending(CommitBuilder.PendingChoice.NONE);
    }
    if (world.oneIn(4)) {
      builder.authenticatedData(world.text());
    }
    OutgoingCommit commit = builder.stage();
    world.sent(peer, commit.message());
    world.note(peer + " stages " + commit.changes());
    return new Staged(peer, peer.group(), commit, tree);
  }

  /** Some members see commits that do not win, and let them go. */
  private void showLosers(List<Staged> losers) throws MlsException {
    for (Staged loser : losers) {
      for (Peer peer : world.pick(world.online(), 2)) {
        if (peer != loser.committer()) {
          Received received = world.receive(peer, loser.commit().message());
          peer.group().discard(World.commit(received));
        } else {
          assertInstanceOf(
              Received.OwnMessage.class, peer.group().receive(loser.commit().message()));
        }
      }
    }
  }

  private void discard(List<Staged> losers) throws MlsException {
    for (Staged loser : losers) {
      boolean isCurrent =
          loser.committer().isMember()
              && loser.committer().group() == loser.group()
              && loser.group().epoch() != loser.commit().baseEpoch();
      if (isCurrent) {
        assertThrows(StaleCommit.class, () -> loser.group().merge(loser.commit()));
        if (world.oneIn(4)) {
          world.note(loser.committer() + " restarts with a commit staged");
          loser.committer().restart();
          continue;
        }
      }
      world.note(loser.committer() + " discards its commit");
      loser.group().discard(loser.commit());
    }
  }

  private void accept(Staged winner) throws MlsException {
    Peer committer = winner.committer();
    OutgoingCommit commit = winner.commit();
    world.note(committer + " wins");
    List<Peer> before = world.members();
    boolean mergesFirst = world.oneIn(2);
    world.broadcast(commit.message());
    if (mergesFirst) {
      winner.group().merge(commit);
      writeAtOnce(committer, before);
      world.catchUp(committer);
    } else {
      // The committer's own echo comes before it has merged.
      assertInstanceOf(Received.OwnMessage.class, winner.group().receive(commit.message()));
      for (Peer peer : world.online()) {
        if (peer != committer) {
          world.catchUp(peer);
        }
      }
      winner.group().merge(commit);
    }
    world.accepted(committer);
    List<Peer> stranded = welcome(winner);
    world.deliver();
    for (Peer peer : stranded) {
      acceptJoin(peer, stageJoin(peer));
    }
  }

  /** Who has merged may write before the others have. */
  private void writeAtOnce(Peer committer, List<Peer> before) throws MlsException {
    if (world.oneIn(3)) {
      chat.send(committer);
      for (Peer peer : world.pick(before, 3)) {
        if (peer != committer && peer.isMember()) {
          chat.deliverEarly(peer);
        }
      }
    }
  }

  /** Gives those who cannot join by the Welcome, since they lack a resumption PSK. */
  private List<Peer> welcome(Staged winner) throws MlsException {
    List<Peer> stranded = new ArrayList<>();
    boolean resumes =
        winner.commit().changes().stream().anyMatch(Change.ResumptionPsk.class::isInstance);
    List<Member> added = winner.commit().added();
    List<Bytes> welcomes = winner.commit().welcomes();
    Optional<Bytes> tree =
        winner.tree() == TreeDelivery.OUT_OF_BAND
            ? Optional.of(winner.group().ratchetTree())
            : Optional.empty();
    for (int i = 0; i < added.size(); i++) {
      Peer joiner = world.named(World.name(added.get(i)));
      if (welcomes.size() > 1) {
        Bytes another = welcomes.get((i + 1) % welcomes.size());
        UndecryptableMessage refused =
            assertThrows(UndecryptableMessage.class, () -> joiner.client().join(another));
        assertEquals(UndecryptableMessage.Reason.NOT_FOR_THIS_CLIENT, refused.reason());
      }
      Bytes welcome = welcomes.size() > 1 ? welcomes.get(i) : welcomes.get(0);
      world.note(joiner + " joins by a Welcome");
      if (resumes) {
        world.catchUp(joiner);
        joiner.putPsks();
        assertThrows(UndecryptableMessage.class, () -> joiner.client().join(welcome));
        stranded.add(joiner);
      } else {
        world.join(joiner, welcome, tree);
      }
    }
    return stranded;
  }

  private ExternalJoin stageJoin(Peer joiner) throws MlsException {
    world.catchUp(joiner);
    Group witness = world.pick(world.online()).group();
    boolean hasTree = world.oneIn(2);
    ExternalJoinBuilder builder =
        joiner
            .client()
            .joinExternally(
                witness.groupInfo(hasTree ? TreeDelivery.IN_MESSAGE : TreeDelivery.OUT_OF_BAND));
    if (!hasTree) {
      builder.tree(witness.ratchetTree());
    }
    if (world.members().contains(joiner)) {
      builder.removing(World.leafOf(witness, joiner));
      if (joiner.isMember() && world.oneIn(2)) {
        builder.resumptionPsk(world.groupId(), witness.epoch());
      }
    }
    if (world.oneIn(3)) {
      joiner.putPsks();
      builder.psk(world.pick(Peer.PSKS));
    }
    if (world.oneIn(3)) {
      builder.authenticatedData(world.text());
    }
    return builder.stage();
  }

  private void acceptJoin(Peer joiner, ExternalJoin join) throws MlsException {
    world.note(joiner + (joiner.isMember() ? " resyncs" : " joins by itself"));
    world.broadcast(join.message());
    for (Peer peer : world.online()) {
      if (peer != joiner) {
        world.catchUp(peer);
      }
    }
    Group group = joiner.client().merge(join);
    joiner.entered(group);
    joiner.set(Peer.Presence.ONLINE);
    assertInstanceOf(Received.OwnMessage.class, group.receive(join.message()));
    world.accepted(joiner);
    world.deliver();
  }
}
