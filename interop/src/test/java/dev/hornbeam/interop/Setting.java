package dev.hornbeam.interop;

import com.google.protobuf.ByteString;
import dev.hornbeam.interop.rpc.AddProposalRequest;
import dev.hornbeam.interop.rpc.CommitRequest;
import dev.hornbeam.interop.rpc.CommitResponse;
import dev.hornbeam.interop.rpc.CreateExternalSignerRequest;
import dev.hornbeam.interop.rpc.CreateExternalSignerResponse;
import dev.hornbeam.interop.rpc.CreateGroupRequest;
import dev.hornbeam.interop.rpc.CreateKeyPackageRequest;
import dev.hornbeam.interop.rpc.CreateKeyPackageResponse;
import dev.hornbeam.interop.rpc.Extension;
import dev.hornbeam.interop.rpc.GroupInfoRequest;
import dev.hornbeam.interop.rpc.GroupInfoResponse;
import dev.hornbeam.interop.rpc.HandleCommitRequest;
import dev.hornbeam.interop.rpc.HandlePendingCommitRequest;
import dev.hornbeam.interop.rpc.HandleReInitCommitResponse;
import dev.hornbeam.interop.rpc.JoinGroupRequest;
import dev.hornbeam.interop.rpc.MLSClientGrpc.MLSClientBlockingStub;
import dev.hornbeam.interop.rpc.ProposalDescription;
import dev.hornbeam.interop.rpc.ProtectRequest;
import dev.hornbeam.interop.rpc.StorePSKRequest;
import dev.hornbeam.interop.rpc.UpdateProposalRequest;
import dev.hornbeam.mls.types.CipherSuite;
import java.util.Map;

/** A group of alice and bob on one server, with all else that requests are about. */
final class Setting {
  static final int SUITE = CipherSuite.X25519_AES128GCM_SHA256_ED25519.code();
  static final ByteString KEY_ID = utf8("a key");
  static final Extension NO_REQUIREMENTS =
      Extension.newBuilder()
          .setExtensionType(3)
          .setExtensionData(ByteString.copyFrom(new byte[3]))
          .build();

  private final MLSClientBlockingStub calls;
  private final int alice;
  private final int bob;
  private final int waiting;
  private final ByteString keyPackage;
  private final CreateExternalSignerResponse signer;
  private final int reinit;
  private final ByteString description;

  Setting(MLSClientBlockingStub calls) {
    this.calls = calls;
    alice = calls.createGroup(group("one")).getStateId();
    CreateKeyPackageResponse bobs = keyPackage("bob");
    CommitResponse commit = calls.commit(commit(alice).addByValue(adding(bobs)).build());
    accept(alice);
    bob =
        calls
            .joinGroup(
                JoinGroupRequest.newBuilder()
                    .setTransactionId(bobs.getTransactionId())
                    .setWelcome(commit.getWelcome())
                    .setIdentity(utf8("bob"))
                    .setEncryptHandshake(true)
                    .build())
            .getStateId();
    CreateKeyPackageResponse made = keyPackage("charlie");
    waiting = made.getTransactionId();
    keyPackage = made.getKeyPackage();
    signer =
        calls.createExternalSigner(
            CreateExternalSignerRequest.newBuilder()
                .setCipherSuite(SUITE)
                .setIdentity(utf8("ds"))
                .build());
    reinit = endedGroup();
    description = info(false).getGroupInfo();
    for (int id : new int[] {alice, bob, waiting}) {
      calls.storePSK(
          StorePSKRequest.newBuilder()
              .setStateOrTransactionId(id)
              .setPskId(KEY_ID)
              .setPskSecret(utf8("secret"))
              .build());
    }
  }

  int alice() {
    return alice;
  }

  MLSClientBlockingStub calls() {
    return calls;
  }

  ByteString keyPackage() {
    return keyPackage;
  }

  ByteString externalSender() {
    return signer.getExternalSender();
  }

  /** One id of each kind. */
  Map<String, Integer> oneOfEachKind() {
    return Map.of("state", bob, "transaction", waiting, "signer", signer(), "reinit", reinit);
  }

  /** What is well-formed, and fits few fields. */
  ByteString otherStructure() {
    return description;
  }

  int bob() {
    return bob;
  }

  /** Of a key package. */
  int transaction() {
    return waiting;
  }

  int signer() {
    return signer.getSignerId();
  }

  // --- Parts ---

  static CreateGroupRequest group(String id) {
    return CreateGroupRequest.newBuilder()
        .setGroupId(utf8(id))
        .setCipherSuite(SUITE)
        .setIdentity(utf8("alice"))
        .setEncryptHandshake(true)
        .build();
  }

  CreateKeyPackageResponse keyPackage(String identity) {
    return calls.createKeyPackage(
        CreateKeyPackageRequest.newBuilder()
            .setCipherSuite(SUITE)
            .setIdentity(utf8(identity))
            .build());
  }

  GroupInfoResponse info(boolean treeOutside) {
    return calls.groupInfo(
        GroupInfoRequest.newBuilder().setStateId(alice).setExternalTree(treeOutside).build());
  }

  static ProtectRequest protect(int state) {
    return ProtectRequest.newBuilder()
        .setStateId(state)
        .setAuthenticatedData(utf8("data"))
        .setPlaintext(utf8("text"))
        .build();
  }

  ByteString update(int state) {
    return calls
        .updateProposal(UpdateProposalRequest.newBuilder().setStateId(state).build())
        .getProposal();
  }

  ByteString proposeToAdd(int state) {
    return calls
        .addProposal(
            AddProposalRequest.newBuilder().setStateId(state).setKeyPackage(keyPackage).build())
        .getProposal();
  }

  void accept(int state) {
    calls.handlePendingCommit(HandlePendingCommitRequest.newBuilder().setStateId(state).build());
  }

  static CommitRequest.Builder commit(int state) {
    return CommitRequest.newBuilder().setStateId(state);
  }

  static ProposalDescription adding(CreateKeyPackageResponse made) {
    return describe("add").setKeyPackage(made.getKeyPackage()).build();
  }

  static ProposalDescription.Builder describe(String type) {
    return ProposalDescription.newBuilder().setProposalType(utf8(type));
  }

  static ByteString utf8(String text) {
    return ByteString.copyFromUtf8(text);
  }

  /** By alice, and pending there. */
  ByteString endingCommit() {
    return calls
        .reInitCommit(
            commit(alice)
                .addByValue(
                    describe("reinit")
                        .setGroupId(utf8("next"))
                        .setCipherSuite(CipherSuite.P256_AES128GCM_SHA256_P256.code()))
                .build())
        .getCommit();
  }

  /** The reinit of a group of one. */
  private int endedGroup() {
    int state = calls.createGroup(group("ended")).getStateId();
    calls.reInitCommit(
        commit(state)
            .addByValue(describe("reinit").setGroupId(utf8("x")).setCipherSuite(SUITE))
            .build());
    return calls
        .handlePendingReInitCommit(
            HandlePendingCommitRequest.newBuilder().setStateId(state).build())
        .getReinitId();
  }

  /** What alice and bob have after a ReInit. */
  record Ended(HandleReInitCommitResponse alices, HandleReInitCommitResponse bobs) {}

  /** Alice's commit ends the group, and bob follows. */
  Ended ended() {
    ByteString commit = endingCommit();
    HandleReInitCommitResponse bobs =
        calls.handleReInitCommit(
            HandleCommitRequest.newBuilder().setStateId(bob).setCommit(commit).build());
    HandleReInitCommitResponse alices =
        calls.handlePendingReInitCommit(
            HandlePendingCommitRequest.newBuilder().setStateId(alice).build());
    return new Ended(alices, bobs);
  }
}
