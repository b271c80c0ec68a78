package dev.hornbeam.mls;

import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.tree.LeafNode;

/** Says in public terms what proposals do. */
final class Changes {
  private Changes() {}

  static Change of(Proposal proposal, Sender sender) {
    if (proposal instanceof Proposal.Add add) {
      LeafNode leaf = add.keyPackage().leafNode();
      return new Change.Add(leaf.credential(), leaf.signatureKey());
    }
    if (proposal instanceof Proposal.Update update && sender instanceof Sender.Member member) {
      return new Change.Update(member.leaf(), update.leafNode().credential());
    }
    if (proposal instanceof Proposal.Remove remove) {
      return new Change.Remove(remove.removed());
    }
    if (proposal instanceof Proposal.PreSharedKey psk) {
      return of(psk.id().psk());
    }
    if (proposal instanceof Proposal.ReInit reInit) {
      return new Change.ReInit(reInit.groupId(), reInit.cipherSuite(), reInit.extensions());
    }
    if (proposal instanceof Proposal.ExternalInit) {
      return new Change.ExternalJoin();
    }
    if (proposal instanceof Proposal.GroupContextExtensions extensions) {
      return new Change.SetExtensions(extensions.extensions());
    }
    if (proposal instanceof Proposal.Custom custom) {
      return new Change.Custom(custom.type(), custom.body());
    }
    throw new AssertionError("an Update that is no member's");
  }

  private static Change of(Psk psk) {
    if (psk instanceof Psk.Resumption resumption) {
      return new Change.ResumptionPsk(resumption.groupId(), resumption.epoch());
    }
    if (psk instanceof Psk.External external) {
      return new Change.ExternalPsk(external.id());
    }
    throw new AssertionError();
  }
}
