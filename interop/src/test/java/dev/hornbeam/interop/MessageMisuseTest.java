package dev.hornbeam.interop;

import static dev.hornbeam.interop.Setting.KEY_ID;
import static dev.hornbeam.interop.Setting.commit;
import static dev.hornbeam.interop.Setting.describe;
import static dev.hornbeam.interop.Setting.utf8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import dev.hornbeam.interop.rpc.CommitRequest;
import dev.hornbeam.interop.rpc.CommitResponse;
import dev.hornbeam.interop.rpc.MLSClientGrpc.MLSClientBlockingStub;
import dev.hornbeam.interop.rpc.ProposalDescription;
import dev.hornbeam.interop.rpc.StorePSKRequest;
import dev.hornbeam.interop.script.Refusal;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Genuine messages and commits at the wrong time, or to the wrong member: nothing changes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MessageMisuseTest {
  private static final int MORE_THAN_ARE_KEPT = 12;

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

  @Test
  void aMessageIsHeardOnceByAnother() {
    ByteString message = scene.said(setting.alice());
    scene.refused(() -> scene.hears(setting.alice(), message));
    scene.hears(setting.bob(), message);
    scene.refused(() -> scene.hears(setting.bob(), message));
  }

  @Test
  void aMessageOfLongAgoIsNotHeard() {
    ByteString message = scene.said(setting.alice());
    ByteString next = ByteString.EMPTY;
    for (int i = 0; i < MORE_THAN_ARE_KEPT; i++) {
      scene.follows(commit(setting.alice()).build());
      next = i == MORE_THAN_ARE_KEPT - 2 ? scene.said(setting.alice()) : next;
    }
    scene.refused(() -> scene.hears(setting.bob(), message));
    scene.hears(setting.bob(), next);
  }

  @Test
  void aHandshakeIsNoMessage() {
    ByteString proposal = setting.update(setting.alice());
    ByteString commit = calls.commit(commit(setting.alice()).build()).getCommit();
    scene.refused(() -> scene.hears(setting.bob(), proposal));
    scene.refused(() -> scene.hears(setting.bob(), commit));
    scene.refused(() -> scene.handles(setting.bob(), scene.said(setting.alice())));
    scene.refused(() -> scene.handles(setting.bob(), proposal));
    scene.refused(() -> scene.handles(setting.bob(), commit, commit));
    scene.refused(() -> scene.handles(setting.bob(), commit, scene.said(setting.alice())));
    setting.accept(setting.alice());
    scene.handles(setting.bob(), commit, proposal);
  }

  @Test
  void aCommitIsHandledOnce() {
    CommitResponse made = scene.follows(commit(setting.alice()).build());
    scene.refused(() -> scene.handles(setting.bob(), made.getCommit()));
    scene.refused(() -> scene.handles(setting.alice(), made.getCommit()));
    scene.refused(() -> setting.accept(setting.alice()));
    scene.refused(() -> setting.accept(setting.bob()));
  }

  @Test
  void ownCommitsAreAcceptedNotHandled() {
    CommitResponse made = calls.commit(commit(setting.alice()).build());
    scene.refused(() -> scene.handles(setting.alice(), made.getCommit()));
    setting.accept(setting.alice());
    scene.handles(setting.bob(), made.getCommit());
  }

  @Test
  void aCommitNeedsTheProposalsThatItCovers() {
    ByteString update = setting.update(setting.bob());
    ByteString add = setting.proposeToAdd(setting.alice());
    CommitResponse made =
        calls.commit(commit(setting.alice()).addByReference(update).addByReference(add).build());
    setting.accept(setting.alice());
    scene.refused(() -> scene.handles(setting.bob(), made.getCommit()));
    scene.refused(() -> scene.handles(setting.bob(), made.getCommit(), update));
    scene.handles(setting.bob(), made.getCommit(), add);
  }

  @Test
  void whatCannotBeCommittedLeavesThePendingCommit() {
    CommitResponse pending = calls.commit(commit(setting.alice()).build());
    CommitRequest.Builder next = commit(setting.alice());
    scene.refused(() -> calls.reInitCommit(next.build()));
    scene.refused(() -> made(describe("externalPSK").setPskId(utf8("unknown"))));
    scene.refused(() -> made(describe("resumptionPSK").setEpochId(7)));
    scene.refused(() -> made(describe("remove").setRemovedId(utf8("nobody"))));
    scene.refused(() -> made(describe("remove").setRemovedId(utf8("alice"))));
    scene.refused(
        () ->
            made(
                describe("add").setKeyPackage(setting.keyPackage()),
                describe("add").setKeyPackage(setting.keyPackage())));
    scene.refused(
        () -> made(describe("groupContextExtensions"), describe("groupContextExtensions")));
    scene.refused(
        () ->
            made(
                describe("reinit").setGroupId(utf8("next")).setCipherSuite(Setting.SUITE),
                describe("remove").setRemovedId(utf8("bob"))));
    scene.refused(() -> made(describe("update")));
    setting.accept(setting.alice());
    scene.handles(setting.bob(), pending.getCommit());
  }

  private void made(ProposalDescription.Builder... wanted) {
    CommitRequest.Builder request = commit(setting.alice());
    for (var each : wanted) {
      request.addByValue(each);
    }
    calls.commit(request.build());
  }

  @Test
  void aKeyThatAMemberLacksKeepsItWhereItIs() {
    StorePSKRequest storing =
        StorePSKRequest.newBuilder()
            .setStateOrTransactionId(setting.alice())
            .setPskId(utf8("new"))
            .setPskSecret(utf8("secret"))
            .build();
    calls.storePSK(storing);
    CommitResponse made =
        calls.commit(
            commit(setting.alice())
                .addByValue(describe("externalPSK").setPskId(utf8("new")))
                .addByValue(describe("externalPSK").setPskId(KEY_ID))
                .build());
    setting.accept(setting.alice());
    scene.refused(() -> scene.handles(setting.bob(), made.getCommit()));
    calls.storePSK(storing.toBuilder().setStateOrTransactionId(setting.bob()).build());
    scene.handles(setting.bob(), made.getCommit());
    assertEquals(scene.authenticator(setting.alice()), scene.authenticator(setting.bob()));
  }

  @Test
  void thereIsAnEndToTheKeysThatAreKept() {
    StorePSKRequest.Builder storing =
        StorePSKRequest.newBuilder()
            .setStateOrTransactionId(setting.transaction())
            .setPskSecret(utf8("secret"));
    Status.Code code = Status.Code.OK;
    for (int i = 0; code == Status.Code.OK && i < 10_000; i++) {
      storing.setPskId(utf8("key " + i));
      try {
        calls.storePSK(storing.build());
      } catch (StatusRuntimeException e) {
        code = Refusal.of(e);
      }
    }
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, code);
  }

  /** The commit was genuine, so that its message key is used up: another one has to come. */
  @Test
  void aWrongKeyKeepsAMemberWhereItIs() {
    StorePSKRequest storing =
        StorePSKRequest.newBuilder()
            .setStateOrTransactionId(setting.alice())
            .setPskId(utf8("new"))
            .setPskSecret(utf8("secret"))
            .build();
    calls.storePSK(storing);
    calls.storePSK(
        storing.toBuilder()
            .setStateOrTransactionId(setting.bob())
            .setPskSecret(utf8("another secret"))
            .build());
    CommitRequest request =
        commit(setting.alice()).addByValue(describe("externalPSK").setPskId(utf8("new"))).build();
    ByteString made = calls.commit(request).getCommit();
    scene.refused(() -> scene.handles(setting.bob(), made));
    calls.storePSK(storing.toBuilder().setStateOrTransactionId(setting.bob()).build());
    scene.follows(request);
  }
}
