package dev.hornbeam.mls.forged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.Checkpoint;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.ContentType;
import dev.hornbeam.mls.message.FramedContent;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.ProposalRef;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.schedule.RatchetType;
import dev.hornbeam.mls.testing.ForgedPrivateMessage;
import dev.hornbeam.mls.types.Extensions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What breaks no rule, and cannot be read all the same: the victim is none the worse for that
 * either.
 */
class UnreadableTest {
  private static final Handshake.Setting SETTING = Stage.setting(Extensions.NONE);

  private static DynamicTest test(Forgery forgery, Trials.Refusal refusal) {
    return DynamicTest.dynamicTest(
        forgery.checkpoint().title() + ": " + forgery.what(),
        () -> Trials.run(forgery.scene().set(), forgery.form(), refusal));
  }

  /** A forgery that breaks no rule; one has to be named, and is not looked at. */
  private static Forgery forgery(
      String what,
      Checkpoint checkpoint,
      Forgery.Form form,
      Handshake.Message forged,
      Handshake.Message genuine) {
    return Handshake.raw(Rule.PROPOSAL_MALFORMED, what, checkpoint, form, SETTING, forged, genuine);
  }

  @TestFactory
  Stream<DynamicTest> malformedIsRefused() {
    List<Forgery> forgeries = new ArrayList<>();
    for (Checkpoint checkpoint : List.of(Checkpoint.MEMBER, Checkpoint.SERVER)) {
      forgeries.add(inTheClear("a byte behind the message", checkpoint, m -> longer(m, 1)));
      forgeries.add(inTheClear("a message that is cut off", checkpoint, m -> longer(m, -1)));
      forgeries.add(inTheClear("another version", checkpoint, m -> with(m, 1, 2)));
      forgeries.add(inTheClear("a wire format that is none", checkpoint, m -> with(m, 3, 99)));
    }
    forgeries.add(plaintext("a proposal that is cut off", p -> p.slice(0, 5)));
    forgeries.add(plaintext("nothing encrypted", p -> Bytes.EMPTY));
    forgeries.add(
        encrypted(
            "a proposal that says it is a commit",
            Forgery.Form.PRIVATE,
            message -> message.type(ContentType.COMMIT)));
    forgeries.add(
        encrypted(
            "sender data that are too long",
            Forgery.Form.DAMAGED,
            message -> message.senderData(data -> longer(data, 1))));
    forgeries.add(
        encrypted(
            "sender data that are too short",
            Forgery.Form.DAMAGED,
            message -> message.senderData(data -> longer(data, -1))));
    return forgeries.stream()
        .map(forgery -> test(forgery, action -> assertThrows(MalformedMessage.class, action)));
  }

  private static Forgery inTheClear(
      String what, Checkpoint checkpoint, UnaryOperator<Bytes> change) {
    return forgery(
        what,
        checkpoint,
        Forgery.Form.PUBLIC,
        stage -> change.apply(FramingForgeries.genuine(stage)),
        FramingForgeries::genuine);
  }

  private static Forgery plaintext(String what, UnaryOperator<Bytes> change) {
    return encrypted(what, Forgery.Form.PRIVATE, message -> message.plaintext(change));
  }

  private static Forgery encrypted(
      String what, Forgery.Form form, UnaryOperator<ForgedPrivateMessage> change) {
    return forgery(
        what,
        Checkpoint.MEMBER,
        form,
        stage -> encrypted(stage, change),
        stage -> encrypted(stage, UnaryOperator.identity()));
  }

  private static Bytes encrypted(Stage stage, UnaryOperator<ForgedPrivateMessage> change)
      throws MlsException {
    ForgedPrivateMessage message = new ForgedPrivateMessage(FramingForgeries.content(stage));
    return stage.friends().privately(Stage.CAROL, change.apply(message), RatchetType.HANDSHAKE);
  }

  private static Bytes longer(Bytes bytes, int more) {
    return Bytes.own(Arrays.copyOf(bytes.view(), bytes.length() + more));
  }

  private static Bytes with(Bytes bytes, int at, int value) {
    byte[] changed = bytes.toArray();
    changed[at] = (byte) value;
    return Bytes.own(changed);
  }

  /** In the clear and encrypted, signed and authenticated for the epoch that it says. */
  @TestFactory
  Stream<DynamicTest> messageOfAnotherEpochIsUndecryptable() {
    List<DynamicTest> tests = new ArrayList<>();
    for (long epoch : List.of(0L, 2L, 1L << 32, -1L)) {
      UndecryptableMessage.Reason reason =
          epoch == 0
              ? UndecryptableMessage.Reason.EPOCH_EXPIRED
              : UndecryptableMessage.Reason.EPOCH_AHEAD;
      Handshake.Message clear =
          stage ->
              stage.publicly(
                  stage.forge(Stage.CAROL).signed(WireFormat.PUBLIC_MESSAGE, framed(stage, epoch)));
      String what = "a message of epoch " + Long.toUnsignedString(epoch);
      for (Checkpoint checkpoint : List.of(Checkpoint.MEMBER, Checkpoint.SERVER)) {
        tests.add(
            undecryptable(
                reason,
                forgery(what, checkpoint, Forgery.Form.PUBLIC, clear, FramingForgeries::genuine)));
      }
      tests.add(
          undecryptable(
              reason, encrypted(what, Forgery.Form.DAMAGED, message -> message.epoch(epoch))));
    }
    return tests.stream();
  }

  private static FramedContent framed(Stage stage, long epoch) {
    return new FramedContent(
        stage.group(),
        epoch,
        Stage.sender(Stage.CAROL),
        Bytes.EMPTY,
        new Content.Proposed(new Proposal.Remove(Stage.leaf(Stage.ALICE))));
  }

  /** A huge generation costs nothing, and the key is not used up. */
  @TestFactory
  Stream<DynamicTest> generationFarAheadIsUndecryptable() {
    return Stream.of(0xffffffffL, 0x7fffffffL, 100_000L)
        .map(
            generation ->
                undecryptable(
                    UndecryptableMessage.Reason.TOO_FAR_AHEAD,
                    encrypted(
                        "generation " + generation,
                        Forgery.Form.DAMAGED,
                        message ->
                            message.senderData(
                                data ->
                                    new TlsWriter()
                                        .raw(data.slice(0, 4).toArray())
                                        .u32(generation)
                                        .raw(data.slice(8, 12).toArray())
                                        .toBytes()))));
  }

  /** A reference is never skipped, as it may be to anything (RFC 9420 s.12.4.2). */
  @TestFactory
  Stream<DynamicTest> unknownReferenceIsUndecryptable() {
    Proposal remove = new Proposal.Remove(Stage.leaf(Stage.CAROL));
    ProposalRef unknown = new ProposalRef(Bytes.own(new byte[32]));
    return Handshake.everywhere(
            Rule.PROPOSAL_MALFORMED,
            "a reference to a proposal that is not there",
            SETTING,
            (stage, format) ->
                stage.commit().with(unknown, Stage.sender(Stage.CAROL), remove).make(format),
            (stage, format) -> stage.commitOfReferences(remove).make(format))
        .stream()
        // The proposal may yet come: the key of an encrypted commit is kept for it.
        .map(
            forgery ->
                undecryptable(
                    UndecryptableMessage.Reason.UNKNOWN_PROPOSAL,
                    forgery.form() == Forgery.Form.PRIVATE
                        ? new Forgery(
                            forgery.rule(),
                            forgery.what(),
                            forgery.checkpoint(),
                            Forgery.Form.DAMAGED,
                            forgery.scene())
                        : forgery));
  }

  private static DynamicTest undecryptable(UndecryptableMessage.Reason reason, Forgery forgery) {
    return test(
        forgery,
        action -> assertEquals(reason, assertThrows(UndecryptableMessage.class, action).reason()));
  }
}
