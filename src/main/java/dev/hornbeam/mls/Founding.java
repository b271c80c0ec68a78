package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.group.CommitMaking;
import dev.hornbeam.mls.group.GroupCreation;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.group.NextEpoch;
import dev.hornbeam.mls.group.ProposalList;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes groups: from nothing, or to follow from another (RFC 9420 s.11). */
final class Founding {
  private Founding() {}

  /** A group in epoch 1, with all its members, that is not stored yet. */
  record Founded(NextEpoch next, KeyHandle leafKey, Optional<Bytes> welcomes) {}

  static NextEpoch create(
      ClientSettings settings, GroupId id, Extensions extensions, KeyHandle leafKey)
      throws MlsException {
    KeyHandle signature = settings.identity().signatureKey();
    LeafNode leaf =
        settings.newLeaf(leafKey.publicKey()).sign(settings.crypto(), signature.privateKey());
    return GroupCreation.create(settings.env(), id, extensions, leaf, leafKey, signature);
  }

  static Founded reinitialize(ClientSettings settings, GroupId old, List<Bytes> keyPackages)
      throws MlsException {
    OldGroup oldGroup = OldGroup.read(settings.store(), old);
    if (!(oldGroup.record().lifecycle() instanceof Lifecycle.Reinitialized ended)) {
      throw new IllegalArgumentException("no ReInit has ended the group");
    }
    Proposal.ReInit reInit = ended.reInit();
    requireSuite(settings, reInit.cipherSuite());
    Founded founded =
        found(
            settings,
            reInit.groupId(),
            reInit.extensions(),
            keyPackages,
            oldGroup.psk(Psk.Usage.REINIT));
    try {
      oldGroup.checkReinit(settings.env().validator(), founded.next().state().shared());
      return founded;
    } catch (MlsException | RuntimeException e) {
      founded.next().close();
      settings.vault().drop(founded.leafKey());
      throw e;
    }
  }

  static Founded branch(ClientSettings settings, GroupId old, GroupId id, List<Bytes> keyPackages)
      throws MlsException {
    OldGroup oldGroup = OldGroup.read(settings.store(), old);
    requireSuite(settings, oldGroup.record().context().cipherSuite());
    Founded founded =
        found(
            settings,
            id,
            oldGroup.record().context().extensions(),
            keyPackages,
            oldGroup.psk(Psk.Usage.BRANCH));
    try {
      oldGroup.checkBranch(settings.env().validator(), founded.next().state().shared());
      return founded;
    } catch (MlsException | RuntimeException e) {
      founded.next().close();
      settings.vault().drop(founded.leafKey());
      throw e;
    }
  }

  /** A group of one, and at once the commit that adds the others and links it to the old one. */
  private static Founded found(
      ClientSettings settings, GroupId id, Extensions extensions, List<Bytes> keyPackages, Psk link)
      throws MlsException {
    Optional<KeyHandle> made = Optional.empty();
    // Nobody encrypts to the leaf of epoch 0, so that its key lives for this moment only.
    try (HpkeKey first = settings.crypto().generateHpkeKey();
        NextEpoch alone = create(settings, id, extensions, passing(first))) {
      KeyHandle leafKey = settings.vault().createLeaf(id, 1);
      made = Optional.of(leafKey);
      CommitMaking.Made commit =
          CommitMaking.byMember(
              settings.env(),
              alone.state(),
              plan(settings, alone.state(), keyPackages, link, leafKey),
              psk -> settings.store().read(GroupCore.pskKey(psk)));
      Optional<Bytes> welcome =
          commit.welcomes().stream()
              .map(each -> new MlsMessage.ForNewMembers(each).encoded())
              .findFirst();
      return new Founded(commit.next(), leafKey, welcome);
    } catch (MlsException | RuntimeException e) {
      made.ifPresent(leafKey -> settings.vault().drop(leafKey));
      throw e;
    }
  }

  private static KeyHandle passing(HpkeKey key) {
    return new KeyHandle(new KeyRef(Bytes.EMPTY), key.publicKey(), key.privateKey());
  }

  private static CommitMaking.Plan plan(
      ClientSettings settings,
      GroupState alone,
      List<Bytes> keyPackages,
      Psk link,
      KeyHandle leafKey)
      throws MlsException {
    Sender self = new Sender.Member(alone.own().index());
    List<ProposalList.Entry> entries = new ArrayList<>();
    for (Bytes each : keyPackages) {
      Proposal add = new Proposal.Add(Messages.keyPackage(each));
      entries.add(new ProposalList.Entry(add, self, Optional.empty()));
    }
    SuiteCrypto crypto = settings.crypto();
    Bytes nonce = Bytes.own(crypto.random(crypto.hashLength()));
    entries.add(new ProposalList.Entry(Proposals.psk(link, nonce), self, Optional.empty()));
    return new CommitMaking.Plan(
        new ProposalList(self, entries),
        Optional.of(leafKey),
        alone.ownLeaf().contents(),
        alone.own().signature(),
        GroupSender.wireFormat(settings.framing()),
        Bytes.EMPTY,
        settings.groupInfoExtensions(),
        CommitMaking.TreeDelivery.IN_GROUP_INFO,
        CommitMaking.WelcomeBatches.ONE_FOR_ALL);
  }

  private static void requireSuite(ClientSettings settings, int suite) {
    if (settings.crypto().suite().code() != suite) {
      throw new IllegalArgumentException(
          "the new group has cipher suite " + suite + ", and this client has another");
    }
  }
}
