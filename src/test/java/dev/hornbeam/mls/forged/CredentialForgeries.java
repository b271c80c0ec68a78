package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.Checkpoint;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.testing.ForgedCommit;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.ExternalSender;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Credentials that the application refuses (RFC 9420 s.5.3.1), where {@link LeafFlaws} and {@link
 * GroupInfoForgeries} do not bring them: of external senders, and of who removes another's leaf.
 */
final class CredentialForgeries {
  private static final Bytes KEY = Newcomers.CRYPTO.generateSignatureKey().publicKey();

  private CredentialForgeries() {}

  static Stream<Forgery> all() {
    List<Forgery> all = new ArrayList<>();
    senders(
        all,
        Rule.CREDENTIAL_REFUSED,
        "an external sender who is refused",
        new ExternalSender(KEY, Credential.basic("mallory")));
    senders(
        all,
        Rule.EXTERNAL_SENDER_KEY,
        "an external sender without a key",
        new ExternalSender(Bytes.EMPTY, Credential.basic("sender")));
    all.addAll(
        Handshake.inTheClear(
            Rule.CREDENTIAL_REFUSED,
            "an external commit that removes another client",
            Stage.setting(Extensions.NONE),
            (stage, format) -> resync(stage, "dave").make(format),
            (stage, format) -> resync(stage, "carol").make(format)));
    return all.stream();
  }

  private static void senders(List<Forgery> all, Rule rule, String what, ExternalSender sender) {
    Extensions forged = extensions(sender);
    Extensions genuine = extensions(new ExternalSender(KEY, Credential.basic("sender")));
    all.addAll(
        Handshake.everywhere(
            rule,
            "extensions in a commit: " + what,
            Stage.setting(Extensions.NONE),
            (stage, format) -> stage.commit(proposal(forged)).make(format),
            (stage, format) -> stage.commit(proposal(genuine)).make(format)));
    all.addAll(
        Handshake.everywhere(
            rule,
            "proposal of extensions: " + what,
            Stage.setting(Extensions.NONE),
            (stage, format) -> stage.proposal(Stage.CAROL, format, proposal(forged)),
            (stage, format) -> stage.proposal(Stage.CAROL, format, proposal(genuine))));
    for (ExtensionsVictim.Way way : ExtensionsVictim.Way.values()) {
      all.add(
          Newcomers.forgery(
              rule,
              "extensions for a " + way + ": " + what,
              Checkpoint.SENDER,
              () ->
                  new Forgery.Trial(
                      new ExtensionsVictim(Stage.setting(Extensions.NONE).friends(), way),
                      encoded(forged),
                      encoded(genuine))));
    }
  }

  private static Extensions extensions(ExternalSender sender) {
    return Extensions.of(ExternalSender.toExtension(List.of(sender)));
  }

  private static Bytes encoded(Extensions extensions) {
    return new TlsWriter().struct(extensions).toBytes();
  }

  private static Proposal proposal(Extensions extensions) {
    return new Proposal.GroupContextExtensions(extensions);
  }

  /** Someone of the name joins, and removes Carol. */
  private static ForgedCommit resync(Stage stage, String name) throws MlsException {
    return Outsider.commit(stage, name).with(new Proposal.Remove(Stage.leaf(Stage.CAROL)));
  }
}
