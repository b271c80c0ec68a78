package dev.hornbeam.interop;

import static dev.hornbeam.interop.Setting.commit;
import static dev.hornbeam.interop.Setting.describe;
import static dev.hornbeam.interop.Setting.utf8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import dev.hornbeam.interop.rpc.CommitRequest;
import dev.hornbeam.interop.rpc.CommitResponse;
import dev.hornbeam.interop.rpc.CreateBranchRequest;
import dev.hornbeam.interop.rpc.CreateKeyPackageResponse;
import dev.hornbeam.interop.rpc.ExternalJoinRequest;
import dev.hornbeam.interop.rpc.FreeRequest;
import dev.hornbeam.interop.rpc.GroupInfoResponse;
import dev.hornbeam.interop.rpc.HandleBranchRequest;
import dev.hornbeam.interop.rpc.HandleCommitRequest;
import dev.hornbeam.interop.rpc.HandlePendingCommitRequest;
import dev.hornbeam.interop.rpc.JoinGroupRequest;
import dev.hornbeam.interop.rpc.MLSClientGrpc.MLSClientBlockingStub;
import dev.hornbeam.interop.rpc.ReInitWelcomeRequest;
import dev.hornbeam.interop.script.Refusal;
import io.grpc.Status;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Ways into a group that are not for who tries them, or not now: nothing changes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JoinMisuseTest {
  private final Servers servers = new Servers();
  private Scene scene;
  private Setting setting;
  private MLSClientBlockingStub calls;

  @BeforeAll
  void start() throws IOException {
    servers.and();
  }

  @BeforeEach
  void setUp() {
    scene = new Scene(servers);
    setting = scene.setting();
    calls = setting.calls();
  }

  @AfterAll
  void stop() {
    servers.close();
  }

  private JoinGroupRequest.Builder joining(CommitResponse made) {
    return JoinGroupRequest.newBuilder()
        .setTransactionId(setting.transaction())
        .setIdentity(utf8("charlie"))
        .setWelcome(made.getWelcome())
        .setRatchetTree(made.getRatchetTree());
  }

  @Test
  void aWelcomeIsForOneWithItsTree() {
    CommitRequest.Builder request = commit(setting.alice()).setExternalTree(true);
    CreateKeyPackageResponse another = setting.keyPackage("diana");
    CommitResponse first = scene.follows(request.addByValue(Setting.adding(another)).build());
    CommitResponse second =
        scene.follows(
            request
                .clearByValue()
                .addByValue(describe("add").setKeyPackage(setting.keyPackage()))
                .build());
    scene.refused(() -> calls.joinGroup(joining(first).build()));
    scene.refused(() -> calls.joinGroup(joining(second).clearRatchetTree().build()));
    scene.refused(
        () -> calls.joinGroup(joining(second).setRatchetTree(first.getRatchetTree()).build()));
    scene.refused(() -> calls.joinGroup(joining(second).setIdentity(utf8("diana")).build()));
    calls.joinGroup(joining(second).build());
    assertEquals(
        Status.Code.NOT_FOUND, scene.refused(() -> calls.joinGroup(joining(second).build())));
  }

  @Test
  void anExternalJoinerNeedsToKnowTheGroup() {
    GroupInfoResponse old = setting.info(true);
    scene.follows(commit(setting.alice()).setForcePath(true).build());
    GroupInfoResponse info = setting.info(true);
    ExternalJoinRequest request =
        ExternalJoinRequest.newBuilder()
            .setGroupInfo(info.getGroupInfo())
            .setRatchetTree(info.getRatchetTree())
            .setIdentity(utf8("eliza"))
            .build();
    scene.refused(() -> calls.externalJoin(request.toBuilder().clearRatchetTree().build()));
    scene.refused(
        () -> calls.externalJoin(request.toBuilder().setRatchetTree(old.getRatchetTree()).build()));
    scene.refused(() -> calls.externalJoin(request.toBuilder().setRemovePrior(true).build()));
    ByteString commit = calls.externalJoin(request).getCommit();
    scene.handles(setting.alice(), commit);
    scene.handles(setting.bob(), commit);
  }

  @Test
  void anExternalCommitOfAnOldEpochIsTooLate() {
    ByteString late = externalCommit();
    scene.follows(commit(setting.alice()).build());
    scene.refused(() -> scene.handles(setting.alice(), late));
    scene.refused(() -> scene.handles(setting.bob(), late));
  }

  private ByteString externalCommit() {
    return calls
        .externalJoin(
            ExternalJoinRequest.newBuilder()
                .setGroupInfo(setting.info(false).getGroupInfo())
                .setIdentity(utf8("eliza"))
                .build())
        .getCommit();
  }

  @Test
  void aCommitThatEndsTheGroupIsNotHandledAsAnother() {
    ByteString commit = setting.endingCommit();
    scene.refused(() -> setting.accept(setting.alice()));
    scene.refused(() -> scene.handles(setting.bob(), commit));
    calls.handlePendingReInitCommit(
        HandlePendingCommitRequest.newBuilder().setStateId(setting.alice()).build());
    calls.handleReInitCommit(
        HandleCommitRequest.newBuilder().setStateId(setting.bob()).setCommit(commit).build());
  }

  @Test
  void anotherCommitIsNotHandledAsOneThatEndsTheGroup() {
    CommitResponse made = calls.commit(commit(setting.alice()).build());
    scene.refused(
        () ->
            calls.handlePendingReInitCommit(
                HandlePendingCommitRequest.newBuilder().setStateId(setting.alice()).build()));
    scene.refused(
        () ->
            calls.handleReInitCommit(
                HandleCommitRequest.newBuilder()
                    .setStateId(setting.bob())
                    .setCommit(made.getCommit())
                    .build()));
    setting.accept(setting.alice());
    scene.handles(setting.bob(), made.getCommit());
  }

  @Test
  void allMembersMoveToTheSuccessor() {
    Setting.Ended ended = setting.ended();
    ReInitWelcomeRequest request =
        ReInitWelcomeRequest.newBuilder()
            .setReinitId(ended.bobs().getReinitId())
            .addKeyPackage(ended.alices().getKeyPackage())
            .build();
    scene.refused(() -> calls.reInitWelcome(request.toBuilder().clearKeyPackage().build()));
    scene.refused(
        () ->
            calls.reInitWelcome(
                request.toBuilder().setKeyPackage(0, setting.keyPackage()).build()));
    scene.refused(
        () ->
            calls.reInitWelcome(
                request.toBuilder().setKeyPackage(0, ended.bobs().getKeyPackage()).build()));
    calls.reInitWelcome(request);
  }

  @Test
  void aSuccessorNeedsTheOldState() {
    Setting.Ended ended = setting.ended();
    calls.free(FreeRequest.newBuilder().setStateId(setting.bob()).build());
    Refusal.of(
        () ->
            calls.reInitWelcome(
                ReInitWelcomeRequest.newBuilder()
                    .setReinitId(ended.bobs().getReinitId())
                    .addKeyPackage(ended.alices().getKeyPackage())
                    .build()));
    calls.reInitWelcome(
        ReInitWelcomeRequest.newBuilder()
            .setReinitId(ended.alices().getReinitId())
            .addKeyPackage(ended.bobs().getKeyPackage())
            .build());
  }

  @Test
  void aBranchIsOfMembers() {
    CreateKeyPackageResponse bobs = setting.keyPackage("bob");
    CreateBranchRequest request =
        CreateBranchRequest.newBuilder()
            .setStateId(setting.alice())
            .setGroupId(utf8("branch"))
            .addKeyPackages(bobs.getKeyPackage())
            .build();
    scene.refused(
        () -> calls.createBranch(request.toBuilder().addKeyPackages(setting.keyPackage()).build()));
    scene.refused(() -> calls.createBranch(request.toBuilder().setGroupId(utf8("one")).build()));
    HandleBranchRequest joining =
        HandleBranchRequest.newBuilder()
            .setStateId(setting.bob())
            .setTransactionId(bobs.getTransactionId())
            .setWelcome(calls.createBranch(request).getWelcome())
            .build();
    scene.refused(
        () ->
            calls.handleBranch(
                joining.toBuilder().setTransactionId(setting.transaction()).build()));
    int stranger = calls.createGroup(Setting.group("another")).getStateId();
    scene.refused(() -> calls.handleBranch(joining.toBuilder().setStateId(stranger).build()));
    calls.handleBranch(joining);
  }
}
