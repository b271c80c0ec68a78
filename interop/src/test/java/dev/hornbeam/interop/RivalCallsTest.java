package dev.hornbeam.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import dev.hornbeam.interop.rpc.CommitRequest;
import dev.hornbeam.interop.rpc.CommitResponse;
import dev.hornbeam.interop.rpc.CreateBranchRequest;
import dev.hornbeam.interop.rpc.CreateGroupRequest;
import dev.hornbeam.interop.rpc.CreateKeyPackageRequest;
import dev.hornbeam.interop.rpc.CreateKeyPackageResponse;
import dev.hornbeam.interop.rpc.CreateSubgroupResponse;
import dev.hornbeam.interop.rpc.FreeRequest;
import dev.hornbeam.interop.rpc.FreeResponse;
import dev.hornbeam.interop.rpc.HandleBranchRequest;
import dev.hornbeam.interop.rpc.HandleCommitRequest;
import dev.hornbeam.interop.rpc.HandlePendingCommitRequest;
import dev.hornbeam.interop.rpc.JoinGroupRequest;
import dev.hornbeam.interop.rpc.MLSClientGrpc;
import dev.hornbeam.interop.rpc.NameRequest;
import dev.hornbeam.interop.rpc.ProposalDescription;
import dev.hornbeam.interop.rpc.ProposalResponse;
import dev.hornbeam.interop.rpc.ReInitWelcomeRequest;
import dev.hornbeam.interop.rpc.StateAuthRequest;
import dev.hornbeam.interop.rpc.StateAuthResponse;
import dev.hornbeam.interop.rpc.UpdateProposalRequest;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that get in each other's way, or in that of the end of the server. */
@Timeout(120)
class RivalCallsTest {
  private static final int SUITE = 1;
  private static final ByteString ID = ByteString.copyFromUtf8("group");

  private final GatedKeys keys = new GatedKeys();
  private InteropServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    server =
        InteropServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), keys.place(), 100);
    channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  private MLSClientGrpc.MLSClientBlockingStub calls() {
    return MLSClientGrpc.newBlockingStub(channel);
  }

  private MLSClientGrpc.MLSClientFutureStub callsUnderWay() {
    return MLSClientGrpc.newFutureStub(channel);
  }

  private int createGroup(String identity) {
    return calls()
        .createGroup(
            CreateGroupRequest.newBuilder()
                .setGroupId(ID)
                .setCipherSuite(SUITE)
                .setIdentity(ByteString.copyFromUtf8(identity))
                .build())
        .getStateId();
  }

  private static CreateKeyPackageRequest keyPackage(String identity) {
    return CreateKeyPackageRequest.newBuilder()
        .setCipherSuite(SUITE)
        .setIdentity(ByteString.copyFromUtf8(identity))
        .build();
  }

  private static ProposalDescription.Builder proposal(String type) {
    return ProposalDescription.newBuilder().setProposalType(ByteString.copyFromUtf8(type));
  }

  private CommitResponse commit(int state, ProposalDescription.Builder proposal) {
    CommitResponse made =
        calls().commit(CommitRequest.newBuilder().setStateId(state).addByValue(proposal).build());
    calls().handlePendingCommit(HandlePendingCommitRequest.newBuilder().setStateId(state).build());
    return made;
  }

  private int join(CreateKeyPackageResponse newcomer, ByteString welcome) {
    return calls()
        .joinGroup(
            JoinGroupRequest.newBuilder()
                .setTransactionId(newcomer.getTransactionId())
                .setWelcome(welcome)
                .build())
        .getStateId();
  }

  private int addAndJoin(int state, String identity) {
    CreateKeyPackageResponse newcomer = calls().createKeyPackage(keyPackage(identity));
    return join(
        newcomer,
        commit(state, proposal("add").setKeyPackage(newcomer.getKeyPackage())).getWelcome());
  }

  private void free(int id) {
    calls().free(FreeRequest.newBuilder().setStateId(id).build());
  }

  private static void assertRefused(Status.Code code, Runnable call) {
    StatusRuntimeException e = assertThrows(StatusRuntimeException.class, call::run);
    assertEquals(code, e.getStatus().getCode(), e::toString);
  }

  /** The call of a caller that has gone holds up nothing in gRPC, but it is at work on a token. */
  @Test
  void theServerEndsAfterACallWhoseCallerHasGone() throws Exception {
    GatedKeys.Gate gate = keys.hold(GatedKeys.Step.CREATE_LEAF);
    Future<?> call = callsUnderWay().createKeyPackage(keyPackage("alice"));
    gate.awaitReached();
    assertTrue(call.cancel(true));
    channel.shutdownNow();
    assertTrue(channel.awaitTermination(1, TimeUnit.MINUTES));
    CompletableFuture<Void> ended =
        CompletableFuture.runAsync(
            () -> {
              server.close();
              keys.shut();
            });
    giveTime(ended);
    gate.open();
    ended.get();
    assertEquals(0, keys.alive());
  }

  /** For something that must not happen now; what comes of it is seen later. */
  private static void giveTime(Future<?> unwanted) throws Exception {
    try {
      unwanted.get(1, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      // As it should be.
    }
  }

  @Test
  void aStateIsNotFreedWhileANewGroupTakesItsPlace() throws Exception {
    int old = createGroup("alice");
    calls()
        .reInitCommit(
            CommitRequest.newBuilder()
                .setStateId(old)
                .addByValue(proposal("reinit").setGroupId(ID).setCipherSuite(SUITE))
                .build());
    int reinit =
        calls()
            .handlePendingReInitCommit(
                HandlePendingCommitRequest.newBuilder().setStateId(old).build())
            .getReinitId();
    GatedKeys.Gate gate = keys.hold(GatedKeys.Step.DESTROY);
    Future<CreateSubgroupResponse> welcome =
        callsUnderWay()
            .reInitWelcome(ReInitWelcomeRequest.newBuilder().setReinitId(reinit).build());
    gate.awaitReached();
    Future<FreeResponse> freed =
        callsUnderWay().free(FreeRequest.newBuilder().setStateId(old).build());
    giveTime(freed);
    gate.open();
    int next = welcome.get().getStateId();
    freed.get();
    assertEquals(2, keys.alive(), "a signature key and a leaf key");
    free(next);
    assertEquals(0, keys.alive());
  }

  /** Somebody who was removed has nothing under the id any more, but may be in a group again. */
  @Test
  void whatTookTheIdOfARemovedMemberStays() {
    int alice = createGroup("alice");
    int bob = addAndJoin(alice, "bob");
    int branch =
        calls()
            .createBranch(
                CreateBranchRequest.newBuilder()
                    .setStateId(bob)
                    .setGroupId(ByteString.copyFromUtf8("branch"))
                    .build())
            .getStateId();
    ByteString removal =
        commit(alice, proposal("remove").setRemovedId(ByteString.copyFromUtf8("bob"))).getCommit();
    calls()
        .handleCommit(HandleCommitRequest.newBuilder().setStateId(bob).setCommit(removal).build());
    free(alice);
    int again =
        calls()
            .createBranch(
                CreateBranchRequest.newBuilder().setStateId(branch).setGroupId(ID).build())
            .getStateId();
    free(bob);
    assertEquals(4, keys.alive(), "a signature key and a leaf key of each group");
    free(again);
    free(branch);
    assertEquals(0, keys.alive());
  }

  /** Key packages of one actor are in one store; a Welcome for one is none for another. */
  @Test
  void aWelcomeIsForTheKeyPackageThatItIsSaidToBe() {
    int alice = createGroup("alice");
    int bob = addAndJoin(alice, "bob");
    CreateKeyPackageResponse one = calls().createKeyPackage(keyPackage("bob"));
    CreateKeyPackageResponse other = calls().createKeyPackage(keyPackage("bob"));
    ByteString welcome =
        calls()
            .createBranch(
                CreateBranchRequest.newBuilder()
                    .setStateId(alice)
                    .setGroupId(ByteString.copyFromUtf8("branch"))
                    .addKeyPackages(one.getKeyPackage())
                    .build())
            .getWelcome();
    var request = HandleBranchRequest.newBuilder().setStateId(bob);
    assertRefused(
        Status.Code.INVALID_ARGUMENT,
        () -> handleBranch(request.setTransactionId(one.getTransactionId())));
    assertRefused(
        Status.Code.FAILED_PRECONDITION,
        () -> handleBranch(request.setTransactionId(other.getTransactionId()).setWelcome(welcome)));
    int branch = handleBranch(request.setTransactionId(one.getTransactionId()).setWelcome(welcome));
    free(other.getTransactionId());
    assertEquals(4 + 4, keys.alive(), "a signature key and a leaf key of each member");
    commit(branch, proposal("remove").setRemovedId(ByteString.copyFromUtf8("alice")));
  }

  private int handleBranch(HandleBranchRequest.Builder request) {
    return calls().handleBranch(request.build()).getStateId();
  }

  @Test
  void tooManyCallsAtOnceAreRefused() throws Exception {
    int alice = createGroup("alice");
    GatedKeys.Gate gate = keys.hold(GatedKeys.Step.CREATE_LEAF);
    Future<ProposalResponse> first =
        callsUnderWay()
            .updateProposal(UpdateProposalRequest.newBuilder().setStateId(alice).build());
    gate.awaitReached();
    int rest = 1000;
    CountDownLatch refused = new CountDownLatch(rest - (ClientService.MOST_CALLS - 1));
    List<ListenableFuture<StateAuthResponse>> calls = new ArrayList<>();
    for (int i = 0; i < rest; i++) {
      ListenableFuture<StateAuthResponse> call =
          callsUnderWay().stateAuth(StateAuthRequest.newBuilder().setStateId(alice).build());
      call.addListener(refused::countDown, Runnable::run);
      calls.add(call);
    }
    refused.await(); // The others wait for the first, which is held up.
    assertFalse(first.isDone());
    gate.open();
    first.get();
    int answered = 0;
    for (ListenableFuture<StateAuthResponse> each : calls) {
      try {
        each.get();
        answered++;
      } catch (ExecutionException e) {
        StatusRuntimeException status =
            assertInstanceOf(StatusRuntimeException.class, e.getCause());
        assertEquals(Status.Code.RESOURCE_EXHAUSTED, status.getStatus().getCode());
      }
    }
    assertEquals(ClientService.MOST_CALLS - 1, answered);
    assertEquals("Hornbeam", calls().name(NameRequest.getDefaultInstance()).getName());
  }
}
