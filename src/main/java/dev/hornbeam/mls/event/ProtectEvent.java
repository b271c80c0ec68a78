package dev.hornbeam.mls.event;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.types.CipherSuite;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** Application data is signed and encrypted (RFC 9420 s.15). */
@Name("dev.hornbeam.Protect")
@Label("Protect")
@Description("A member signed and encrypted application data, and stored that the key is used up")
public final class ProtectEvent extends MlsEvent {
  @Label("Members")
  final int members;

  @Label("Data Size")
  @Description("Of the application's data, without padding")
  @DataAmount
  final int dataSize;

  @Label("Message Size")
  @DataAmount
  int messageSize;

  public ProtectEvent(CipherSuite suite, GroupState state, Bytes data) {
    super(suite);
    this.members = state.shared().tree().memberCount();
    this.dataSize = data.length();
  }

  /** The message is made. */
  public void made(Bytes message) {
    messageSize = message.length();
  }
}
