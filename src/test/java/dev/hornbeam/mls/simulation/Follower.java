package dev.hornbeam.mls.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.PublicGroup;
import dev.hornbeam.mls.TreeDelivery;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.types.CredentialValidator;
import java.util.Optional;

/** A server that follows the group for as long as all is in public and of the standard's types. */
final class Follower {
  private Optional<PublicGroup> group = Optional.empty();

  void follow(Group member, TreeDelivery tree) throws MlsException {
    if (group.isEmpty()) {
      Optional<Bytes> separate =
          tree == TreeDelivery.OUT_OF_BAND ? Optional.of(member.ratchetTree()) : Optional.empty();
      group =
          Optional.of(
              PublicGroup.follow(
                  member.groupInfo(tree), separate, CredentialValidator.acceptAll()));
      agree(member);
    }
  }

  void lose() {
    group = Optional.empty();
  }

  void see(Bytes message) throws MlsException {
    if (group.isEmpty()) {
      return;
    }
    if (!(MlsMessage.decode(message) instanceof MlsMessage.Public)) {
      lose();
      return;
    }
    try {
      if (group.get().receive(message) instanceof PublicGroup.Observed.CommitObserved observed) {
        group.get().merge(observed.commit());
      }
    } catch (InvalidMessage e) {
      // A server knows no custom proposals: none that is committed, none of an external sender.
      assertTrue(
          e.rule() == Rule.PROPOSAL_UNSUPPORTED || e.rule() == Rule.PROPOSAL_SENDER, e.toString());
      lose();
    } catch (UndecryptableMessage e) {
      assertEquals(UndecryptableMessage.Reason.UNKNOWN_PROPOSAL, e.reason());
      lose();
    }
  }

  void agree(Group member) {
    if (group.isPresent()) {
      assertEquals(member.epoch(), group.get().epoch());
      assertEquals(member.treeHash(), group.get().treeHash());
      assertEquals(member.members(), group.get().members());
      assertEquals(member.ratchetTree(), group.get().ratchetTree());
    }
  }
}
