package dev.hornbeam.mls.framing;

import dev.hornbeam.mls.message.AuthenticatedContent;

/**
 * What someone who is no member can know of a message: that the sender that it names has signed it
 * for this group and epoch. The membership tag was not checked.
 */
public final class SignedContent implements CheckedContent {
  private final AuthenticatedContent content;

  SignedContent(AuthenticatedContent content) {
    this.content = content;
  }

  @Override
  public AuthenticatedContent content() {
    return content;
  }
}
