package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.framing.ContentSignature;
import dev.hornbeam.mls.framing.PublicFraming;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.Commit;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.EncryptedGroupSecrets;
import dev.hornbeam.mls.message.FramedContent;
import dev.hornbeam.mls.message.FramedContentAuthData;
import dev.hornbeam.mls.message.GroupSecrets;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.ProposalOrRef;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.message.Welcome;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.GroupId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Values of others' making that all have one hash code take no more time than any others: compared
 * each with each, these would take minutes.
 */
class HashFloodTest {
  private static final CipherSuite SUITE = CipherSuite.X25519_AES128GCM_SHA256_ED25519;
  private static final Duration ENOUGH = Duration.ofSeconds(60);

  private final SuiteCrypto crypto =
      SuiteCrypto.of(SUITE, CryptoProfile.fastest(), new SecureRandom());

  /** In Java, "Aa" and "BB" have the same hash code, and so has any sequence of them. */
  private static List<PreSharedKeyId> colliding() {
    List<PreSharedKeyId> ids = new ArrayList<>();
    for (int i = 0; i < 60_000; i++) {
      StringBuilder nonce = new StringBuilder();
      for (int bit = 0; bit < 16; bit++) {
        nonce.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      ids.add(new PreSharedKeyId(new Psk.External(Bytes.EMPTY), Bytes.utf8(nonce.toString())));
    }
    assertEquals(1, ids.stream().mapToInt(PreSharedKeyId::hashCode).distinct().count());
    return ids;
  }

  private static MlsClient client(String name) throws Exception {
    return MlsClient.builder(SUITE)
        .credential(Credential.basic(name))
        .framing(HandshakeFraming.PUBLIC)
        .build();
  }

  /** Whoever has a KeyPackage can send a Welcome. */
  @Test
  void pskIdsOfAWelcome() throws Exception {
    MlsClient victim = client("victim");
    KeyPackage keyPackage = Messages.keyPackage(victim.newKeyPackage());
    Bytes info = Bytes.own(crypto.random(64));
    try (GroupSecrets secrets =
        new GroupSecrets(
            Secret.own(crypto.random(crypto.hashLength())), Optional.empty(), colliding())) {
      EncryptedGroupSecrets sealed =
          EncryptedGroupSecrets.seal(
              crypto, EncryptedGroupSecrets.encryption(crypto, info), keyPackage, secrets);
      Bytes welcome =
          new MlsMessage.ForNewMembers(new Welcome(SUITE.code(), List.of(sealed), info)).encoded();
      assertTimeoutPreemptively(
          ENOUGH, () -> assertThrows(UndecryptableMessage.class, () -> victim.join(welcome)));
    }
  }

  @Test
  void pskIdsOfACommit() throws Exception {
    MlsClient bob = client("bob");
    Group mallory = client("mallory").createGroup(GroupId.random());
    OutgoingCommit add = mallory.commit().add(bob.newKeyPackage()).stage();
    mallory.merge(add);
    Group victim = bob.join(add.welcome().orElseThrow());
    List<ProposalOrRef> proposals =
        colliding().stream()
            .<ProposalOrRef>map(id -> new ProposalOrRef.ByValue(new Proposal.PreSharedKey(id)))
            .toList();
    Bytes commit = forge(mallory.core().state(), new Commit(proposals, Optional.empty()));
    assertTimeoutPreemptively(
        ENOUGH, () -> assertThrows(UndecryptableMessage.class, () -> victim.receive(commit)));
  }

  private Bytes forge(GroupState state, Commit commit) throws Exception {
    FramedContent framed =
        new FramedContent(
            state.shared().groupId(),
            state.shared().epoch(),
            new Sender.Member(state.own().index()),
            Bytes.EMPTY,
            new Content.Committed(commit));
    Bytes signature =
        ContentSignature.sign(
            crypto,
            state.own().signature().privateKey(),
            WireFormat.PUBLIC_MESSAGE,
            framed,
            state.shared().context());
    AuthenticatedContent content =
        new AuthenticatedContent(
            WireFormat.PUBLIC_MESSAGE,
            framed,
            new FramedContentAuthData(signature, Optional.of(Bytes.EMPTY)));
    return new MlsMessage.Public(
            PublicFraming.protect(
                crypto, state.shared().context(), state.secrets().membershipKey(), content))
        .encoded();
  }
}
