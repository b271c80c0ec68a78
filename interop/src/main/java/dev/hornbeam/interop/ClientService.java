package dev.hornbeam.interop;

import dev.hornbeam.interop.rpc.AddExternalSignerRequest;
import dev.hornbeam.interop.rpc.AddProposalRequest;
import dev.hornbeam.interop.rpc.CommitRequest;
import dev.hornbeam.interop.rpc.CommitResponse;
import dev.hornbeam.interop.rpc.CreateBranchRequest;
import dev.hornbeam.interop.rpc.CreateExternalSignerRequest;
import dev.hornbeam.interop.rpc.CreateExternalSignerResponse;
import dev.hornbeam.interop.rpc.CreateGroupRequest;
import dev.hornbeam.interop.rpc.CreateGroupResponse;
import dev.hornbeam.interop.rpc.CreateKeyPackageRequest;
import dev.hornbeam.interop.rpc.CreateKeyPackageResponse;
import dev.hornbeam.interop.rpc.CreateSubgroupResponse;
import dev.hornbeam.interop.rpc.ExportRequest;
import dev.hornbeam.interop.rpc.ExportResponse;
import dev.hornbeam.interop.rpc.ExternalJoinRequest;
import dev.hornbeam.interop.rpc.ExternalJoinResponse;
import dev.hornbeam.interop.rpc.ExternalPSKProposalRequest;
import dev.hornbeam.interop.rpc.ExternalSignerProposalRequest;
import dev.hornbeam.interop.rpc.FreeRequest;
import dev.hornbeam.interop.rpc.FreeResponse;
import dev.hornbeam.interop.rpc.GroupContextExtensionsProposalRequest;
import dev.hornbeam.interop.rpc.GroupInfoRequest;
import dev.hornbeam.interop.rpc.GroupInfoResponse;
import dev.hornbeam.interop.rpc.HandleBranchRequest;
import dev.hornbeam.interop.rpc.HandleBranchResponse;
import dev.hornbeam.interop.rpc.HandleCommitRequest;
import dev.hornbeam.interop.rpc.HandleCommitResponse;
import dev.hornbeam.interop.rpc.HandlePendingCommitRequest;
import dev.hornbeam.interop.rpc.HandleReInitCommitResponse;
import dev.hornbeam.interop.rpc.HandleReInitWelcomeRequest;
import dev.hornbeam.interop.rpc.JoinGroupRequest;
import dev.hornbeam.interop.rpc.JoinGroupResponse;
import dev.hornbeam.interop.rpc.MLSClientGrpc;
import dev.hornbeam.interop.rpc.NameRequest;
import dev.hornbeam.interop.rpc.NameResponse;
import dev.hornbeam.interop.rpc.NewMemberAddProposalRequest;
import dev.hornbeam.interop.rpc.NewMemberAddProposalResponse;
import dev.hornbeam.interop.rpc.ProposalResponse;
import dev.hornbeam.interop.rpc.ProtectRequest;
import dev.hornbeam.interop.rpc.ProtectResponse;
import dev.hornbeam.interop.rpc.ReInitProposalRequest;
import dev.hornbeam.interop.rpc.ReInitWelcomeRequest;
import dev.hornbeam.interop.rpc.RemoveProposalRequest;
import dev.hornbeam.interop.rpc.ResumptionPSKProposalRequest;
import dev.hornbeam.interop.rpc.StateAuthRequest;
import dev.hornbeam.interop.rpc.StateAuthResponse;
import dev.hornbeam.interop.rpc.StorePSKRequest;
import dev.hornbeam.interop.rpc.StorePSKResponse;
import dev.hornbeam.interop.rpc.SupportedCiphersuitesRequest;
import dev.hornbeam.interop.rpc.SupportedCiphersuitesResponse;
import dev.hornbeam.interop.rpc.UnprotectRequest;
import dev.hornbeam.interop.rpc.UnprotectResponse;
import dev.hornbeam.interop.rpc.UpdateProposalRequest;
import dev.hornbeam.mls.types.CipherSuite;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The calls of the interface: each is answered by who knows about it, or by a status that says why
 * not.
 */
final class ClientService extends MLSClientGrpc.MLSClientImplBase {
  private static final String NAME = "Hornbeam";

  /** How many calls are served at once; each may wait for its turn in a thread of its own. */
  static final int MOST_CALLS = 256;

  private final Semaphore calls = new Semaphore(MOST_CALLS);
  private final KeyPlace keys;
  private final Sessions sessions;
  private final Entrances entrances;
  private final States states;
  private final Proposals proposals;
  private final Sequels sequels;

  ClientService(KeyPlace keys, Sessions sessions) {
    this.keys = keys;
    this.sessions = sessions;
    this.entrances = new Entrances(keys, sessions);
    this.states = new States(sessions);
    this.proposals = new Proposals(sessions);
    this.sequels = new Sequels(keys, sessions, entrances);
  }

  /** Answers a call, unless there are too many under way. */
  private <R> void answer(StreamObserver<R> answer, Session.Work<R> work) {
    if (!calls.tryAcquire()) {
      answer.onError(
          Status.RESOURCE_EXHAUSTED
              .withDescription("at most " + MOST_CALLS + " calls are served at once")
              .asException());
      return;
    }
    R result;
    try {
      result = served(work);
    } catch (Exception | Error e) { // one call that fails is not the end of the others
      answer.onError(Failures.status(e).asException());
      return;
    } finally {
      calls.release();
    }
    if (!Context.current().isCancelled()) { // otherwise the caller has gone
      answer.onNext(result);
      answer.onCompleted();
    }
  }

  /** Does what a call asks for, and then makes room for what it brought. */
  private <R> R served(Session.Work<R> work) throws Exception {
    try {
      return work.run();
    } finally {
      sessions.trim();
    }
  }

  /**
   * Waits until no call is under way; then none is served any more. A call goes on although its
   * caller has gone, and the connection with it.
   *
   * @return whether that was so before the patience was over
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  boolean end(Duration patience) throws InterruptedException {
    return calls.tryAcquire(MOST_CALLS, patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void name(NameRequest request, StreamObserver<NameResponse> answer) {
    answer(answer, () -> NameResponse.newBuilder().setName(NAME).build());
  }

  @Override
  public void supportedCiphersuites(
      SupportedCiphersuitesRequest request, StreamObserver<SupportedCiphersuitesResponse> answer) {
    answer(
        answer,
        () ->
            SupportedCiphersuitesResponse.newBuilder()
                .addAllCiphersuites(keys.suites().stream().map(CipherSuite::code).toList())
                .build());
  }

  @Override
  public void createGroup(CreateGroupRequest request, StreamObserver<CreateGroupResponse> answer) {
    answer(answer, () -> entrances.createGroup(request));
  }

  @Override
  public void createKeyPackage(
      CreateKeyPackageRequest request, StreamObserver<CreateKeyPackageResponse> answer) {
    answer(answer, () -> entrances.createKeyPackage(request));
  }

  @Override
  public void joinGroup(JoinGroupRequest request, StreamObserver<JoinGroupResponse> answer) {
    answer(answer, () -> entrances.joinGroup(request));
  }

  @Override
  public void externalJoin(
      ExternalJoinRequest request, StreamObserver<ExternalJoinResponse> answer) {
    answer(answer, () -> entrances.externalJoin(request));
  }

  @Override
  public void groupInfo(GroupInfoRequest request, StreamObserver<GroupInfoResponse> answer) {
    answer(answer, () -> states.groupInfo(request));
  }

  @Override
  public void stateAuth(StateAuthRequest request, StreamObserver<StateAuthResponse> answer) {
    answer(answer, () -> states.stateAuth(request));
  }

  @Override
  public void export(ExportRequest request, StreamObserver<ExportResponse> answer) {
    answer(answer, () -> states.export(request));
  }

  @Override
  public void protect(ProtectRequest request, StreamObserver<ProtectResponse> answer) {
    answer(answer, () -> states.protect(request));
  }

  @Override
  public void unprotect(UnprotectRequest request, StreamObserver<UnprotectResponse> answer) {
    answer(answer, () -> states.unprotect(request));
  }

  @Override
  public void storePSK(StorePSKRequest request, StreamObserver<StorePSKResponse> answer) {
    answer(answer, () -> states.storePsk(request));
  }

  @Override
  public void addProposal(AddProposalRequest request, StreamObserver<ProposalResponse> answer) {
    answer(answer, () -> proposals.add(request));
  }

  @Override
  public void updateProposal(
      UpdateProposalRequest request, StreamObserver<ProposalResponse> answer) {
    answer(answer, () -> proposals.update(request));
  }

  @Override
  public void removeProposal(
      RemoveProposalRequest request, StreamObserver<ProposalResponse> answer) {
    answer(answer, () -> proposals.remove(request));
  }

  @Override
  public void externalPSKProposal(
      ExternalPSKProposalRequest request, StreamObserver<ProposalResponse> answer) {
    answer(answer, () -> proposals.externalPsk(request));
  }

  @Override
  public void resumptionPSKProposal(
      ResumptionPSKProposalRequest request, StreamObserver<ProposalResponse> answer) {
    answer(answer, () -> proposals.resumptionPsk(request));
  }

  @Override
  public void groupContextExtensionsProposal(
      GroupContextExtensionsProposalRequest request, StreamObserver<ProposalResponse> answer) {
    answer(answer, () -> proposals.extensions(request));
  }

  @Override
  public void commit(CommitRequest request, StreamObserver<CommitResponse> answer) {
    answer(answer, () -> states.commit(request));
  }

  @Override
  public void handleCommit(
      HandleCommitRequest request, StreamObserver<HandleCommitResponse> answer) {
    answer(answer, () -> states.handleCommit(request));
  }

  @Override
  public void handlePendingCommit(
      HandlePendingCommitRequest request, StreamObserver<HandleCommitResponse> answer) {
    answer(answer, () -> states.handlePendingCommit(request));
  }

  @Override
  public void reInitProposal(
      ReInitProposalRequest request, StreamObserver<ProposalResponse> answer) {
    answer(answer, () -> proposals.reInit(request));
  }

  @Override
  public void reInitCommit(CommitRequest request, StreamObserver<CommitResponse> answer) {
    answer(answer, () -> states.reInitCommit(request));
  }

  @Override
  public void handlePendingReInitCommit(
      HandlePendingCommitRequest request, StreamObserver<HandleReInitCommitResponse> answer) {
    answer(answer, () -> sequels.handlePendingCommit(request));
  }

  @Override
  public void handleReInitCommit(
      HandleCommitRequest request, StreamObserver<HandleReInitCommitResponse> answer) {
    answer(answer, () -> sequels.handleCommit(request));
  }

  @Override
  public void reInitWelcome(
      ReInitWelcomeRequest request, StreamObserver<CreateSubgroupResponse> answer) {
    answer(answer, () -> sequels.welcome(request));
  }

  @Override
  public void handleReInitWelcome(
      HandleReInitWelcomeRequest request, StreamObserver<JoinGroupResponse> answer) {
    answer(answer, () -> sequels.handleWelcome(request));
  }

  @Override
  public void createBranch(
      CreateBranchRequest request, StreamObserver<CreateSubgroupResponse> answer) {
    answer(answer, () -> sequels.createBranch(request));
  }

  @Override
  public void handleBranch(
      HandleBranchRequest request, StreamObserver<HandleBranchResponse> answer) {
    answer(answer, () -> sequels.handleBranch(request));
  }

  @Override
  public void newMemberAddProposal(
      NewMemberAddProposalRequest request, StreamObserver<NewMemberAddProposalResponse> answer) {
    answer(answer, () -> entrances.newMemberAddProposal(request));
  }

  @Override
  public void createExternalSigner(
      CreateExternalSignerRequest request, StreamObserver<CreateExternalSignerResponse> answer) {
    answer(answer, () -> entrances.createExternalSigner(request));
  }

  @Override
  public void addExternalSigner(
      AddExternalSignerRequest request, StreamObserver<ProposalResponse> answer) {
    answer(answer, () -> proposals.externalSigner(request));
  }

  @Override
  public void externalSignerProposal(
      ExternalSignerProposalRequest request, StreamObserver<ProposalResponse> answer) {
    answer(answer, () -> proposals.bySigner(request));
  }

  @Override
  public void free(FreeRequest request, StreamObserver<FreeResponse> answer) {
    answer(
        answer,
        () -> {
          sessions.free(request.getStateId());
          return FreeResponse.getDefaultInstance();
        });
  }
}
