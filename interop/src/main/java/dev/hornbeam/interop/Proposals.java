package dev.hornbeam.interop;

import dev.hornbeam.interop.rpc.AddExternalSignerRequest;
import dev.hornbeam.interop.rpc.AddProposalRequest;
import dev.hornbeam.interop.rpc.ExternalPSKProposalRequest;
import dev.hornbeam.interop.rpc.ExternalSignerProposalRequest;
import dev.hornbeam.interop.rpc.GroupContextExtensionsProposalRequest;
import dev.hornbeam.interop.rpc.ProposalDescription;
import dev.hornbeam.interop.rpc.ProposalResponse;
import dev.hornbeam.interop.rpc.ReInitProposalRequest;
import dev.hornbeam.interop.rpc.RemoveProposalRequest;
import dev.hornbeam.interop.rpc.ResumptionPSKProposalRequest;
import dev.hornbeam.interop.rpc.UpdateProposalRequest;
import dev.hornbeam.mls.codec.Bytes;

/** The calls that propose something. */
final class Proposals {
  private final Sessions sessions;

  Proposals(Sessions sessions) {
    this.sessions = sessions;
  }

  ProposalResponse add(AddProposalRequest request) throws Exception {
    return propose(request.getStateId(), wanted("add").setKeyPackage(request.getKeyPackage()));
  }

  ProposalResponse update(UpdateProposalRequest request) throws Exception {
    Membership member = States.find(sessions, request.getStateId());
    return member.use(() -> answer(member.proposeUpdate()));
  }

  ProposalResponse remove(RemoveProposalRequest request) throws Exception {
    return propose(request.getStateId(), wanted("remove").setRemovedId(request.getRemovedId()));
  }

  ProposalResponse externalPsk(ExternalPSKProposalRequest request) throws Exception {
    return propose(request.getStateId(), wanted("externalPSK").setPskId(request.getPskId()));
  }

  ProposalResponse resumptionPsk(ResumptionPSKProposalRequest request) throws Exception {
    return propose(request.getStateId(), wanted("resumptionPSK").setEpochId(request.getEpochId()));
  }

  ProposalResponse extensions(GroupContextExtensionsProposalRequest request) throws Exception {
    return propose(
        request.getStateId(),
        wanted("groupContextExtensions").addAllExtensions(request.getExtensionsList()));
  }

  ProposalResponse reInit(ReInitProposalRequest request) throws Exception {
    return propose(
        request.getStateId(),
        wanted("reinit")
            .setGroupId(request.getGroupId())
            .setCipherSuite(request.getCipherSuite())
            .addAllExtensions(request.getExtensionsList()));
  }

  ProposalResponse externalSigner(AddExternalSignerRequest request) throws Exception {
    Membership member = States.find(sessions, request.getStateId());
    return member.use(() -> answer(member.proposeExternalSender(request.getExternalSender())));
  }

  ProposalResponse bySigner(ExternalSignerProposalRequest request) throws Exception {
    Signer signer = sessions.find(request.getSignerId(), Signer.class, Signer.KIND);
    return signer.use(() -> answer(signer.propose(request)));
  }

  private ProposalResponse propose(int id, ProposalDescription.Builder wanted) throws Exception {
    Membership member = States.find(sessions, id);
    return member.use(() -> answer(member.propose(wanted.build())));
  }

  private static ProposalDescription.Builder wanted(String type) {
    return ProposalDescription.newBuilder().setProposalType(Protobuf.string(Bytes.utf8(type)));
  }

  private static ProposalResponse answer(Bytes message) {
    return ProposalResponse.newBuilder().setProposal(Protobuf.string(message)).build();
  }
}
