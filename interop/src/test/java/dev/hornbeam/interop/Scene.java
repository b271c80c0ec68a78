package dev.hornbeam.interop;

import static dev.hornbeam.interop.Setting.commit;
import static dev.hornbeam.interop.Setting.utf8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import dev.hornbeam.interop.rpc.CommitRequest;
import dev.hornbeam.interop.rpc.CommitResponse;
import dev.hornbeam.interop.rpc.HandleCommitRequest;
import dev.hornbeam.interop.rpc.MLSClientGrpc.MLSClientBlockingStub;
import dev.hornbeam.interop.rpc.StateAuthRequest;
import dev.hornbeam.interop.rpc.UnprotectRequest;
import dev.hornbeam.interop.script.Refusal;
import io.grpc.Status;
import org.junit.jupiter.api.function.Executable;

/** A {@link Setting}, in which things are done that must not be. */
final class Scene {
  private final Servers servers;
  private final Setting setting;
  private final MLSClientBlockingStub calls;

  /**
   * @param servers whose first one is asked
   */
  Scene(Servers servers) {
    this.servers = servers;
    this.calls = servers.peers().get(0).calls();
    this.setting = new Setting(calls);
  }

  Setting setting() {
    return setting;
  }

  /** What must not be, and must leave both members where they are. */
  Status.Code refused(Executable call) {
    ByteString alice = authenticator(setting.alice());
    ByteString bob = authenticator(setting.bob());
    int ids = servers.ids();
    int keys = servers.keys();
    Status.Code code = Refusal.of(call);
    assertEquals(alice, authenticator(setting.alice()));
    assertEquals(bob, authenticator(setting.bob()));
    assertEquals(ids, servers.ids());
    assertEquals(keys, servers.keys());
    return code;
  }

  ByteString authenticator(int state) {
    return calls
        .stateAuth(StateAuthRequest.newBuilder().setStateId(state).build())
        .getStateAuthSecret();
  }

  ByteString said(int state) {
    return calls.protect(Setting.protect(state)).getCiphertext();
  }

  void hears(int state, ByteString message) {
    assertEquals(
        utf8("text"),
        calls
            .unprotect(
                UnprotectRequest.newBuilder().setStateId(state).setCiphertext(message).build())
            .getPlaintext());
  }

  void handles(int state, ByteString commit, ByteString... proposals) {
    HandleCommitRequest.Builder request =
        HandleCommitRequest.newBuilder().setStateId(state).setCommit(commit);
    for (ByteString each : proposals) {
      request.addProposal(each);
    }
    calls.handleCommit(request.build());
  }

  /** Alice commits, and bob follows. */
  CommitResponse follows(CommitRequest request) {
    CommitResponse made = calls.commit(request);
    setting.accept(setting.alice());
    handles(
        setting.bob(), made.getCommit(), request.getByReferenceList().toArray(ByteString[]::new));
    assertEquals(authenticator(setting.alice()), authenticator(setting.bob()));
    return made;
  }
}
