package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.Checkpoint;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.ContentType;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.schedule.RatchetType;
import dev.hornbeam.mls.testing.ForgedPrivateMessage;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How a PrivateMessage is encrypted (RFC 9420 s.6.3), by one who knows all keys of the epoch. */
final class EncryptionForgeries {
  private static final Handshake.Setting SETTING = Stage.setting(Extensions.NONE);

  private EncryptionForgeries() {}

  /** Makes a message wrong. */
  private interface Change {
    ForgedPrivateMessage apply(ForgedPrivateMessage message);
  }

  static Stream<Forgery> all() {
    return Stream.of(paddings(), senderData(), contents(), impersonations(), kinds())
        .flatMap(List::stream);
  }

  /** A message of Carol's, a proposal or application data. */
  private static Bytes message(Stage stage, RatchetType type, Change change) throws MlsException {
    var content =
        type == RatchetType.HANDSHAKE
            ? FramingForgeries.content(stage)
            : stage
                .forge(Stage.CAROL)
                .signed(WireFormat.PRIVATE_MESSAGE, new Content.Application(Bytes.utf8("hello")));
    return stage
        .friends()
        .privately(Stage.CAROL, change.apply(new ForgedPrivateMessage(content)), type);
  }

  private static List<Forgery> both(Rule rule, String what, Forgery.Form form, Change change) {
    List<Forgery> forgeries = new ArrayList<>();
    for (RatchetType type : RatchetType.values()) {
      forgeries.add(
          Handshake.toMember(
              rule,
              what + ", " + type,
              form,
              SETTING,
              stage -> message(stage, type, change),
              stage -> message(stage, type, message -> message)));
    }
    return forgeries;
  }

  private static List<Forgery> paddings() {
    List<Forgery> forgeries = new ArrayList<>();
    for (byte[] padding : new byte[][] {{1}, {0, 0, 1}, {(byte) 0x80, 0, 0}}) {
      forgeries.addAll(
          both(
              Rule.PADDING,
              "a padding of " + Bytes.own(padding),
              Forgery.Form.PRIVATE,
              message -> message.padding(Bytes.own(padding))));
    }
    return forgeries;
  }

  private static List<Forgery> senderData() {
    Rule rule = Rule.SENDER_DATA_ENCRYPTION;
    List<Forgery> forgeries = new ArrayList<>();
    forgeries.addAll(
        damaged(
            rule, "damaged sender data", message -> message.encryptedSenderData(Leaves::damaged)));
    forgeries.addAll(
        damaged(rule, "no sender data", message -> message.encryptedSenderData(x -> Bytes.EMPTY)));
    for (long leaf : List.of(3L, 4L, 0xffffffffL)) {
      forgeries.addAll(
          damaged(
              Rule.SENDER_DATA_LEAF,
              "sender data of leaf " + leaf,
              message -> message.leaf(new LeafIndex(leaf))));
    }
    return forgeries;
  }

  private static List<Forgery> contents() {
    Rule rule = Rule.CONTENT_ENCRYPTION;
    List<Forgery> forgeries = new ArrayList<>();
    forgeries.addAll(
        damaged(rule, "a damaged ciphertext", message -> message.ciphertext(Leaves::damaged)));
    forgeries.addAll(
        damaged(rule, "no ciphertext", message -> message.ciphertext(x -> Bytes.EMPTY)));
    forgeries.addAll(
        damaged(rule, "another reuse guard", message -> message.guard(Bytes.utf8("none"))));
    forgeries.addAll(
        damaged(
            rule, "the name of another member", message -> message.leaf(Stage.leaf(Stage.ALICE))));
    forgeries.addAll(
        damaged(
            rule,
            "another generation",
            message ->
                message.senderData(
                    data -> {
                      byte[] changed = data.toArray();
                      changed[7]++;
                      return Bytes.own(changed);
                    })));
    forgeries.add(
        Handshake.toMember(
            rule,
            "a handshake message that says it is application data",
            Forgery.Form.DAMAGED,
            SETTING,
            stage ->
                message(
                    stage, RatchetType.HANDSHAKE, message -> message.type(ContentType.APPLICATION)),
            stage -> message(stage, RatchetType.HANDSHAKE, message -> message)));
    return forgeries;
  }

  private static List<Forgery> damaged(Rule rule, String what, Change change) {
    return both(rule, what, Forgery.Form.DAMAGED, change);
  }

  /** A member knows the message keys of all, but not how they sign. */
  private static List<Forgery> impersonations() {
    List<Forgery> forgeries = new ArrayList<>();
    for (long generation : List.of(0L, 5L)) {
      forgeries.add(
          Handshake.toMember(
              Rule.CONTENT_SIGNATURE,
              "application data of Alice's in Carol's name, generation " + generation,
              Forgery.Form.PRIVATE,
              SETTING,
              stage ->
                  stage
                      .friends()
                      .privatelyAs(
                          Stage.leaf(Stage.CAROL),
                          generation,
                          Stage.ALICE,
                          new ForgedPrivateMessage(
                              stage
                                  .forge(Stage.ALICE)
                                  .signed(
                                      WireFormat.PRIVATE_MESSAGE,
                                      Stage.sender(Stage.CAROL),
                                      new Content.Application(Bytes.utf8("hello")))),
                          RatchetType.APPLICATION),
              stage -> {
                // Her own first key is the one that the forger has used up.
                message(stage, RatchetType.APPLICATION, message -> message);
                return message(stage, RatchetType.APPLICATION, message -> message);
              }));
    }
    return forgeries;
  }

  /** Messages that the members of a group do not exchange. */
  private static List<Forgery> kinds() {
    List<Forgery> forgeries = new ArrayList<>();
    Handshake.Message info = stage -> stage.friends().group(Stage.ALICE).groupInfo();
    Handshake.Message keyPackage = stage -> AddForgeries.client(stage).message();
    Handshake.Message welcome =
        stage ->
            stage
                .friends()
                .group(Stage.ALICE)
                .commit()
                .add(AddForgeries.client(stage).message())
                .stage()
                .welcome()
                .orElseThrow();
    for (Checkpoint checkpoint : List.of(Checkpoint.MEMBER, Checkpoint.SERVER)) {
      forgeries.add(kind(checkpoint, "a GroupInfo", info));
      forgeries.add(kind(checkpoint, "a KeyPackage", keyPackage));
      forgeries.add(kind(checkpoint, "a Welcome", welcome));
    }
    forgeries.add(
        kind(
            Checkpoint.SERVER,
            "a PrivateMessage",
            stage -> message(stage, RatchetType.HANDSHAKE, message -> message)));
    return forgeries;
  }

  private static Forgery kind(Checkpoint checkpoint, String what, Handshake.Message forged) {
    return Handshake.raw(
        Rule.MESSAGE_KIND,
        what,
        checkpoint,
        Forgery.Form.UNFRAMED,
        SETTING,
        forged,
        FramingForgeries::genuine);
  }
}
