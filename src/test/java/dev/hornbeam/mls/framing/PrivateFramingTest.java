package dev.hornbeam.mls.framing;

import static dev.hornbeam.mls.framing.SampleEpoch.ALICE;
import static dev.hornbeam.mls.framing.SampleEpoch.BLANK;
import static dev.hornbeam.mls.framing.SampleEpoch.BOB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.error.UndecryptableMessage.Reason;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.ContentType;
import dev.hornbeam.mls.message.PrivateMessage;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.schedule.RatchetStep;
import dev.hornbeam.mls.schedule.RatchetType;
import dev.hornbeam.mls.schedule.SecretTree;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.PaddingPolicy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PrivateFramingTest {
  private static final Bytes GUARD = Bytes.copyOf((byte) 1, (byte) 2, (byte) 3, (byte) 4);

  private final SampleEpoch epoch = new SampleEpoch(CipherSuite.P256_AES128GCM_SHA256_P256);
  private final SecretTree bob = epoch.secretTree();
  private final SecretTree alice = epoch.secretTree();

  private PrivateMessage fromBob(Content content, PaddingPolicy padding) throws MlsException {
    return fromBob(epoch, bob, content, padding);
  }

  private static PrivateMessage fromBob(
      SampleEpoch epoch, SecretTree bob, Content content, PaddingPolicy padding)
      throws MlsException {
    AuthenticatedContent signed = epoch.byBob(WireFormat.PRIVATE_MESSAGE, content);
    RatchetStep step = bob.next(BOB, PrivateFraming.ratchet(content.type()));
    PrivateMessage message =
        PrivateFraming.protect(epoch.crypto, epoch.senderDataSecret, step, padding, signed);
    step.accept();
    return message;
  }

  private OpenedPrivate open(PrivateMessage message) throws MlsException {
    return open(epoch, alice, message);
  }

  private static OpenedPrivate open(SampleEpoch epoch, SecretTree tree, PrivateMessage message)
      throws MlsException {
    return PrivateFraming.open(
        epoch.crypto, epoch.senderDataSecret, tree, ALICE, epoch.keys(), message);
  }

  /** Opens, verifies and accepts a message. */
  private static VerifiedContent receive(SampleEpoch epoch, SecretTree tree, PrivateMessage message)
      throws MlsException {
    try (OpenedMessage opened = assertInstanceOf(OpenedMessage.class, open(epoch, tree, message))) {
      VerifiedContent verified = opened.verify(epoch.context);
      opened.step().accept();
      return verified;
    }
  }

  private void refused(Rule rule, PrivateMessage message) {
    InvalidMessage e = assertThrows(InvalidMessage.class, () -> open(message));
    assertEquals(rule, e.rule());
  }

  private void undecryptable(Reason reason, PrivateMessage message) {
    UndecryptableMessage e = assertThrows(UndecryptableMessage.class, () -> open(message));
    assertEquals(reason, e.reason());
  }

  private static List<Content> contents() {
    return List.of(
        SampleEpoch.application("hello"),
        SampleEpoch.application(""),
        SampleEpoch.remove(),
        SampleEpoch.commit(Optional.empty()));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsProtectedIsReceived(CipherSuite suite) throws Exception {
    SampleEpoch epoch = new SampleEpoch(suite);
    SecretTree bob = epoch.secretTree();
    SecretTree alice = epoch.secretTree();
    for (Content content : contents()) {
      PrivateMessage message = fromBob(epoch, bob, content, PaddingPolicy.toSteps());
      AuthenticatedContent received = receive(epoch, alice, message).content();
      AuthenticatedContent sent = epoch.byBob(WireFormat.PRIVATE_MESSAGE, content);
      assertEquals(sent.content(), received.content());
      assertEquals(sent.auth().confirmationTag(), received.auth().confirmationTag());
    }
  }

  @Test
  void messageIsReceivedOnce() throws Exception {
    PrivateMessage message = fromBob(SampleEpoch.remove(), PaddingPolicy.none());
    receive(epoch, alice, message);
    undecryptable(Reason.KEY_CONSUMED, message);
  }

  @Test
  void forgedMessageUsesNothingUp() throws Exception {
    PrivateMessage genuine = fromBob(SampleEpoch.application("hello, world"), PaddingPolicy.none());
    int last = genuine.ciphertext().length() - 1;
    refused(Rule.CONTENT_ENCRYPTION, with(genuine, flip(genuine.ciphertext(), last)));
    refused(Rule.SENDER_DATA_ENCRYPTION, with(genuine, flip(genuine.ciphertext(), 0)));
    refused(Rule.SENDER_DATA_ENCRYPTION, with(genuine, Bytes.EMPTY));
    refused(Rule.CONTENT_ENCRYPTION, with(genuine, genuine.ciphertext().slice(0, last)));
    refused(
        Rule.SENDER_DATA_ENCRYPTION,
        withSenderData(genuine, flip(genuine.encryptedSenderData(), 0)));
    refused(Rule.SENDER_DATA_ENCRYPTION, withSenderData(genuine, Bytes.EMPTY));
    refused(
        Rule.CONTENT_ENCRYPTION,
        new PrivateMessage(
            genuine.groupId(),
            genuine.epoch(),
            genuine.contentType(),
            Bytes.EMPTY,
            genuine.encryptedSenderData(),
            genuine.ciphertext()));
    refused(
        Rule.SENDER_DATA_ENCRYPTION,
        new PrivateMessage(
            genuine.groupId(),
            genuine.epoch(),
            ContentType.COMMIT,
            genuine.authenticatedData(),
            genuine.encryptedSenderData(),
            genuine.ciphertext()));
    receive(epoch, alice, genuine);
  }

  private static PrivateMessage with(PrivateMessage message, Bytes ciphertext) {
    return new PrivateMessage(
        message.groupId(),
        message.epoch(),
        message.contentType(),
        message.authenticatedData(),
        message.encryptedSenderData(),
        ciphertext);
  }

  private static PrivateMessage withSenderData(PrivateMessage message, Bytes senderData) {
    return new PrivateMessage(
        message.groupId(),
        message.epoch(),
        message.contentType(),
        message.authenticatedData(),
        senderData,
        message.ciphertext());
  }

  private static Bytes flip(Bytes bytes, int at) {
    byte[] flipped = bytes.toArray();
    flipped[at] ^= 1;
    return Bytes.own(flipped);
  }

  @Test
  void openedMessageThatIsClosedCanBeOpenedAgain() throws Exception {
    PrivateMessage message = fromBob(SampleEpoch.remove(), PaddingPolicy.none());
    OpenedMessage opened = assertInstanceOf(OpenedMessage.class, open(message));
    opened.verify(epoch.context);
    opened.close();
    assertThrows(IllegalStateException.class, () -> opened.verify(epoch.context));
    assertThrows(IllegalStateException.class, () -> opened.step().accept());
    receive(epoch, alice, message);
  }

  /** What a member can do to others who knows the keys: genuine encryption of nonsense. */
  private PrivateMessage sealed(ContentType type, Bytes plaintext) {
    RatchetStep step = bob.next(BOB, PrivateFraming.ratchet(type));
    return epoch.seal(
        step, type, new SenderData(BOB, step.generation(), GUARD), plaintext.toArray());
  }

  private Bytes plaintext(Content content, byte... padding) throws MlsException {
    AuthenticatedContent signed = epoch.byBob(WireFormat.PRIVATE_MESSAGE, content);
    return new TlsWriter().struct(content).struct(signed.auth()).raw(padding).toBytes();
  }

  private <E extends MlsException> E genuineButRefused(Class<E> type, PrivateMessage message)
      throws MlsException {
    E refusal;
    try (OpenedMessage opened = assertInstanceOf(OpenedMessage.class, open(message))) {
      refusal = assertThrows(type, () -> opened.verify(epoch.context));
      opened.step().accept();
    }
    undecryptable(Reason.KEY_CONSUMED, message);
    return refusal;
  }

  @Test
  void paddingOfZerosIsAccepted() throws Exception {
    Bytes plaintext = plaintext(SampleEpoch.application("a"), (byte) 0, (byte) 0);
    receive(epoch, alice, sealed(ContentType.APPLICATION, plaintext));
  }

  @Test
  void otherPaddingIsRefusedAndUsesTheKeyUp() throws Exception {
    for (byte[] padding : List.of(new byte[] {1}, new byte[] {0, 0, 5}, new byte[] {-1, 0})) {
      PrivateMessage message =
          sealed(ContentType.APPLICATION, plaintext(SampleEpoch.application("a"), padding));
      assertEquals(Rule.PADDING, genuineButRefused(InvalidMessage.class, message).rule());
    }
  }

  @Test
  void wrongSignatureIsRefusedAndUsesTheKeyUp() throws Exception {
    Content said = SampleEpoch.application("I did");
    AuthenticatedContent signed =
        epoch.byBob(WireFormat.PRIVATE_MESSAGE, SampleEpoch.application("I did not"));
    PrivateMessage message =
        sealed(
            ContentType.APPLICATION, new TlsWriter().struct(said).struct(signed.auth()).toBytes());
    assertEquals(Rule.CONTENT_SIGNATURE, genuineButRefused(InvalidMessage.class, message).rule());
  }

  @Test
  void signatureForAPublicMessageIsRefused() throws Exception {
    Content content = SampleEpoch.remove();
    AuthenticatedContent signed = epoch.byBob(WireFormat.PUBLIC_MESSAGE, content);
    PrivateMessage message =
        sealed(
            ContentType.PROPOSAL, new TlsWriter().struct(content).struct(signed.auth()).toBytes());
    assertEquals(Rule.CONTENT_SIGNATURE, genuineButRefused(InvalidMessage.class, message).rule());
  }

  @Test
  void nonsenseIsMalformedAndUsesTheKeyUp() throws Exception {
    genuineButRefused(MalformedMessage.class, sealed(ContentType.COMMIT, Bytes.EMPTY));
    Bytes application = plaintext(SampleEpoch.application("a"));
    genuineButRefused(MalformedMessage.class, sealed(ContentType.PROPOSAL, application));
  }

  @Test
  void contextOfAnotherEpochIsMisuse() throws Exception {
    PrivateMessage message = fromBob(SampleEpoch.remove(), PaddingPolicy.none());
    try (OpenedMessage opened = assertInstanceOf(OpenedMessage.class, open(message))) {
      var next = epoch.context.next(Bytes.EMPTY, epoch.context.extensions());
      assertThrows(IllegalArgumentException.class, () -> opened.verify(next));
      opened.verify(epoch.context);
    }
  }

  @Test
  void ownMessageIsRecognised() throws Exception {
    PrivateMessage message = fromBob(SampleEpoch.application("mine"), PaddingPolicy.none());
    OpenedPrivate opened =
        PrivateFraming.open(epoch.crypto, epoch.senderDataSecret, bob, BOB, epoch.keys(), message);
    assertEquals(new OwnEcho(0), opened);
  }

  @Test
  void blankSenderIsRefused() {
    for (LeafIndex sender : List.of(BLANK, new LeafIndex(1000), new LeafIndex(0xffff_ffffL))) {
      RatchetStep step = bob.next(BOB, RatchetType.APPLICATION);
      SenderData data = new SenderData(sender, step.generation(), GUARD);
      refused(Rule.SENDER_DATA_LEAF, epoch.seal(step, ContentType.APPLICATION, data, new byte[10]));
    }
  }

  @Test
  void hugeGenerationIsRefused() {
    RatchetStep step = bob.next(BOB, RatchetType.APPLICATION);
    SenderData data = new SenderData(BOB, 0xffff_ffffL, GUARD);
    undecryptable(
        Reason.TOO_FAR_AHEAD, epoch.seal(step, ContentType.APPLICATION, data, new byte[10]));
  }

  @Test
  void reuseGuardIsAppliedToACopy() {
    SenderData data = new SenderData(BOB, 0, GUARD);
    Bytes before = Bytes.fromHex("10204080" + "05060708090a0b0c");
    Secret nonce = Secret.copyOf(before.view());
    Bytes guarded = Bytes.own(data.guard(nonce).expose());
    assertEquals(before, Bytes.copyOf(nonce.expose()));
    assertEquals(Bytes.copyOf((byte) 17, (byte) 34, (byte) 67, (byte) -124), guarded.slice(0, 4));
    assertEquals(before.slice(4, 12), guarded.slice(4, 12));
  }

  @Test
  void sameKeyNeverMeetsTheSameNonce() throws Exception {
    AuthenticatedContent signed =
        epoch.byBob(WireFormat.PRIVATE_MESSAGE, SampleEpoch.application("again"));
    try (RatchetStep step = bob.next(BOB, RatchetType.APPLICATION)) {
      Bytes nonce = Bytes.copyOf(step.key().nonce().expose());
      PrivateMessage one = protect(step, signed);
      PrivateMessage other = protect(step, signed);
      assertNotEquals(one.ciphertext(), other.ciphertext());
      assertEquals(nonce, Bytes.copyOf(step.key().nonce().expose()));
    }
  }

  private PrivateMessage protect(RatchetStep step, AuthenticatedContent content) {
    return PrivateFraming.protect(
        epoch.crypto, epoch.senderDataSecret, step, PaddingPolicy.none(), content);
  }

  @Test
  void paddingHidesTheLength() throws Exception {
    int tag = epoch.crypto.suite().aead().tagLength();
    for (int length = 0; length < 300; length += 23) {
      Content content = SampleEpoch.application("x".repeat(length));
      PrivateMessage message = fromBob(content, PaddingPolicy.toMultipleOf(512));
      assertEquals(512, message.ciphertext().length() - tag);
      assertEquals(content, receive(epoch, alice, message).content().content().content());
    }
  }

  @Test
  void misuseIsRefused() throws Exception {
    AuthenticatedContent proposal = epoch.byBob(WireFormat.PRIVATE_MESSAGE, SampleEpoch.remove());
    AuthenticatedContent publicProposal =
        epoch.byBob(WireFormat.PUBLIC_MESSAGE, SampleEpoch.remove());
    try (RatchetStep step = bob.next(BOB, RatchetType.HANDSHAKE)) {
      assertThrows(IllegalArgumentException.class, () -> protect(step, publicProposal));
      assertThrows(
          IllegalArgumentException.class,
          () ->
              PrivateFraming.protect(
                  epoch.crypto, epoch.senderDataSecret, step, length -> -1, proposal));
      assertTrue(protect(step, proposal).ciphertext().length() > 0);
    }
    try (RatchetStep step = bob.next(BOB, RatchetType.APPLICATION)) {
      assertThrows(IllegalArgumentException.class, () -> protect(step, proposal));
    }
    try (RatchetStep step = bob.next(ALICE, RatchetType.HANDSHAKE)) {
      assertThrows(IllegalArgumentException.class, () -> protect(step, proposal));
    }
  }
}
