package dev.hornbeam.mls.framing;

import dev.hornbeam.mls.message.AuthenticatedContent;

/**
 * Proof, for a member, that a message is of its group and of the sender that it names: the
 * signature was checked, and, if a member sent it, the membership tag or the encryption. The
 * confirmation tag of a commit was not.
 */
public final class VerifiedContent implements CheckedContent {
  private final AuthenticatedContent content;

  VerifiedContent(AuthenticatedContent content) {
    this.content = content;
  }

  @Override
  public AuthenticatedContent content() {
    return content;
  }
}
