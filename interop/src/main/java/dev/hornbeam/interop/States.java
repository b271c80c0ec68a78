package dev.hornbeam.interop;

import dev.hornbeam.interop.rpc.CommitRequest;
import dev.hornbeam.interop.rpc.CommitResponse;
import dev.hornbeam.interop.rpc.ExportRequest;
import dev.hornbeam.interop.rpc.ExportResponse;
import dev.hornbeam.interop.rpc.GroupInfoRequest;
import dev.hornbeam.interop.rpc.GroupInfoResponse;
import dev.hornbeam.interop.rpc.HandleCommitRequest;
import dev.hornbeam.interop.rpc.HandleCommitResponse;
import dev.hornbeam.interop.rpc.HandlePendingCommitRequest;
import dev.hornbeam.interop.rpc.ProtectRequest;
import dev.hornbeam.interop.rpc.ProtectResponse;
import dev.hornbeam.interop.rpc.StateAuthRequest;
import dev.hornbeam.interop.rpc.StateAuthResponse;
import dev.hornbeam.interop.rpc.StorePSKRequest;
import dev.hornbeam.interop.rpc.StorePSKResponse;
import dev.hornbeam.interop.rpc.UnprotectRequest;
import dev.hornbeam.interop.rpc.UnprotectResponse;
import dev.hornbeam.mls.IncomingCommit;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.StagedCommit;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import io.grpc.StatusException;

/** The calls on a state that ask, send and commit. */
final class States {
  private final Sessions sessions;

  States(Sessions sessions) {
    this.sessions = sessions;
  }

  /** A state by its id. */
  static Membership find(Sessions sessions, int id) throws StatusException {
    return sessions.find(id, Membership.class, Membership.KIND);
  }

  private Membership find(int id) throws StatusException {
    return find(sessions, id);
  }

  GroupInfoResponse groupInfo(GroupInfoRequest request) throws Exception {
    Membership member = find(request.getStateId());
    return member.use(
        () -> {
          Bytes info = member.group().groupInfo(Membership.tree(request.getExternalTree()));
          var answer = GroupInfoResponse.newBuilder().setGroupInfo(Protobuf.string(info));
          if (request.getExternalTree()) {
            answer.setRatchetTree(Protobuf.string(member.group().ratchetTree()));
          }
          return answer.build();
        });
  }

  StateAuthResponse stateAuth(StateAuthRequest request) throws Exception {
    Membership member = find(request.getStateId());
    return member.use(
        () ->
            StateAuthResponse.newBuilder()
                .setStateAuthSecret(Protobuf.string(member.group().epochAuthenticator()))
                .build());
  }

  ExportResponse export(ExportRequest request) throws Exception {
    Membership member = find(request.getStateId());
    return member.use(
        () ->
            ExportResponse.newBuilder()
                .setExportedSecret(
                    Protobuf.string(
                        member
                            .group()
                            .export(
                                request.getLabel(),
                                Protobuf.bytes(request.getContext()),
                                request.getKeyLength())))
                .build());
  }

  ProtectResponse protect(ProtectRequest request) throws Exception {
    Membership member = find(request.getStateId());
    return member.use(
        () ->
            ProtectResponse.newBuilder()
                .setCiphertext(
                    Protobuf.string(
                        member
                            .group()
                            .protect(
                                Protobuf.bytes(request.getPlaintext()),
                                Protobuf.bytes(request.getAuthenticatedData()))))
                .build());
  }

  UnprotectResponse unprotect(UnprotectRequest request) throws Exception {
    Membership member = find(request.getStateId());
    return member.use(
        () -> {
          Received.ApplicationData data = member.unprotect(request.getCiphertext());
          return UnprotectResponse.newBuilder()
              .setPlaintext(Protobuf.string(data.data()))
              .setAuthenticatedData(Protobuf.string(data.authenticatedData()))
              .build();
        });
  }

  /** Any client can keep a pre-shared key, whatever its id is of. */
  StorePSKResponse storePsk(StorePSKRequest request) throws Exception {
    Session session =
        sessions.find(request.getStateOrTransactionId(), Session.class, "state or transaction");
    return session.use(
        () -> {
          session.party().putPsk(request.getPskId(), request.getPskSecret());
          return StorePSKResponse.getDefaultInstance();
        });
  }

  CommitResponse commit(CommitRequest request) throws Exception {
    Membership member = find(request.getStateId());
    return member.use(
        () -> {
          OutgoingCommit made = member.stage(request);
          member.hold(made);
          return answer(made, request);
        });
  }

  /** A commit that ends the group. */
  CommitResponse reInitCommit(CommitRequest request) throws Exception {
    Membership member = find(request.getStateId());
    return member.use(
        () -> {
          OutgoingCommit made = member.stage(request);
          if (Membership.reInit(made).isEmpty()) {
            member.discard(made);
            throw Failures.badRequest("no ReInit is among the proposals: Commit commits others");
          }
          member.hold(made);
          return answer(made, request);
        });
  }

  private static CommitResponse answer(OutgoingCommit made, CommitRequest request) {
    var answer =
        CommitResponse.newBuilder()
            .setCommit(Protobuf.string(made.message()))
            .setWelcome(Protobuf.string(made.welcome().orElse(Bytes.EMPTY)));
    if (request.getExternalTree()) {
      answer.setRatchetTree(Protobuf.string(made.ratchetTree()));
    }
    return answer.build();
  }

  HandleCommitResponse handleCommit(HandleCommitRequest request) throws Exception {
    Membership member = find(request.getStateId());
    return member.use(
        () -> {
          IncomingCommit commit = member.receive(request.getProposalList(), request.getCommit());
          try {
            requireNoReInit(commit, "HandleReInitCommit");
            member.merge(commit);
          } catch (MlsException | StatusException | RuntimeException e) {
            member.discard(commit);
            throw e;
          }
          return handled(request.getStateId(), member);
        });
  }

  HandleCommitResponse handlePendingCommit(HandlePendingCommitRequest request) throws Exception {
    Membership member = find(request.getStateId());
    return member.use(
        () -> {
          requireNoReInit(member.pending(), "HandlePendingReInitCommit");
          member.merge(member.pending());
          return handled(request.getStateId(), member);
        });
  }

  private static void requireNoReInit(StagedCommit commit, String call) throws StatusException {
    if (Membership.reInit(commit).isPresent()) {
      throw Failures.unfit("the commit ends the group by a ReInit: " + call + " is for that");
    }
  }

  private static HandleCommitResponse handled(int id, Membership member) throws MlsException {
    return HandleCommitResponse.newBuilder()
        .setStateId(id)
        .setEpochAuthenticator(member.authenticator())
        .build();
  }
}
