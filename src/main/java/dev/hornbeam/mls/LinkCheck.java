package dev.hornbeam.mls;

import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.group.Joining;
import dev.hornbeam.mls.group.PublicState;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.types.GroupId;
import java.util.Optional;

/** Checks a group that was joined against the one it says it follows from (RFC 9420 s.12.4.3.1). */
final class LinkCheck {
  private LinkCheck() {}

  /** How a group follows from another, and from which. */
  record Link(Psk.Usage usage, GroupId group) {}

  /**
   * Compares a group that was joined with the one it follows from, if it says that it does.
   *
   * @param wanted the link that it must have; empty if any will do, and none as well
   * @return the group whose place the new one takes: a ReInit has ended it and gives its id on
   */
  static Optional<GroupRecord> check(
      ClientSettings settings, Joining.Joined joined, Optional<Link> wanted) throws MlsException {
    if (wanted.isPresent()) {
      require(wanted.get(), joined.link());
    }
    if (joined.link().isEmpty()) {
      return Optional.empty();
    }
    Psk.Resumption link = joined.link().get();
    OldGroup old =
        OldGroup.find(settings.store(), link.groupId())
            .orElseThrow(() -> new UndecryptableMessage(UndecryptableMessage.Reason.UNKNOWN_PSK));
    PublicState next = joined.next().state().shared();
    if (link.usage() == Psk.Usage.REINIT) {
      if (link.epoch() != old.record().context().epoch()) {
        throw new InvalidMessage(Rule.REINIT_MISMATCH);
      }
      return old.checkReinit(settings.env().validator(), next);
    }
    old.checkBranch(settings.env().validator(), next);
    return Optional.empty();
  }

  private static void require(Link wanted, Optional<Psk.Resumption> found) throws InvalidMessage {
    if (found.filter(psk -> wanted.equals(new Link(psk.usage(), psk.groupId()))).isEmpty()) {
      throw new InvalidMessage(
          wanted.usage() == Psk.Usage.REINIT ? Rule.REINIT_MISMATCH : Rule.BRANCH_MISMATCH,
          "the Welcome does not link it to that one");
    }
  }
}
