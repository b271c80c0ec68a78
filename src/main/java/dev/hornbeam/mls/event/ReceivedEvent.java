package dev.hornbeam.mls.event;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.types.CipherSuite;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;

/** A message of the group is received. */
abstract class ReceivedEvent extends MlsEvent {
  @Label("Members")
  @Description("Of the epoch that the member is in")
  final int members;

  @Label("Message Size")
  @DataAmount
  final int messageSize;

  ReceivedEvent(CipherSuite suite, Bytes message, GroupState state) {
    super(suite);
    members = state.shared().tree().memberCount();
    messageSize = message.length();
  }
}
