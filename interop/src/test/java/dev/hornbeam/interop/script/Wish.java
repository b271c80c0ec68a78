package dev.hornbeam.interop.script;

import com.google.protobuf.ByteString;
import dev.hornbeam.interop.rpc.AddExternalSignerRequest;
import dev.hornbeam.interop.rpc.AddProposalRequest;
import dev.hornbeam.interop.rpc.Extension;
import dev.hornbeam.interop.rpc.ExternalPSKProposalRequest;
import dev.hornbeam.interop.rpc.GroupContextExtensionsProposalRequest;
import dev.hornbeam.interop.rpc.MLSClientGrpc.MLSClientBlockingStub;
import dev.hornbeam.interop.rpc.ProposalDescription;
import dev.hornbeam.interop.rpc.ReInitProposalRequest;
import dev.hornbeam.interop.rpc.RemoveProposalRequest;
import dev.hornbeam.interop.rpc.ResumptionPSKProposalRequest;
import dev.hornbeam.interop.rpc.UpdateProposalRequest;
import dev.hornbeam.mls.types.CipherSuite;
import java.util.List;
import java.util.Optional;

/**
 * What somebody wants of a group: proposed by a member or from outside, or put into a commit.
 *
 * @param description its type and what goes with it
 * @param joins who is added
 * @param leaves the name of who is removed
 */
public record Wish(
    Kind kind, ProposalDescription description, Optional<Joiner> joins, Optional<String> leaves) {
  /** What can be wished. */
  enum Kind {
    ADD("add"),
    REMOVE("remove"),
    SHARED_KEY("externalPSK"),
    RESUMPTION("resumptionPSK"),
    EXTENSIONS("groupContextExtensions"),
    REINIT("reinit"),
    /** By a member alone. */
    UPDATE("update"),
    /** By a member alone. */
    SIGNER("signer");

    private final String type;

    Kind(String type) {
      this.type = type;
    }
  }

  private static Wish of(Kind kind, ProposalDescription.Builder description) {
    return new Wish(kind, typed(kind, description), Optional.empty(), Optional.empty());
  }

  private static ProposalDescription typed(Kind kind, ProposalDescription.Builder description) {
    return description.setProposalType(ByteString.copyFromUtf8(kind.type)).build();
  }

  private static ProposalDescription.Builder fields() {
    return ProposalDescription.newBuilder();
  }

  /** Somebody is to come in. */
  public static Wish add(Joiner joiner) {
    return new Wish(
        Kind.ADD,
        typed(Kind.ADD, fields().setKeyPackage(joiner.keyPackage())),
        Optional.of(joiner),
        Optional.empty());
  }

  /** Somebody is to go. */
  public static Wish remove(String name) {
    return new Wish(
        Kind.REMOVE,
        typed(Kind.REMOVE, fields().setRemovedId(ByteString.copyFromUtf8(name))),
        Optional.empty(),
        Optional.of(name));
  }

  /** A pre-shared key is to be mixed in. */
  public static Wish sharedKey(SharedKey key) {
    return of(Kind.SHARED_KEY, fields().setPskId(key.id()));
  }

  /** The resumption secret of an epoch of the group is to be mixed in. */
  public static Wish resumption(long epoch) {
    return of(Kind.RESUMPTION, fields().setEpochId(epoch));
  }

  /** These are to be all extensions of the group. */
  public static Wish extensions(Extension... extensions) {
    return of(Kind.EXTENSIONS, fields().addAllExtensions(List.of(extensions)));
  }

  /** The group is to end, for another to come. */
  public static Wish reInit(ByteString group, CipherSuite suite, Extension... extensions) {
    return of(
        Kind.REINIT,
        fields()
            .setGroupId(group)
            .setCipherSuite(suite.code())
            .addAllExtensions(List.of(extensions)));
  }

  /** The proposer's own leaf is to be new. */
  public static Wish update() {
    return of(Kind.UPDATE, fields());
  }

  /** An external signer is to be listed last. */
  public static Wish signer(ExternalSigner signer) {
    return of(Kind.SIGNER, fields().setKeyPackage(signer.sender()));
  }

  /** A member proposes it. */
  Proposal proposedBy(Member member) {
    return new Proposal(proposed(member.actor().peer().calls(), member.state()), this);
  }

  private ByteString proposed(MLSClientBlockingStub calls, int state) {
    return (switch (kind) {
          case ADD ->
              calls.addProposal(
                  AddProposalRequest.newBuilder()
                      .setStateId(state)
                      .setKeyPackage(description.getKeyPackage())
                      .build());
          case REMOVE ->
              calls.removeProposal(
                  RemoveProposalRequest.newBuilder()
                      .setStateId(state)
                      .setRemovedId(description.getRemovedId())
                      .build());
          case SHARED_KEY ->
              calls.externalPSKProposal(
                  ExternalPSKProposalRequest.newBuilder()
                      .setStateId(state)
                      .setPskId(description.getPskId())
                      .build());
          case RESUMPTION ->
              calls.resumptionPSKProposal(
                  ResumptionPSKProposalRequest.newBuilder()
                      .setStateId(state)
                      .setEpochId(description.getEpochId())
                      .build());
          case EXTENSIONS ->
              calls.groupContextExtensionsProposal(
                  GroupContextExtensionsProposalRequest.newBuilder()
                      .setStateId(state)
                      .addAllExtensions(description.getExtensionsList())
                      .build());
          case REINIT ->
              calls.reInitProposal(
                  ReInitProposalRequest.newBuilder()
                      .setStateId(state)
                      .setGroupId(description.getGroupId())
                      .setCipherSuite(description.getCipherSuite())
                      .addAllExtensions(description.getExtensionsList())
                      .build());
          case UPDATE ->
              calls.updateProposal(UpdateProposalRequest.newBuilder().setStateId(state).build());
          case SIGNER ->
              calls.addExternalSigner(
                  AddExternalSignerRequest.newBuilder()
                      .setStateId(state)
                      .setExternalSender(description.getKeyPackage())
                      .build());
        })
        .getProposal();
  }
}
