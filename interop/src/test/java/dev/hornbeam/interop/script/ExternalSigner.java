package dev.hornbeam.interop.script;

import com.google.protobuf.ByteString;
import dev.hornbeam.interop.rpc.CreateExternalSignerRequest;
import dev.hornbeam.interop.rpc.CreateExternalSignerResponse;
import dev.hornbeam.interop.rpc.ExternalSignerProposalRequest;
import dev.hornbeam.interop.rpc.GroupInfoResponse;
import dev.hornbeam.mls.types.CipherSuite;

/**
 * An actor who may propose to a group without being in it (RFC 9420 section 12.1.8.1).
 *
 * @param id the server's
 * @param sender what groups list
 */
public record ExternalSigner(Actor actor, int id, ByteString sender) {
  static ExternalSigner of(Actor actor, CipherSuite suite) {
    CreateExternalSignerResponse made =
        actor
            .peer()
            .calls()
            .createExternalSigner(
                CreateExternalSignerRequest.newBuilder()
                    .setCipherSuite(suite.code())
                    .setIdentity(actor.identity())
                    .build());
    return new ExternalSigner(
        actor, actor.peer().opened(made.getSignerId()), made.getExternalSender());
  }

  /**
   * Proposes.
   *
   * @param index among the external senders that the group has
   */
  Proposal proposes(Wish wish, int index, GroupInfoResponse group) {
    return new Proposal(
        actor
            .peer()
            .calls()
            .externalSignerProposal(
                ExternalSignerProposalRequest.newBuilder()
                    .setSignerId(id)
                    .setSignerIndex(index)
                    .setGroupInfo(group.getGroupInfo())
                    .setRatchetTree(group.getRatchetTree())
                    .setDescription(wish.description())
                    .build())
            .getProposal(),
        wish);
  }
}
