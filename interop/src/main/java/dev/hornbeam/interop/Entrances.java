package dev.hornbeam.interop;

import dev.hornbeam.interop.rpc.CreateExternalSignerRequest;
import dev.hornbeam.interop.rpc.CreateExternalSignerResponse;
import dev.hornbeam.interop.rpc.CreateGroupRequest;
import dev.hornbeam.interop.rpc.CreateGroupResponse;
import dev.hornbeam.interop.rpc.CreateKeyPackageRequest;
import dev.hornbeam.interop.rpc.CreateKeyPackageResponse;
import dev.hornbeam.interop.rpc.ExternalJoinRequest;
import dev.hornbeam.interop.rpc.ExternalJoinResponse;
import dev.hornbeam.interop.rpc.JoinGroupRequest;
import dev.hornbeam.interop.rpc.JoinGroupResponse;
import dev.hornbeam.interop.rpc.NewMemberAddProposalRequest;
import dev.hornbeam.interop.rpc.NewMemberAddProposalResponse;
import dev.hornbeam.interop.rpc.PreSharedKey;
import dev.hornbeam.mls.ExternalJoin;
import dev.hornbeam.mls.ExternalJoinBuilder;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.InMemoryStore;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeySource.Purpose;
import io.grpc.StatusException;
import java.util.Optional;

/** The calls that make a client, and those that make one a member. */
final class Entrances {
  private final KeyPlace keys;
  private final Sessions sessions;

  Entrances(KeyPlace keys, Sessions sessions) {
    this.keys = keys;
    this.sessions = sessions;
  }

  CreateGroupResponse createGroup(CreateGroupRequest request) throws Exception {
    Party party = party(request.getCipherSuite(), Protobuf.bytes(request.getIdentity()));
    try {
      Group group = party.client().createGroup(new GroupId(Protobuf.bytes(request.getGroupId())));
      return CreateGroupResponse.newBuilder()
          .setStateId(
              sessions.add(new Membership(party, group, framing(request.getEncryptHandshake()))))
          .build();
    } catch (MlsException | RuntimeException e) {
      party.retire();
      throw e;
    }
  }

  CreateKeyPackageResponse createKeyPackage(CreateKeyPackageRequest request) throws Exception {
    Party party = party(request.getCipherSuite(), Protobuf.bytes(request.getIdentity()));
    Newcomer.Made made = Newcomer.of(party, party.client()::newKeyPackage);
    Newcomer newcomer = made.newcomer();
    return CreateKeyPackageResponse.newBuilder()
        .setTransactionId(sessions.add(newcomer))
        .setKeyPackage(Protobuf.string(made.message()))
        .setInitPriv(newcomer.privateKey(Purpose.INIT))
        .setEncryptionPriv(newcomer.privateKey(Purpose.LEAF))
        .setSignaturePriv(party.signaturePrivateKey())
        .build();
  }

  JoinGroupResponse joinGroup(JoinGroupRequest request) throws Exception {
    int id = request.getTransactionId();
    Newcomer newcomer = sessions.find(id, Newcomer.class, Newcomer.KIND);
    return newcomer.use(
        () -> {
          requireIdentity(newcomer.party(), Protobuf.bytes(request.getIdentity()));
          Group group =
              join(
                  newcomer.party().client(),
                  Protobuf.bytes(request.getWelcome()),
                  Protobuf.given(request.getRatchetTree()));
          newcomer.handOver();
          sessions.remove(id, newcomer);
          return joined(
              new Membership(newcomer.party(), group, framing(request.getEncryptHandshake())));
        });
  }

  ExternalJoinResponse externalJoin(ExternalJoinRequest request) throws Exception {
    Bytes groupInfo = Protobuf.bytes(request.getGroupInfo());
    Roster roster = Roster.of(groupInfo, Protobuf.given(request.getRatchetTree()));
    Bytes identity = Protobuf.bytes(request.getIdentity());
    Party party = party(roster.suite().code(), identity);
    try {
      ExternalJoinBuilder builder = party.client().joinExternally(groupInfo);
      Protobuf.given(request.getRatchetTree()).ifPresent(builder::tree);
      for (PreSharedKey psk : request.getPsksList()) {
        party.putPsk(psk.getPskId(), psk.getPskSecret());
        builder.psk(Protobuf.bytes(psk.getPskId()));
      }
      if (request.getRemovePrior()) {
        builder.removing(roster.find(identity));
      }
      ExternalJoin join = builder.stage();
      JoinGroupResponse joined =
          joined(
              new Membership(
                  party, merge(party.client(), join), framing(request.getEncryptHandshake())));
      return ExternalJoinResponse.newBuilder()
          .setStateId(joined.getStateId())
          .setCommit(Protobuf.string(join.message()))
          .setEpochAuthenticator(joined.getEpochAuthenticator())
          .build();
    } catch (MlsException | StatusException | RuntimeException e) {
      party.retire();
      throw e;
    }
  }

  NewMemberAddProposalResponse newMemberAddProposal(NewMemberAddProposalRequest request)
      throws Exception {
    Roster roster = Roster.of(Protobuf.bytes(request.getGroupInfo()), Optional.empty());
    Party party = party(roster.suite().code(), Protobuf.bytes(request.getIdentity()));
    Newcomer.Made made =
        Newcomer.of(party, () -> party.client().proposeToJoin(roster.group(), roster.epoch()));
    Newcomer newcomer = made.newcomer();
    return NewMemberAddProposalResponse.newBuilder()
        .setTransactionId(sessions.add(newcomer))
        .setProposal(Protobuf.string(made.message()))
        .setInitPriv(newcomer.privateKey(Purpose.INIT))
        .setEncryptionPriv(newcomer.privateKey(Purpose.LEAF))
        .setSignaturePriv(party.signaturePrivateKey())
        .build();
  }

  CreateExternalSignerResponse createExternalSigner(CreateExternalSignerRequest request)
      throws Exception {
    Signer signer =
        new Signer(party(request.getCipherSuite(), Protobuf.bytes(request.getIdentity())));
    return CreateExternalSignerResponse.newBuilder()
        .setSignerId(sessions.add(signer))
        .setExternalSender(Protobuf.string(signer.externalSender()))
        .build();
  }

  private static Group join(MlsClient client, Bytes welcome, Optional<Bytes> tree)
      throws MlsException {
    return tree.isPresent() ? client.join(welcome, tree.get()) : client.join(welcome);
  }

  /** Gives a new member a state. */
  JoinGroupResponse joined(Membership member) throws Exception {
    var answer = JoinGroupResponse.newBuilder().setEpochAuthenticator(member.authenticator());
    return answer.setStateId(sessions.add(member)).build();
  }

  private static Group merge(MlsClient client, ExternalJoin join) throws MlsException {
    try {
      return client.merge(join);
    } catch (MlsException | RuntimeException e) {
      client.discard(join);
      throw e;
    }
  }

  private Party party(int code, Bytes identity) throws MlsException {
    CipherSuite suite = keys.suite(code);
    return Party.of(keys, suite, identity, new InMemoryStore());
  }

  private static void requireIdentity(Party party, Bytes identity) throws StatusException {
    if (!identity.isEmpty() && !identity.equals(party.identity())) {
      throw Failures.badRequest(
          "the key package is of the identity " + party.identity() + ", not of " + identity);
    }
  }

  private static HandshakeFraming framing(boolean encrypted) {
    return encrypted ? HandshakeFraming.PRIVATE : HandshakeFraming.PUBLIC;
  }
}
