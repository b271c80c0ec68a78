package dev.hornbeam.mls.event;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.types.CipherSuite;
import java.util.Optional;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A client joins a group (RFC 9420 s.12.4.3). */
@Name("dev.hornbeam.Join")
@Label("Join")
@Description("A client joined by a Welcome, or made the commit by which it joins itself")
public final class JoinEvent extends MlsEvent {
  /** How it joins. */
  public enum Way {
    /** By a Welcome, which a member sent. */
    WELCOME,
    /** By an external commit of its own, from a GroupInfo. */
    EXTERNAL_COMMIT
  }

  @Label("Way")
  @Description("WELCOME or EXTERNAL_COMMIT")
  final String way;

  @Label("Members")
  @Description("Of the group with the new member; 0 if it was refused")
  int members;

  @Label("Received Size")
  @Description("Of the Welcome or GroupInfo, and of the tree if it came apart")
  @DataAmount
  final long receivedSize;

  @Label("Sent Size")
  @Description("Of the external commit; 0 for a Welcome")
  @DataAmount
  int sentSize;

  /**
   * @param received the size of the Welcome or the GroupInfo
   */
  public JoinEvent(CipherSuite suite, Way way, int received, Optional<Bytes> tree) {
    super(suite);
    this.way = way.name();
    this.receivedSize = (long) received + tree.map(Bytes::length).orElse(0);
  }

  /** The client is in the group, or will be. */
  public void in(GroupState state) {
    members = state.shared().tree().memberCount();
  }

  /** The commit is made. */
  public void made(Bytes message) {
    sentSize = message.length();
  }
}
