package dev.hornbeam.mls.event;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.group.ProposalList;
import dev.hornbeam.mls.types.CipherSuite;
import java.util.List;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A commit of this member's own is made (RFC 9420 s.12.4.1). */
@Name("dev.hornbeam.Commit")
@Label("Commit")
@Description("A member made a commit, with the Welcome for those that it adds")
public final class CommitEvent extends MlsEvent {
  @Label("Members")
  @Description("Of the group that the commit starts from")
  final int members;

  @Label("Proposals")
  @Description("That the commit covers, sent before or with it")
  int proposals;

  @Label("Path")
  @Description("Whether the commit has a path, which gives fresh keys")
  boolean path;

  @Label("Message Size")
  @DataAmount
  int messageSize;

  @Label("Welcome Size")
  @Description("Of all Welcome messages together; 0 if nobody is added")
  @DataAmount
  long welcomeSize;

  public CommitEvent(CipherSuite suite, GroupState base) {
    super(suite);
    members = base.shared().tree().memberCount();
  }

  /** What is to be committed is known. */
  public void covers(ProposalList list) {
    proposals = list.entries().size();
  }

  /** The commit gets a path. */
  public void withPath() {
    path = true;
  }

  /** The messages are made. */
  public void made(Bytes message, List<Bytes> welcomes) {
    messageSize = message.length();
    welcomeSize = welcomes.stream().mapToLong(Bytes::length).sum();
  }
}
