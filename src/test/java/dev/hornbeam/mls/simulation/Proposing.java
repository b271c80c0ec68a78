package dev.hornbeam.mls.simulation;

import dev.hornbeam.mls.CommitBuilder;
import dev.hornbeam.mls.Friends;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.ProposalBuilder;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.ExternalSender;
import dev.hornbeam.mls.types.RequiredCapabilities;
import java.util.List;

/** Proposals, sent before a commit or put into one. */
final class Proposing {
  private final World world;
  private final int mostMembers;
  private MlsClient server;

  Proposing(World world, int mostMembers) throws MlsException {
    this.world = world;
    this.mostMembers = mostMembers;
    this.server = newServer();
  }

  private MlsClient newServer() throws MlsException {
    return MlsClient.builder(world.suite())
        .credential(Credential.basic("server"))
        .customProposal(Topic.WITHOUT_PATH)
        .build();
  }

  /** The server goes on in the suite of the world. */
  void renewServer() throws MlsException {
    server = newServer();
  }

  /** Extensions of a group context, mostly with the server as an external sender. */
  Extensions extensions() {
    Extensions extensions = Extensions.of(Topic.extension(world.text()));
    if (!world.oneIn(6)) {
      extensions = extensions.with(Friends.externalSenders(server));
    }
    if (world.oneIn(2)) {
      RequiredCapabilities required =
          new RequiredCapabilities(
              List.of(Topic.EXTENSION),
              List.of(Topic.WITHOUT_PATH.type(), Topic.WITH_PATH.type()),
              List.of(CredentialType.BASIC));
      extensions =
          extensions.with(new Extension(ExtensionType.REQUIRED_CAPABILITIES, required.encoded()));
    }
    return extensions;
  }

  /** One random proposal, by a member or from outside. */
  void proposeOne(HandshakeFraming framing) throws MlsException {
    Bytes message = world.oneIn(4) ? fromOutside() : byMember(framing);
    world.broadcast(message);
  }

  private Bytes byMember(HandshakeFraming framing) throws MlsException {
    Peer peer = world.pick(world.online());
    ProposalBuilder builder = peer.group().propose().framing(framing);
    if (world.oneIn(3)) {
      builder.authenticatedData(world.text());
    }
    Bytes message = byMember(peer, builder);
    world.sent(peer, message);
    return message;
  }

  private Bytes byMember(Peer peer, ProposalBuilder builder) throws MlsException {
    int kind = world.random().nextInt(12);
    world.note(peer + " makes a proposal of kind " + kind);
    return switch (kind) {
      case 0, 1 -> builder.add(outsider().keyPackage());
      case 2, 3, 4 -> builder.update();
      case 5 -> builder.update(peer.newIdentity());
      case 6 -> builder.remove(anyone(peer));
      case 7 -> builder.remove(peer.group().ownLeaf());
      case 8 -> builder.psk(world.pick(Peer.PSKS));
      case 9 -> builder.resumptionPsk(world.groupId(), peer.group().epoch());
      case 10 -> builder.extensions(extensions());
      default -> builder.custom(topic(), world.text());
    };
  }

  private dev.hornbeam.mls.types.LeafIndex anyone(Peer witness) {
    return World.leafOf(witness.group(), world.pick(world.members()));
  }

  private Topic topic() {
    return world.oneIn(2) ? Topic.WITHOUT_PATH : Topic.WITH_PATH;
  }

  private Bytes fromOutside() throws MlsException {
    Group witness = world.pick(world.online()).group();
    boolean isServerListed =
        ExternalSender.listedIn(witness.extensions()).stream()
            .anyMatch(
                sender ->
                    sender.signatureKey().equals(server.identity().signatureKey().publicKey()));
    if (!isServerListed || world.oneIn(3)) {
      Peer outsider = outsider();
      world.note(outsider + " proposes itself");
      return outsider.proposeToJoin(world.groupId(), witness.epoch());
    }
    ProposalBuilder builder = server.proposeAsExternalSender(world.groupId(), witness.epoch(), 0);
    int kind = world.random().nextInt(5);
    world.note("the server makes a proposal of kind " + kind);
    return switch (kind) {
      case 0 -> builder.add(outsider().keyPackage());
      case 1 -> builder.remove(World.leafOf(witness, world.pick(world.members())));
      case 2 -> builder.psk(world.pick(Peer.PSKS));
      case 3 -> builder.extensions(extensions());
      default -> builder.custom(Topic.WITHOUT_PATH, world.text());
    };
  }

  /** One who is no member; a new one if there is none. */
  Peer outsider() throws MlsException {
    List<Peer> outsiders = world.outsiders();
    Peer peer = outsiders.isEmpty() || world.oneIn(4) ? world.newPeer() : world.pick(outsiders);
    world.catchUp(peer);
    return peer;
  }

  /** Puts random proposals into a commit. */
  void fill(Peer committer, CommitBuilder builder) throws MlsException {
    List<Peer> others = world.members(peer -> peer != committer);
    int room = mostMembers - others.size() - 1;
    if (room > 0 && !world.oneIn(3)) {
      int count = world.oneIn(4) ? Math.min(room, 8) : 1;
      for (Peer added : newcomers(count)) {
        world.note(committer + " adds " + added);
        builder.add(added.keyPackage());
      }
    }
    if (others.size() > 2 && world.oneIn(room > 0 ? 4 : 2)) {
      Peer removed = world.pick(others);
      builder.remove(World.leafOf(committer.group(), removed));
      boolean comesBack = world.oneIn(3);
      world.note(committer + " removes " + removed + (comesBack ? " and adds it again" : ""));
      if (comesBack) {
        builder.add(removed.keyPackage());
      }
    }
    if (world.oneIn(8)) {
      committer.putPsks();
      builder.psk(world.pick(Peer.PSKS));
    }
    if (world.oneIn(8)) {
      builder.resumptionPsk(world.groupId(), committer.group().epoch());
    }
    if (world.oneIn(8)) {
      builder.extensions(extensions());
    }
    if (world.oneIn(8)) {
      builder.custom(topic(), world.text());
    }
    if (world.oneIn(16)) {
      builder.identity(committer.newIdentity());
    }
    if (world.oneIn(16)) {
      builder.leafExtensions(
          Extensions.of(new Extension(ExtensionType.APPLICATION_ID, world.text())));
    }
  }

  private List<Peer> newcomers(int count) throws MlsException {
    while (world.outsiders().size() < count) {
      world.newPeer();
    }
    List<Peer> newcomers = world.pick(world.outsiders(), count);
    for (Peer peer : newcomers) {
      world.catchUp(peer);
    }
    return newcomers;
  }
}
