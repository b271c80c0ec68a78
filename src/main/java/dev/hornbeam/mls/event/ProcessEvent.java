package dev.hornbeam.mls.event;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.group.ProposalList;
import dev.hornbeam.mls.types.CipherSuite;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A commit is received, and staged (RFC 9420 s.12.4.2). */
@Name("dev.hornbeam.Process")
@Label("Process Commit")
@Description("A member received a commit: decoded, verified and staged it")
public final class ProcessEvent extends ReceivedEvent {
  @Label("Proposals")
  @Description("That the commit covers; 0 if it is refused before they are looked at")
  int proposals;

  ProcessEvent(CipherSuite suite, Bytes message, GroupState state) {
    super(suite, message, state);
  }

  void covers(ProposalList list) {
    proposals = list.entries().size();
  }
}
