package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.GroupInfo;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.Welcome;

/** Reads the encoded messages that the public API takes. */
final class Messages {
  private Messages() {}

  static KeyPackage keyPackage(Bytes message) throws MlsException {
    if (MlsMessage.decode(message) instanceof MlsMessage.ForAdding each) {
      return each.body();
    }
    throw new InvalidMessage(Rule.MESSAGE_KIND, "not a KeyPackage");
  }

  static Welcome welcome(Bytes message) throws MlsException {
    if (MlsMessage.decode(message) instanceof MlsMessage.ForNewMembers each) {
      return each.body();
    }
    throw new InvalidMessage(Rule.MESSAGE_KIND, "not a Welcome");
  }

  static GroupInfo groupInfo(Bytes message) throws MlsException {
    if (MlsMessage.decode(message) instanceof MlsMessage.Info each) {
      return each.body();
    }
    throw new InvalidMessage(Rule.MESSAGE_KIND, "not a GroupInfo");
  }
}
