package dev.hornbeam.interop.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.protobuf.ByteString;
import dev.hornbeam.interop.rpc.ExportRequest;
import dev.hornbeam.interop.rpc.GroupInfoRequest;
import dev.hornbeam.interop.rpc.GroupInfoResponse;
import dev.hornbeam.interop.rpc.HandleCommitRequest;
import dev.hornbeam.interop.rpc.HandleCommitResponse;
import dev.hornbeam.interop.rpc.ProtectRequest;
import dev.hornbeam.interop.rpc.StateAuthRequest;
import dev.hornbeam.interop.rpc.UnprotectRequest;
import dev.hornbeam.interop.rpc.UnprotectResponse;
import java.util.List;

/**
 * An actor in a group.
 *
 * @param state the server's id
 */
record Member(Actor actor, int state) {
  private static final int EXPORTED_BYTES = 32;

  /** What members of one group in one epoch have in common. */
  record Common(ByteString authenticator, ByteString exported) {}

  String name() {
    return actor.name();
  }

  Common common() {
    ByteString authenticator =
        actor
            .peer()
            .calls()
            .stateAuth(StateAuthRequest.newBuilder().setStateId(state).build())
            .getStateAuthSecret();
    ByteString exported =
        actor
            .peer()
            .calls()
            .export(
                ExportRequest.newBuilder()
                    .setStateId(state)
                    .setLabel("common")
                    .setContext(ByteString.copyFromUtf8("to all"))
                    .setKeyLength(EXPORTED_BYTES)
                    .build())
            .getExportedSecret();
    assertFalse(authenticator.isEmpty(), () -> name() + " has no epoch authenticator");
    assertEquals(EXPORTED_BYTES, exported.size());
    return new Common(authenticator, exported);
  }

  Letter says(String authenticatedData, String text) {
    ByteString data = ByteString.copyFromUtf8(authenticatedData);
    ByteString plaintext = ByteString.copyFromUtf8(text);
    ByteString ciphertext =
        actor
            .peer()
            .calls()
            .protect(
                ProtectRequest.newBuilder()
                    .setStateId(state)
                    .setAuthenticatedData(data)
                    .setPlaintext(plaintext)
                    .build())
            .getCiphertext();
    return new Letter(name(), data, plaintext, ciphertext);
  }

  void hears(Letter letter) {
    UnprotectResponse heard =
        actor
            .peer()
            .calls()
            .unprotect(
                UnprotectRequest.newBuilder()
                    .setStateId(state)
                    .setCiphertext(letter.ciphertext())
                    .build());
    assertEquals(letter.authenticatedData(), heard.getAuthenticatedData());
    assertEquals(letter.text(), heard.getPlaintext());
  }

  GroupInfoResponse groupInfo(Tree tree) {
    GroupInfoResponse info =
        actor
            .peer()
            .calls()
            .groupInfo(
                GroupInfoRequest.newBuilder()
                    .setStateId(state)
                    .setExternalTree(tree == Tree.OUTSIDE)
                    .build());
    assertEquals(tree == Tree.INSIDE, info.getRatchetTree().isEmpty());
    return info;
  }

  /**
   * Takes in the commit of another.
   *
   * @return the epoch authenticator; empty if the commit removed this member
   */
  ByteString handle(List<ByteString> proposals, ByteString commit) {
    HandleCommitResponse handled =
        actor
            .peer()
            .calls()
            .handleCommit(
                HandleCommitRequest.newBuilder()
                    .setStateId(state)
                    .addAllProposal(proposals)
                    .setCommit(commit)
                    .build());
    assertEquals(state, handled.getStateId());
    return handled.getEpochAuthenticator();
  }

  void free() {
    actor.peer().free(state);
  }
}
