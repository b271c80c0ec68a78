package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.group.CommitMaking;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.group.ProposalList;
import dev.hornbeam.mls.message.EncryptedGroupSecrets;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.message.GroupInfo;
import dev.hornbeam.mls.message.GroupSecrets;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.message.Welcome;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.schedule.EpochSecrets;
import dev.hornbeam.mls.schedule.KeySchedule;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.tree.TreeEditor;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.mls.types.StoreKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Welcomes to groups that a member has made to harm who joins. */
class HostileGroupTest {
  private static final CipherSuite SUITE = CipherSuite.X25519_AES128GCM_SHA256_ED25519;

  private final SuiteCrypto crypto =
      SuiteCrypto.of(SUITE, CryptoProfile.fastest(), new SecureRandom());
  private final InMemoryStore store = new InMemoryStore();
  private MlsClient victim;
  private KeyPackage keyPackage;

  @BeforeEach
  void makeKeyPackage() throws Exception {
    victim = builder("victim").store(store).resumptionPsks(2).build();
    keyPackage = Messages.keyPackage(victim.newKeyPackage());
  }

  private static MlsClientBuilder builder(String name) {
    return MlsClient.builder(SUITE).credential(Credential.basic(name));
  }

  /** A member's commit that adds the victim, with a path. */
  private CommitMaking.Made add(Group group) throws Exception {
    GroupState state = group.core().state();
    Sender self = new Sender.Member(state.own().index());
    ProposalList list =
        new ProposalList(
            self,
            List.of(new ProposalList.Entry(new Proposal.Add(keyPackage), self, Optional.empty())));
    ClientSettings settings = group.core().settings();
    CommitMaking.Plan plan =
        new CommitMaking.Plan(
            list,
            Optional.of(settings.vault().create(KeySource.Purpose.LEAF)),
            state.ownLeaf().contents(),
            state.own().signature(),
            WireFormat.PUBLIC_MESSAGE,
            Bytes.EMPTY,
            Extensions.NONE,
            CommitMaking.TreeDelivery.IN_GROUP_INFO,
            CommitMaking.WelcomeBatches.ONE_FOR_ALL);
    return CommitMaking.byMember(settings.env(), state, plan, psk -> Optional.empty());
  }

  /** A Welcome without a path secret, with a joiner secret of the member's choice. */
  private Bytes welcome(GroupState member, GroupContext context, RatchetTree tree)
      throws Exception {
    try (Secret joinerSecret = Secret.own(crypto.random(crypto.hashLength()));
        Secret noPsk = Secret.zeros(crypto.hashLength());
        KeySchedule.JoinerSecret joiner =
            new KeySchedule.JoinerSecret(crypto, joinerSecret.copy());
        KeySchedule.MemberSecret memberSecret = joiner.withPsk(noPsk);
        KeySchedule.WelcomeSecret welcomeSecret = memberSecret.welcome();
        KeySchedule.EpochSecret epoch = memberSecret.epoch(context);
        EpochSecrets secrets = epoch.secrets();
        GroupSecrets groupSecrets =
            new GroupSecrets(joinerSecret.copy(), Optional.empty(), List.of())) {
      GroupInfo info =
          GroupInfo.sign(
              crypto,
              member.own().signature().privateKey(),
              context,
              Extensions.of(new Extension(ExtensionType.RATCHET_TREE, tree.encoded())),
              secrets.confirmationTag(context.confirmedTranscriptHash()),
              member.own().index());
      Bytes sealed = welcomeSecret.seal(info.encoded());
      EncryptedGroupSecrets forVictim =
          EncryptedGroupSecrets.seal(
              crypto, EncryptedGroupSecrets.encryption(crypto, sealed), keyPackage, groupSecrets);
      return new MlsMessage.ForNewMembers(new Welcome(SUITE.code(), List.of(forVictim), sealed))
          .encoded();
    }
  }

  /** The next commit from the other half of the tree is encrypted to the node that they share. */
  @Test
  void pathSecretIsThereIfItIsNeeded() throws Exception {
    MlsClient bob = builder("bob").build();
    MlsClient mallory = builder("mallory").build();
    Group alice = builder("alice").build().createGroup(GroupId.random());
    OutgoingCommit first =
        alice.commit().add(bob.newKeyPackage()).add(mallory.newKeyPackage()).stage();
    alice.merge(first);
    try (CommitMaking.Made made = add(mallory.join(first.welcome().orElseThrow()))) {
      GroupState next = made.next().state();
      Bytes without = welcome(next, next.shared().context(), next.shared().tree());
      InvalidMessage e = assertThrows(InvalidMessage.class, () -> victim.join(without));
      assertEquals(Rule.PATH_SECRET_MISMATCH, e.rule());
      victim.join(new MlsMessage.ForNewMembers(made.welcomes().get(0)).encoded());
    }
  }

  /** Epochs are unsigned numbers. */
  @Test
  void oldResumptionPsksGoInAnyEpoch() throws Exception {
    GroupState mallory = builder("mallory").build().createGroup(GroupId.random()).core().state();
    TreeEditor editor = mallory.shared().tree().edit();
    editor.addLeaf(keyPackage.leafNode());
    RatchetTree tree = editor.build();
    GroupContext first = mallory.shared().context();
    GroupContext late =
        new GroupContext(
            first.version(),
            first.cipherSuite(),
            first.groupId(),
            Long.MIN_VALUE,
            tree.treeHash(),
            first.confirmedTranscriptHash(),
            first.extensions());
    Group group = victim.join(welcome(mallory, late, tree));
    for (int i = 0; i < 4; i++) {
      group.merge(group.commit().stage());
    }
    assertEquals(2, store.keys(StoreKey.Kind.RESUMPTION_PSK, group.id().value()).size());
  }
}
