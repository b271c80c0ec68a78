package dev.hornbeam.mls.event;

import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.types.CipherSuite;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A staged commit is put in force: it is stored, and old keys are destroyed. */
@Name("dev.hornbeam.Merge")
@Label("Merge Commit")
@Description("A member put a staged commit in force: stored the epoch, destroyed old keys")
public final class MergeEvent extends MlsEvent {
  /** Whose commit it is. */
  public enum Origin {
    /** This member made it. */
    OWN,
    /** Another member made it. */
    RECEIVED,
    /** This client joins by it. */
    EXTERNAL_JOIN
  }

  @Label("Origin")
  @Description("OWN, RECEIVED, or EXTERNAL_JOIN by which this client joins")
  final String origin;

  @Label("Members")
  @Description("Of the group after the commit; before it, if this member was removed or it failed")
  int members;

  public MergeEvent(CipherSuite suite, Origin origin) {
    super(suite);
    this.origin = origin.name();
  }

  /** The group is in this state. */
  public void in(GroupState state) {
    members = state.shared().tree().memberCount();
  }
}
