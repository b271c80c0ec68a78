package dev.hornbeam.mls.event;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.message.ContentType;
import dev.hornbeam.mls.types.CipherSuite;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A message that is no commit is received (RFC 9420 s.6). */
@Name("dev.hornbeam.Unprotect")
@Label("Unprotect")
@Description("A member received application data or a proposal: opened, verified and stored it")
public final class UnprotectEvent extends ReceivedEvent {
  @Label("Content")
  @Description("APPLICATION or PROPOSAL; empty if the message could not be decoded")
  String content = "";

  @Label("Data Size")
  @Description("Of the application's data, without padding; 0 if there is none")
  @DataAmount
  int dataSize;

  UnprotectEvent(CipherSuite suite, Bytes message, GroupState state) {
    super(suite, message, state);
  }

  void is(ContentType type) {
    content = type.name();
  }

  void opened(Bytes data) {
    dataSize = data.length();
  }
}
