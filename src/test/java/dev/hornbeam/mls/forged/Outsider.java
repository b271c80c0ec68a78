package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.Friends;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SignatureKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.framing.ContentSignature;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.FramedContent;
import dev.hornbeam.mls.message.FramedContentAuthData;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.testing.ForgedCommit;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExternalSender;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** Those outside of the group, as malicious as its members. */
final class Outsider {
  /** The one external sender of the scenes. */
  static final Sender SENDER = new Sender.External(0);

  private static final SignatureKey KEY =
      SuiteCrypto.of(Friends.SUITE, CryptoProfile.fastest(), new SecureRandom())
          .generateSignatureKey();

  private Outsider() {}

  /** Lists the external sender. */
  static Extension listed() {
    return ExternalSender.toExtension(
        List.of(new ExternalSender(KEY.publicKey(), Credential.basic("outsider"))));
  }

  /** A proposal of the external sender's. */
  static AuthenticatedContent proposal(Stage stage, Proposal proposal) throws MlsException {
    return content(stage, SENDER, new Content.Proposed(proposal), KEY.privateKey());
  }

  /** Content of one outside of the group who claims to be some sender. */
  static AuthenticatedContent content(Stage stage, Sender sender, Content content)
      throws MlsException {
    return content(stage, sender, content, KEY.privateKey());
  }

  /** The proposal of one who wants to be added. */
  static AuthenticatedContent newMember(Stage stage, ForgedKeyPackage client) throws MlsException {
    KeyPackage keyPackage = client.make();
    boolean isOwnKey = keyPackage.leafNode().signatureKey().equals(client.key().publicKey());
    return content(
        stage,
        new Sender.NewMemberProposal(),
        new Content.Proposed(new Proposal.Add(keyPackage)),
        isOwnKey ? client.key().privateKey() : client.signer());
  }

  /** Content of one outside of the group, whose signature does not cover its context. */
  static AuthenticatedContent content(
      Stage stage, Sender sender, Content content, PrivateKey signer) throws MlsException {
    FramedContent framed = stage.forge(Stage.ALICE).framed(sender, content);
    Optional<Bytes> tag =
        content instanceof Content.Committed ? Optional.of(Bytes.EMPTY) : Optional.empty();
    return new AuthenticatedContent(
        WireFormat.PUBLIC_MESSAGE,
        framed,
        new FramedContentAuthData(
            ContentSignature.signFromOutside(stage.crypto(), signer, framed), tag));
  }

  /** An external commit of a new client, with the ExternalInit in its list. */
  static ForgedCommit commit(Stage stage, String name) {
    ForgedKeyPackage client = new ForgedKeyPackage(stage.crypto(), Credential.basic(name));
    LeafNode.Contents leaf = Leaves.with(client.contents(), LeafFlaws.capabilities(stage.crypto()));
    return commit(stage, leaf, client.key().privateKey());
  }

  /** An external commit by one whose leaf node says this, but for its key and its source. */
  static ForgedCommit commit(Stage stage, LeafNode.Contents leaf, PrivateKey signer) {
    var state = stage.friends().state(Stage.ALICE);
    try (HpkeKey external = state.secrets().externalKey()) {
      return ForgedCommit.external(
          stage.crypto(), state.shared(), external.publicKey(), leaf, signer);
    } catch (CryptoRefused e) {
      throw new AssertionError(e);
    }
  }
}
