package dev.hornbeam.mls.framing;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.FramedContent;
import dev.hornbeam.mls.message.FramedContentAuthData;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.message.PrivateMessage;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.schedule.RatchetStep;

/**
 * A message whose encryption was genuine: one who knows the sender's key of this generation made
 * it. Whatever {@link #verify} finds, the key was used, so the caller stores and accepts the step
 * in both cases; if it can do neither now, it closes the message and opens it again later.
 */
public final class OpenedMessage implements OpenedPrivate, AutoCloseable {
  private final SuiteCrypto crypto;
  private final PrivateMessage message;
  private final RatchetStep step;
  private final Bytes signatureKey;
  private final Secret plaintext;

  OpenedMessage(
      SuiteCrypto crypto,
      PrivateMessage message,
      RatchetStep step,
      Bytes signatureKey,
      Secret plaintext) {
    this.crypto = crypto;
    this.message = message;
    this.step = step;
    this.signatureKey = signatureKey;
    this.plaintext = plaintext;
  }

  /** The use of the key, which stays this message's until the caller accepts it. */
  public RatchetStep step() {
    return step;
  }

  /**
   * The second half of receiving: reads the content, and checks its padding and signature.
   *
   * @param context of the group and epoch that the message names
   * @throws MalformedMessage if what was encrypted is no content
   * @throws InvalidMessage if the padding is not all zeros, or the signature does not verify
   * @throws IllegalArgumentException if the context is of another group or epoch
   * @throws IllegalStateException if this message was closed
   */
  public VerifiedContent verify(GroupContext context) throws MalformedMessage, InvalidMessage {
    TlsReader r = new TlsReader(plaintext);
    Content content = Content.decode(r, message.contentType());
    FramedContentAuthData auth =
        r.struct("auth", a -> FramedContentAuthData.decode(a, message.contentType()));
    if (!isZero(r.rest("padding"))) {
      throw new InvalidMessage(Rule.PADDING);
    }
    FramedContent framed =
        new FramedContent(
            message.groupId(),
            message.epoch(),
            new Sender.Member(step.leaf()),
            message.authenticatedData(),
            content);
    AuthenticatedContent authenticated =
        new AuthenticatedContent(WireFormat.PRIVATE_MESSAGE, framed, auth);
    Bytes toBeSigned = ContentSignature.toBeSigned(WireFormat.PRIVATE_MESSAGE, framed, context);
    ContentSignature.verify(crypto, signatureKey, toBeSigned, authenticated);
    return new VerifiedContent(authenticated);
  }

  private static boolean isZero(Bytes padding) {
    int bits = 0;
    for (byte b : padding.view()) {
      bits |= b;
    }
    return bits == 0;
  }

  /** Wipes the plaintext, and closes the step unless it was accepted. */
  @Override
  public void close() {
    plaintext.close();
    step.close();
  }
}
