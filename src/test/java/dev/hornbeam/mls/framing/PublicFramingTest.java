package dev.hornbeam.mls.framing;

import static dev.hornbeam.mls.framing.SampleEpoch.BLANK;
import static dev.hornbeam.mls.framing.SampleEpoch.BOB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.crypto.SignatureKey;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.FramedContentAuthData;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.PublicMessage;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.tree.TreeEditor;
import dev.hornbeam.mls.tree.UpdatePath;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.ExternalSender;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.ProposalType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublicFramingTest {
  private static final Sender EXTERNAL = new Sender.External(0);
  private static final Sender PROPOSER = new Sender.NewMemberProposal();
  private static final Sender JOINER = new Sender.NewMemberCommit();

  private final SampleEpoch epoch = new SampleEpoch(CipherSuite.P256_AES128GCM_SHA256_P256);
  private final SignatureKey newKey = epoch.crypto.generateSignatureKey();

  private static PublicMessage protect(SampleEpoch epoch, AuthenticatedContent content) {
    return PublicFraming.protect(epoch.crypto, epoch.context, epoch.membershipKey, content);
  }

  private VerifiedContent unprotect(PublicMessage message) throws MlsException {
    return unprotect(epoch, message);
  }

  private static VerifiedContent unprotect(SampleEpoch epoch, PublicMessage message)
      throws MlsException {
    PublicMessage received = TlsReader.decode(message.encoded(), PublicMessage::decode);
    return PublicFraming.unprotect(
        epoch.crypto, epoch.context, epoch.membershipKey, epoch.keys(), received);
  }

  private SignedContent verify(PublicMessage message) throws MlsException {
    return PublicFraming.verify(epoch.crypto, epoch.context, epoch.keys(), message);
  }

  /** By members and by those who are none. */
  private void refused(Rule rule, PublicMessage message) {
    assertEquals(rule, assertThrows(InvalidMessage.class, () -> unprotect(message)).rule());
    assertEquals(rule, assertThrows(InvalidMessage.class, () -> verify(message)).rule());
  }

  private void accepted(AuthenticatedContent content) throws MlsException {
    PublicMessage message = PublicFraming.fromOutside(content);
    assertEquals(content, unprotect(message).content());
    assertEquals(content, verify(message).content());
  }

  private PublicMessage fromOutside(SignatureKey key, Sender sender, Content content)
      throws MlsException {
    return PublicFraming.fromOutside(epoch.signed(key, sender, content));
  }

  private AuthenticatedContent byBob(Content content) throws MlsException {
    return epoch.byBob(WireFormat.PUBLIC_MESSAGE, content);
  }

  private Content commitWithPath(SignatureKey key) throws MlsException {
    return SampleEpoch.commit(Optional.of(new UpdatePath(epoch.leaf(key), List.of())));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsProtectedIsReceived(CipherSuite suite) throws Exception {
    SampleEpoch epoch = new SampleEpoch(suite);
    for (Content content : List.of(SampleEpoch.remove(), SampleEpoch.commit(Optional.empty()))) {
      AuthenticatedContent signed = epoch.byBob(WireFormat.PUBLIC_MESSAGE, content);
      PublicMessage message = protect(epoch, signed);
      VerifiedContent verified = unprotect(epoch, message);
      assertEquals(signed, verified.content());
      assertEquals(new Sender.Member(BOB), verified.sender());
    }
  }

  @Test
  void membershipTagIsChecked() throws Exception {
    PublicMessage message = protect(epoch, byBob(SampleEpoch.remove()));
    Bytes tag = message.membershipTag().orElseThrow();
    for (Bytes wrong : List.of(Bytes.EMPTY, tag.slice(0, 31), epoch.crypto.hash(tag))) {
      PublicMessage forged =
          new PublicMessage(message.content(), message.auth(), Optional.of(wrong));
      InvalidMessage e = assertThrows(InvalidMessage.class, () -> unprotect(forged));
      assertEquals(Rule.MEMBERSHIP_TAG, e.rule());
      verify(forged);
    }
    unprotect(message);
  }

  @Test
  void membershipTagCoversContextAndConfirmationTag() throws Exception {
    PublicMessage message = protect(epoch, byBob(SampleEpoch.commit(Optional.empty())));
    FramedContentAuthData otherTag =
        new FramedContentAuthData(message.auth().signature(), Optional.of(Bytes.utf8("other")));
    PublicMessage forged = new PublicMessage(message.content(), otherTag, message.membershipTag());
    assertEquals(
        Rule.MEMBERSHIP_TAG, assertThrows(InvalidMessage.class, () -> unprotect(forged)).rule());
    GroupContext other = epoch.context.withTranscript(Bytes.utf8("other"));
    assertEquals(
        Rule.MEMBERSHIP_TAG,
        assertThrows(
                InvalidMessage.class,
                () ->
                    PublicFraming.unprotect(
                        epoch.crypto, other, epoch.membershipKey, epoch.keys(), message))
            .rule());
    assertEquals(
        Rule.CONTENT_SIGNATURE,
        assertThrows(
                InvalidMessage.class,
                () -> PublicFraming.verify(epoch.crypto, other, epoch.keys(), message))
            .rule());
  }

  @Test
  void signatureIsChecked() throws Exception {
    AuthenticatedContent signed = byBob(SampleEpoch.remove());
    AuthenticatedContent byAlice =
        epoch.signed(epoch.aliceKey, new Sender.Member(BOB), SampleEpoch.remove());
    AuthenticatedContent forPrivate = epoch.byBob(WireFormat.PRIVATE_MESSAGE, SampleEpoch.remove());
    for (Bytes signature :
        List.of(Bytes.EMPTY, byAlice.auth().signature(), forPrivate.auth().signature())) {
      AuthenticatedContent forged =
          epoch.with(WireFormat.PUBLIC_MESSAGE, signed.content(), signature);
      refused(Rule.CONTENT_SIGNATURE, protect(epoch, forged));
    }
    unprotect(protect(epoch, signed));
  }

  @Test
  void applicationDataIsNeverPublic() throws Exception {
    AuthenticatedContent data = byBob(SampleEpoch.application("secret"));
    assertThrows(IllegalArgumentException.class, () -> protect(epoch, data));
    assertThrows(IllegalArgumentException.class, () -> PublicFraming.fromOutside(data));
    refused(
        Rule.APPLICATION_PUBLIC,
        new PublicMessage(data.content(), data.auth(), Optional.of(Bytes.EMPTY)));
  }

  @Test
  void memberIsInTheTree() throws Exception {
    for (LeafIndex leaf : List.of(BLANK, new LeafIndex(100))) {
      Sender sender = new Sender.Member(leaf);
      refused(
          Rule.SENDER_NOT_MEMBER,
          protect(epoch, epoch.signed(epoch.bobKey, sender, SampleEpoch.remove())));
    }
    unprotect(protect(epoch, byBob(SampleEpoch.remove())));
  }

  @Test
  void externalSenderIsListed() throws Exception {
    accepted(epoch.signed(epoch.externalKey, EXTERNAL, SampleEpoch.remove()));
    refused(
        Rule.SENDER_NOT_LISTED,
        fromOutside(epoch.externalKey, new Sender.External(1), SampleEpoch.remove()));
    refused(Rule.CONTENT_SIGNATURE, fromOutside(epoch.bobKey, EXTERNAL, SampleEpoch.remove()));
  }

  @Test
  void externalSenderOnlyProposes() throws Exception {
    accepted(epoch.signed(epoch.externalKey, EXTERNAL, epoch.add(newKey)));
    refused(
        Rule.EXTERNAL_SENDER_CONTENT,
        fromOutside(epoch.externalKey, EXTERNAL, SampleEpoch.commit(Optional.empty())));
  }

  @Test
  void externalSenderProposesTheTypesOfTheStandard() throws Exception {
    Bytes text = Bytes.utf8("text");
    for (Proposal allowed :
        List.of(
            new Proposal.GroupContextExtensions(Extensions.NONE),
            new Proposal.Custom(new ProposalType(0xf123), text))) {
      accepted(epoch.signed(epoch.externalKey, EXTERNAL, new Content.Proposed(allowed)));
    }
    for (Proposal other :
        List.of(new Proposal.Update(epoch.leaf(newKey)), new Proposal.ExternalInit(text))) {
      refused(
          Rule.PROPOSAL_SENDER,
          fromOutside(epoch.externalKey, EXTERNAL, new Content.Proposed(other)));
    }
  }

  @Test
  void newMemberOnlyProposesToBeAdded() throws Exception {
    accepted(epoch.signed(newKey, PROPOSER, epoch.add(newKey)));
    refused(Rule.NEW_MEMBER_PROPOSAL_CONTENT, fromOutside(newKey, PROPOSER, SampleEpoch.remove()));
    refused(
        Rule.NEW_MEMBER_PROPOSAL_CONTENT, fromOutside(newKey, PROPOSER, commitWithPath(newKey)));
    refused(Rule.CONTENT_SIGNATURE, fromOutside(epoch.bobKey, PROPOSER, epoch.add(newKey)));
  }

  @Test
  void newMemberCommitsWithAPath() throws Exception {
    accepted(epoch.signed(newKey, JOINER, commitWithPath(newKey)));
    refused(Rule.NEW_MEMBER_COMMIT_CONTENT, fromOutside(newKey, JOINER, SampleEpoch.remove()));
    refused(
        Rule.EXTERNAL_COMMIT_PATH,
        fromOutside(newKey, JOINER, SampleEpoch.commit(Optional.empty())));
    refused(Rule.CONTENT_SIGNATURE, fromOutside(epoch.bobKey, JOINER, commitWithPath(newKey)));
  }

  @Test
  void onlyMembersHaveAMembershipTag() throws Exception {
    AuthenticatedContent outside = epoch.signed(epoch.externalKey, EXTERNAL, SampleEpoch.remove());
    assertThrows(IllegalArgumentException.class, () -> protect(epoch, outside));
    AuthenticatedContent inside = byBob(SampleEpoch.remove());
    assertThrows(IllegalArgumentException.class, () -> PublicFraming.fromOutside(inside));
  }

  @Test
  void misuseIsRefused() throws Exception {
    AuthenticatedContent forPrivate = epoch.byBob(WireFormat.PRIVATE_MESSAGE, SampleEpoch.remove());
    assertThrows(IllegalArgumentException.class, () -> protect(epoch, forPrivate));
    GroupContext next = epoch.context.next(Bytes.EMPTY, Extensions.NONE);
    PublicMessage message = protect(epoch, byBob(SampleEpoch.remove()));
    assertThrows(
        IllegalArgumentException.class,
        () -> PublicFraming.verify(epoch.crypto, next, epoch.keys(), message));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            ContentSignature.signFromOutside(
                epoch.crypto, epoch.bobKey.privateKey(), message.content()));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            ContentSignature.sign(
                epoch.crypto,
                newKey.privateKey(),
                WireFormat.PUBLIC_MESSAGE,
                epoch.framed(PROPOSER, epoch.add(newKey)),
                epoch.context));
  }

  @Test
  void onlyCommitsHaveAConfirmationTag() throws Exception {
    AuthenticatedContent proposal = byBob(SampleEpoch.remove());
    AuthenticatedContent commit = byBob(SampleEpoch.commit(Optional.empty()));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new AuthenticatedContent(WireFormat.PUBLIC_MESSAGE, proposal.content(), commit.auth()));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new AuthenticatedContent(WireFormat.PUBLIC_MESSAGE, commit.content(), proposal.auth()));
  }

  @Test
  void keysComeFromTheTreeAndTheExtension() throws Exception {
    TreeEditor editor = RatchetTree.empty(epoch.crypto).edit();
    editor.addLeaf(epoch.leaf(newKey));
    Extensions extensions =
        Extensions.of(
            ExternalSender.toExtension(
                List.of(
                    new ExternalSender(
                        epoch.externalKey.publicKey(), Credential.basic("server")))));
    SenderKeys keys = SenderKeys.of(editor.build(), extensions);
    assertEquals(Optional.of(newKey.publicKey()), keys.member(new LeafIndex(0)));
    assertEquals(Optional.empty(), keys.member(new LeafIndex(1)));
    assertEquals(Optional.empty(), keys.member(new LeafIndex(0xffff_ffffL)));
    assertEquals(Optional.of(epoch.externalKey.publicKey()), keys.external(0));
    assertEquals(Optional.empty(), keys.external(1));
    assertEquals(Optional.empty(), keys.external(0xffff_ffffL));
    SenderKeys none = SenderKeys.of(editor.build(), Extensions.NONE);
    assertEquals(Optional.empty(), none.external(0));
  }
}
