package dev.hornbeam.mls.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.crypto.Workers;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.ProposalRef;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.schedule.PskSecret;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.tree.TreeEditor;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What framing lets nobody send, or no test sends for its size. */
class ProposalReceiptTest {
  private static final SuiteCrypto CRYPTO =
      SuiteCrypto.of(
          CipherSuite.X25519_AES128GCM_SHA256_ED25519, CryptoProfile.fastest(), new SecureRandom());
  private static final Environment ENVIRONMENT =
      new Environment(
          CRYPTO,
          Workers.direct(),
          CredentialValidator.acceptAll(),
          Map.of(),
          Duration.ofDays(366),
          Clock.systemUTC());
  private static final GroupId GROUP = GroupId.of("group");
  private static final LeafIndex MEMBER = new LeafIndex(0);

  private final ForgedKeyPackage member = new ForgedKeyPackage(CRYPTO, Credential.basic("a"));

  private PublicState state() throws MlsException {
    TreeEditor editor = RatchetTree.empty(CRYPTO).edit();
    editor.addLeaf(member.make().leafNode());
    RatchetTree tree = editor.build();
    GroupContext context =
        new GroupContext(1, 1, GROUP, 5, tree.treeHash(), Bytes.EMPTY, Extensions.NONE);
    return new PublicState(context, tree, Bytes.EMPTY, Bytes.EMPTY);
  }

  private Proposal update() throws MlsException {
    LeafNode.Contents contents = member.make().leafNode().contents();
    try (HpkeKey key = CRYPTO.generateHpkeKey()) {
      return new Proposal.Update(
          Leaves.withKey(contents, key.publicKey())
              .with(new LeafNodeSource.Update())
              .sign(CRYPTO, member.key().privateKey(), GROUP, MEMBER));
    }
  }

  private static void refused(Rule rule, Executable action) {
    assertEquals(rule, assertThrows(InvalidMessage.class, action).rule());
  }

  @Test
  void updateIsOfAMember() throws Exception {
    PublicState state = state();
    Proposal update = update();
    ProposalReceipt.check(ENVIRONMENT, state, update, new Sender.Member(MEMBER));
    committed(state, new Sender.Member(MEMBER), update);
    for (LeafIndex blank : List.of(new LeafIndex(1), new LeafIndex(7))) {
      Sender sender = new Sender.Member(blank);
      refused(
          Rule.SENDER_NOT_MEMBER, () -> ProposalReceipt.check(ENVIRONMENT, state, update, sender));
      refused(Rule.SENDER_NOT_MEMBER, () -> committed(state, sender, update));
    }
    for (Sender sender : List.of(new Sender.External(0), new Sender.NewMemberProposal())) {
      refused(
          Rule.PROPOSAL_SENDER, () -> ProposalReceipt.check(ENVIRONMENT, state, update, sender));
      refused(Rule.PROPOSAL_SENDER, () -> committed(state, sender, update));
    }
  }

  /** Else what others propose could keep a member from committing at all. */
  @Test
  void psksAreCountedBeforeTheyAreUsed() throws Exception {
    PublicState state = state();
    Sender committer = new Sender.Member(MEMBER);
    List<ProposalList.Entry> entries = new ArrayList<>();
    for (int i = 0; i < PskSecret.MAX_COUNT; i++) {
      entries.add(psk(committer, i));
    }
    check(state, committer, entries);
    entries.add(psk(committer, PskSecret.MAX_COUNT));
    refused(Rule.PSK_COUNT, () -> check(state, committer, entries));
  }

  private static void check(PublicState state, Sender committer, List<ProposalList.Entry> entries)
      throws MlsException {
    ProposalListRules.check(
        ENVIRONMENT, state, new ProposalList(committer, entries), AppliedProposals.Role.RECEIVER);
  }

  private static ProposalList.Entry psk(Sender sender, int number) {
    Bytes nonce = new TlsWriter().raw(new byte[28]).u32(number).toBytes();
    PreSharedKeyId id = new PreSharedKeyId(new Psk.External(Bytes.EMPTY), nonce);
    return new ProposalList.Entry(new Proposal.PreSharedKey(id), sender, Optional.empty());
  }

  private static void committed(PublicState state, Sender proposer, Proposal update)
      throws MlsException {
    ProposalList.Entry entry =
        new ProposalList.Entry(update, proposer, Optional.of(new ProposalRef(Bytes.EMPTY)));
    Sender committer = new Sender.Member(new LeafIndex(3));
    AppliedProposals.of(
        ENVIRONMENT,
        state,
        new ProposalList(committer, List.of(entry)),
        AppliedProposals.Role.RECEIVER);
  }
}
