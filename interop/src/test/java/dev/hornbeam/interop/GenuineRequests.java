package dev.hornbeam.interop;

import static dev.hornbeam.interop.Setting.KEY_ID;
import static dev.hornbeam.interop.Setting.NO_REQUIREMENTS;
import static dev.hornbeam.interop.Setting.SUITE;
import static dev.hornbeam.interop.Setting.commit;
import static dev.hornbeam.interop.Setting.describe;
import static dev.hornbeam.interop.Setting.group;
import static dev.hornbeam.interop.Setting.protect;
import static dev.hornbeam.interop.Setting.utf8;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.hornbeam.interop.rpc.AddExternalSignerRequest;
import dev.hornbeam.interop.rpc.AddProposalRequest;
import dev.hornbeam.interop.rpc.CommitResponse;
import dev.hornbeam.interop.rpc.CreateBranchRequest;
import dev.hornbeam.interop.rpc.CreateExternalSignerRequest;
import dev.hornbeam.interop.rpc.CreateKeyPackageRequest;
import dev.hornbeam.interop.rpc.CreateKeyPackageResponse;
import dev.hornbeam.interop.rpc.CreateSubgroupResponse;
import dev.hornbeam.interop.rpc.ExportRequest;
import dev.hornbeam.interop.rpc.ExternalJoinRequest;
import dev.hornbeam.interop.rpc.ExternalPSKProposalRequest;
import dev.hornbeam.interop.rpc.ExternalSignerProposalRequest;
import dev.hornbeam.interop.rpc.FreeRequest;
import dev.hornbeam.interop.rpc.GroupContextExtensionsProposalRequest;
import dev.hornbeam.interop.rpc.GroupInfoRequest;
import dev.hornbeam.interop.rpc.GroupInfoResponse;
import dev.hornbeam.interop.rpc.HandleBranchRequest;
import dev.hornbeam.interop.rpc.HandleCommitRequest;
import dev.hornbeam.interop.rpc.HandlePendingCommitRequest;
import dev.hornbeam.interop.rpc.HandleReInitWelcomeRequest;
import dev.hornbeam.interop.rpc.JoinGroupRequest;
import dev.hornbeam.interop.rpc.MLSClientGrpc.MLSClientBlockingStub;
import dev.hornbeam.interop.rpc.NameRequest;
import dev.hornbeam.interop.rpc.NewMemberAddProposalRequest;
import dev.hornbeam.interop.rpc.PreSharedKey;
import dev.hornbeam.interop.rpc.ReInitProposalRequest;
import dev.hornbeam.interop.rpc.ReInitWelcomeRequest;
import dev.hornbeam.interop.rpc.RemoveProposalRequest;
import dev.hornbeam.interop.rpc.ResumptionPSKProposalRequest;
import dev.hornbeam.interop.rpc.StateAuthRequest;
import dev.hornbeam.interop.rpc.StorePSKRequest;
import dev.hornbeam.interop.rpc.SupportedCiphersuitesRequest;
import dev.hornbeam.interop.rpc.UnprotectRequest;
import dev.hornbeam.interop.rpc.UpdateProposalRequest;

/**
 * A request for each method of the interface that is answered in a setting. Each field has
 * something in it, as far as may be.
 */
final class GenuineRequests {
  private final Setting setting;
  private final MLSClientBlockingStub calls;
  private final int alice;
  private final int bob;

  GenuineRequests(Setting setting) {
    this.setting = setting;
    this.calls = setting.calls();
    this.alice = setting.alice();
    this.bob = setting.bob();
  }

  /**
   * Prepares all that a method needs.
   *
   * @param method as the interface calls it
   */
  Message of(String method) {
    return switch (method) {
      case "Name" -> NameRequest.getDefaultInstance();
      case "SupportedCiphersuites" -> SupportedCiphersuitesRequest.getDefaultInstance();
      case "CreateGroup" -> group("two");
      case "CreateKeyPackage" ->
          CreateKeyPackageRequest.newBuilder()
              .setCipherSuite(SUITE)
              .setIdentity(utf8("diana"))
              .build();
      case "JoinGroup" -> joinGroup();
      case "ExternalJoin" -> externalJoin();
      case "GroupInfo" ->
          GroupInfoRequest.newBuilder().setStateId(alice).setExternalTree(true).build();
      case "StateAuth" -> StateAuthRequest.newBuilder().setStateId(alice).build();
      case "Export" ->
          ExportRequest.newBuilder()
              .setStateId(alice)
              .setLabel("label")
              .setContext(utf8("context"))
              .setKeyLength(32)
              .build();
      case "Protect" -> protect(alice);
      case "Unprotect" ->
          UnprotectRequest.newBuilder()
              .setStateId(bob)
              .setCiphertext(calls.protect(protect(alice)).getCiphertext())
              .build();
      case "StorePSK" ->
          StorePSKRequest.newBuilder()
              .setStateOrTransactionId(setting.transaction())
              .setPskId(utf8("another"))
              .setPskSecret(utf8("secret"))
              .build();
      case "Commit" ->
          commit(alice)
              .addByReference(setting.update(bob))
              .addByValue(describe("add").setKeyPackage(setting.keyPackage()))
              .addByValue(describe("externalPSK").setPskId(KEY_ID))
              .addByValue(describe("groupContextExtensions").addExtensions(NO_REQUIREMENTS))
              .setForcePath(true)
              .setExternalTree(true)
              .build();
      case "HandleCommit" -> handleCommit();
      case "HandlePendingCommit" -> {
        calls.commit(commit(alice).setForcePath(true).build());
        yield HandlePendingCommitRequest.newBuilder().setStateId(alice).build();
      }
      case "Free" -> FreeRequest.newBuilder().setStateId(setting.transaction()).build();
      default ->
          method.contains("Propos") || method.contains("Signer")
              ? proposal(method)
              : sequel(method);
    };
  }

  private Message proposal(String method) {
    return switch (method) {
      case "AddProposal" ->
          AddProposalRequest.newBuilder()
              .setStateId(alice)
              .setKeyPackage(setting.keyPackage())
              .build();
      case "UpdateProposal" -> UpdateProposalRequest.newBuilder().setStateId(bob).build();
      case "RemoveProposal" ->
          RemoveProposalRequest.newBuilder().setStateId(alice).setRemovedId(utf8("bob")).build();
      case "ExternalPSKProposal" ->
          ExternalPSKProposalRequest.newBuilder().setStateId(alice).setPskId(KEY_ID).build();
      case "ResumptionPSKProposal" ->
          ResumptionPSKProposalRequest.newBuilder().setStateId(alice).setEpochId(1).build();
      case "GroupContextExtensionsProposal" ->
          GroupContextExtensionsProposalRequest.newBuilder()
              .setStateId(alice)
              .addExtensions(NO_REQUIREMENTS)
              .build();
      case "ReInitProposal" ->
          ReInitProposalRequest.newBuilder()
              .setStateId(alice)
              .setCipherSuite(SUITE)
              .setGroupId(utf8("next"))
              .addExtensions(NO_REQUIREMENTS)
              .build();
      case "NewMemberAddProposal" ->
          NewMemberAddProposalRequest.newBuilder()
              .setGroupInfo(setting.info(false).getGroupInfo())
              .setIdentity(utf8("diana"))
              .build();
      case "CreateExternalSigner" ->
          CreateExternalSignerRequest.newBuilder()
              .setCipherSuite(SUITE)
              .setIdentity(utf8("ds"))
              .build();
      case "AddExternalSigner" ->
          AddExternalSignerRequest.newBuilder()
              .setStateId(alice)
              .setExternalSender(setting.externalSender())
              .build();
      case "ExternalSignerProposal" -> {
        GroupInfoResponse info = setting.info(true);
        yield ExternalSignerProposalRequest.newBuilder()
            .setSignerId(setting.signer())
            .setGroupInfo(info.getGroupInfo())
            .setRatchetTree(info.getRatchetTree())
            .setDescription(describe("remove").setRemovedId(utf8("bob")))
            .build();
      }
      default -> throw new AssertionError("no request for " + method);
    };
  }

  private Message sequel(String method) {
    return switch (method) {
      case "ReInitCommit" ->
          commit(alice)
              .addByReference(
                  calls
                      .reInitProposal(
                          ((ReInitProposalRequest) of("ReInitProposal"))
                              .toBuilder().setStateId(bob).build())
                      .getProposal())
              .build();
      case "HandlePendingReInitCommit" -> {
        setting.endingCommit();
        yield HandlePendingCommitRequest.newBuilder().setStateId(alice).build();
      }
      case "HandleReInitCommit" ->
          HandleCommitRequest.newBuilder()
              .setStateId(bob)
              .setCommit(setting.endingCommit())
              .build();
      case "ReInitWelcome" -> welcome(setting.ended());
      case "HandleReInitWelcome" -> handleReInitWelcome();
      case "CreateBranch" ->
          CreateBranchRequest.newBuilder()
              .setStateId(alice)
              .setGroupId(utf8("branch"))
              .addExtensions(NO_REQUIREMENTS)
              .addKeyPackages(setting.keyPackage("bob").getKeyPackage())
              .setForcePath(true)
              .setExternalTree(true)
              .build();
      case "HandleBranch" -> handleBranch();
      default -> throw new AssertionError("no request for " + method);
    };
  }

  private Message joinGroup() {
    CommitResponse commit =
        calls.commit(
            commit(alice)
                .addByValue(describe("add").setKeyPackage(setting.keyPackage()))
                .setExternalTree(true)
                .build());
    return JoinGroupRequest.newBuilder()
        .setTransactionId(setting.transaction())
        .setWelcome(commit.getWelcome())
        .setRatchetTree(commit.getRatchetTree())
        .setIdentity(utf8("charlie"))
        .setEncryptHandshake(true)
        .build();
  }

  private Message externalJoin() {
    GroupInfoResponse info = setting.info(true);
    return ExternalJoinRequest.newBuilder()
        .setGroupInfo(info.getGroupInfo())
        .setRatchetTree(info.getRatchetTree())
        .setIdentity(utf8("bob"))
        .setRemovePrior(true)
        .setEncryptHandshake(true)
        .addPsks(PreSharedKey.newBuilder().setPskId(KEY_ID).setPskSecret(utf8("secret")))
        .build();
  }

  private Message handleCommit() {
    ByteString update = setting.update(alice);
    CommitResponse commit = calls.commit(commit(bob).addByReference(update).build());
    setting.accept(bob);
    return HandleCommitRequest.newBuilder()
        .setStateId(alice)
        .addProposal(update)
        .setCommit(commit.getCommit())
        .build();
  }

  private static ReInitWelcomeRequest welcome(Setting.Ended ended) {
    return ReInitWelcomeRequest.newBuilder()
        .setReinitId(ended.bobs().getReinitId())
        .addKeyPackage(ended.alices().getKeyPackage())
        .setForcePath(true)
        .setExternalTree(true)
        .build();
  }

  private Message handleReInitWelcome() {
    Setting.Ended ended = setting.ended();
    CreateSubgroupResponse made = calls.reInitWelcome(welcome(ended));
    return HandleReInitWelcomeRequest.newBuilder()
        .setReinitId(ended.alices().getReinitId())
        .setWelcome(made.getWelcome())
        .setRatchetTree(made.getRatchetTree())
        .build();
  }

  private Message handleBranch() {
    CreateKeyPackageResponse bobs = setting.keyPackage("bob");
    CreateSubgroupResponse made =
        calls.createBranch(
            CreateBranchRequest.newBuilder()
                .setStateId(alice)
                .setGroupId(utf8("branch"))
                .addKeyPackages(bobs.getKeyPackage())
                .setExternalTree(true)
                .build());
    return HandleBranchRequest.newBuilder()
        .setStateId(bob)
        .setTransactionId(bobs.getTransactionId())
        .setWelcome(made.getWelcome())
        .setRatchetTree(made.getRatchetTree())
        .build();
  }
}
