package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.Friends;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.Checkpoint;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.WireFormat;
import java.util.List;

/** What is sent in a handshake: to a member in one form or both, to a server in the clear. */
final class Handshake {
  private Handshake() {}

  /** Makes the friends of a scene. */
  interface Setting {
    Friends friends() throws MlsException;
  }

  /** Makes content, signed for the format. */
  interface Content {
    AuthenticatedContent make(Stage stage, WireFormat format) throws MlsException;
  }

  /** Makes a message as it is sent. */
  interface Message {
    Bytes make(Stage stage) throws MlsException;
  }

  /** The forgery at each place where a handshake message of a member's comes. */
  static List<Forgery> everywhere(
      Rule rule, String what, Setting setting, Content forged, Content genuine) {
    return List.of(
        member(rule, what, Forgery.Form.PUBLIC, setting, forged, genuine),
        member(rule, what, Forgery.Form.PRIVATE, setting, forged, genuine),
        server(rule, what, setting, forged, genuine));
  }

  /** The forgery of what only members look at. */
  static List<Forgery> toMembers(
      Rule rule, String what, Setting setting, Content forged, Content genuine) {
    return List.of(
        member(rule, what, Forgery.Form.PUBLIC, setting, forged, genuine),
        member(rule, what, Forgery.Form.PRIVATE, setting, forged, genuine));
  }

  /** The forgery of what comes from outside of the group, or is never encrypted. */
  static List<Forgery> inTheClear(
      Rule rule, String what, Setting setting, Content forged, Content genuine) {
    return List.of(
        member(rule, what, Forgery.Form.PUBLIC, setting, forged, genuine),
        server(rule, what, setting, forged, genuine));
  }

  static Forgery member(
      Rule rule, String what, Forgery.Form form, Setting setting, Content forged, Content genuine) {
    return toMember(
        rule,
        what,
        form,
        setting,
        stage -> message(stage, form, forged),
        stage -> message(stage, form, genuine));
  }

  static Forgery server(Rule rule, String what, Setting setting, Content forged, Content genuine) {
    return raw(
        rule,
        what,
        Checkpoint.SERVER,
        Forgery.Form.PUBLIC,
        setting,
        stage -> message(stage, Forgery.Form.PUBLIC, forged),
        stage -> message(stage, Forgery.Form.PUBLIC, genuine));
  }

  /** A message that the test makes as a whole. */
  static Forgery toMember(
      Rule rule, String what, Forgery.Form form, Setting setting, Message forged, Message genuine) {
    return raw(rule, what, Checkpoint.MEMBER, form, setting, forged, genuine);
  }

  /** A message that the test makes as a whole, for a member or a server. */
  static Forgery raw(
      Rule rule,
      String what,
      Checkpoint checkpoint,
      Forgery.Form form,
      Setting setting,
      Message forged,
      Message genuine) {
    return new Forgery(
        rule, what, checkpoint, form, () -> trial(checkpoint, setting, forged, genuine));
  }

  private static Forgery.Trial trial(
      Checkpoint checkpoint, Setting setting, Message forged, Message genuine) throws MlsException {
    Stage stage = new Stage(setting.friends());
    Bytes bad = forged.make(stage);
    Bytes good = genuine.make(stage);
    Victim victim =
        checkpoint == Checkpoint.MEMBER ? MemberVictim.of(stage) : ServerVictim.of(stage);
    return new Forgery.Trial(victim, bad, good);
  }

  private static Bytes message(Stage stage, Forgery.Form form, Content content)
      throws MlsException {
    return form == Forgery.Form.PUBLIC
        ? stage.publicly(content.make(stage, WireFormat.PUBLIC_MESSAGE))
        : stage.privately(content.make(stage, WireFormat.PRIVATE_MESSAGE));
  }
}
