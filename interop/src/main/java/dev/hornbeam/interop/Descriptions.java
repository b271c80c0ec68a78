package dev.hornbeam.interop;

import dev.hornbeam.interop.rpc.ProposalDescription;
import dev.hornbeam.mls.CommitBuilder;
import dev.hornbeam.mls.ProposalBuilder;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.GroupId;
import io.grpc.StatusException;

/** Proposals as requests describe them. */
final class Descriptions {
  private Descriptions() {}

  /**
   * Makes a proposal message.
   *
   * @param roster of the group that it is for
   * @throws StatusException INVALID_ARGUMENT if the description is of no kind
   */
  static Bytes propose(ProposalBuilder proposal, ProposalDescription wanted, Roster roster)
      throws MlsException, StatusException {
    return switch (wanted.getProposalType().toStringUtf8()) {
      case "add" -> proposal.add(Protobuf.bytes(wanted.getKeyPackage()));
      case "remove" -> proposal.remove(roster.find(Protobuf.bytes(wanted.getRemovedId())));
      case "externalPSK" -> proposal.psk(Protobuf.bytes(wanted.getPskId()));
      case "resumptionPSK" -> proposal.resumptionPsk(roster.group(), wanted.getEpochId());
      case "groupContextExtensions" ->
          proposal.extensions(Protobuf.extensions(wanted.getExtensionsList()));
      case "reinit" ->
          proposal.reInit(
              new GroupId(Protobuf.bytes(wanted.getGroupId())),
              Protobuf.suite(wanted.getCipherSuite()),
              Protobuf.extensions(wanted.getExtensionsList()));
      default -> throw unknown(wanted);
    };
  }

  /** Puts a proposal into a commit, as {@link #propose}. */
  static void commit(CommitBuilder commit, ProposalDescription wanted, Roster roster)
      throws MlsException, StatusException {
    switch (wanted.getProposalType().toStringUtf8()) {
      case "add" -> commit.add(Protobuf.bytes(wanted.getKeyPackage()));
      case "remove" -> commit.remove(roster.find(Protobuf.bytes(wanted.getRemovedId())));
      case "externalPSK" -> commit.psk(Protobuf.bytes(wanted.getPskId()));
      case "resumptionPSK" -> commit.resumptionPsk(roster.group(), wanted.getEpochId());
      case "groupContextExtensions" ->
          commit.extensions(Protobuf.extensions(wanted.getExtensionsList()));
      case "reinit" ->
          commit.reInit(
              new GroupId(Protobuf.bytes(wanted.getGroupId())),
              Protobuf.suite(wanted.getCipherSuite()),
              Protobuf.extensions(wanted.getExtensionsList()));
      default -> throw unknown(wanted);
    }
  }

  private static StatusException unknown(ProposalDescription wanted) {
    return Failures.badRequest(
        "a proposal is of type add, remove, externalPSK, resumptionPSK, groupContextExtensions or"
            + " reinit, not of type \""
            + wanted.getProposalType().toStringUtf8()
            + "\"");
  }
}
