package dev.hornbeam.mls.framing;

import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.Sender;

/**
 * The content of a message whose sender's signature was checked. Only this package makes one, where
 * it checks.
 */
public sealed interface CheckedContent permits VerifiedContent, SignedContent {
  /** What the message says, with the signature over it. */
  AuthenticatedContent content();

  default Sender sender() {
    return content().content().sender();
  }
}
