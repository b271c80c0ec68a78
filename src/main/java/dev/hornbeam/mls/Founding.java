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
import dev.hornbeam.mls.group.PublicState;
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

  /**
   * A group in epoch 1, with all its members, that is not stored yet.
   *
   * @param replaced the group whose place it takes: a ReInit has ended it and gives its id on
   */
  record Founded(
      NextEpoch next,
      KeyHandle leafKey,
      Optional<Bytes> welcomes,
      Optional<GroupRecord> replaced) {}

  static NextEpoch create(
      ClientSettings settings, GroupId id, Extensions extensions, KeyHandle leafKey)
      throws MlsException {
    KeyHandle signature = settings.identity().signatureKey();
    LeafNode leaf =
        settings.newLeaf(leafKey.publicKey()).sign(settings.crypto(), signature.privateKey());
    return GroupCreation.create(settings.env(), id, extensions, leaf, leafKey, signature);
  }

  static Founded reinitialize(ClientSettings settings, GroupId old, NewGroupBuilder.Options options)
      throws MlsException {
    OldGroup oldGroup = OldGroup.read(settings.store(), old);
    if (!(oldGroup.record().lifecycle() instanceof Lifecycle.Reinitialized ended)) {
      throw new IllegalArgumentException("no ReInit has ended the group");
    }
    Proposal.ReInit reInit = ended.reInit();
    requireSuite(settings, reInit.cipherSuite());
    Start start =
        new Start(reInit.groupId(), reInit.extensions(), oldGroup.psk(Psk.Usage.REINIT), options);
    return checked(
        settings,
        found(settings, start),
        next -> oldGroup.checkReinit(settings.env().validator(), next));
  }

  static Founded branch(
      ClientSettings settings, GroupId old, GroupId id, NewGroupBuilder.Options options)
      throws MlsException {
    OldGroup oldGroup = OldGroup.read(settings.store(), old);
    requireSuite(settings, oldGroup.record().context().cipherSuite());
    Extensions extensions = options.extensions().orElse(oldGroup.record().context().extensions());
    Start start = new Start(id, extensions, oldGroup.psk(Psk.Usage.BRANCH), options);
    return checked(
        settings,
        found(settings, start),
        next -> {
          oldGroup.checkBranch(settings.env().validator(), next);
          return Optional.empty();
        });
  }

  /** What a group follows from, and how it is to start. */
  private record Start(
      GroupId id, Extensions extensions, Psk link, NewGroupBuilder.Options options) {}

  /** Compares a new group with the old one, and says whether it takes its place. */
  private interface Check {
    Optional<GroupRecord> check(PublicState next) throws MlsException;
  }

  private static Founded checked(ClientSettings settings, Founded founded, Check check)
      throws MlsException {
    try {
      Optional<GroupRecord> replaced = check.check(founded.next().state().shared());
      return new Founded(founded.next(), founded.leafKey(), founded.welcomes(), replaced);
    } catch (MlsException | RuntimeException e) {
      founded.next().close();
      settings.vault().drop(founded.leafKey());
      throw e;
    }
  }

  /** A group of one, and at once the commit that adds the others and links it to the old one. */
  private static Founded found(ClientSettings settings, Start start) throws MlsException {
    return switch (start.options().path()) {
      case ALWAYS -> foundWithPath(settings, start);
      case WHEN_REQUIRED -> foundWithoutPath(settings, start);
    };
  }

  private static Founded foundWithPath(ClientSettings settings, Start start) throws MlsException {
    Optional<KeyHandle> made = Optional.empty();
    // Nobody encrypts to the leaf of epoch 0, so that its key lives for this moment only.
    try (HpkeKey first = settings.crypto().generateHpkeKey();
        NextEpoch alone = create(settings, start.id(), start.extensions(), passing(first))) {
      KeyHandle leafKey = settings.vault().createLeaf(start.id(), 1);
      made = Optional.of(leafKey);
      return commit(settings, start, alone.state(), leafKey, made);
    } catch (MlsException | RuntimeException e) {
      made.ifPresent(leafKey -> settings.vault().drop(leafKey));
      throw e;
    }
  }

  /** The leaf of epoch 0 stays the founder's. */
  private static Founded foundWithoutPath(ClientSettings settings, Start start)
      throws MlsException {
    KeyHandle leafKey = settings.vault().createLeaf(start.id(), 0);
    try (NextEpoch alone = create(settings, start.id(), start.extensions(), leafKey)) {
      return commit(settings, start, alone.state(), leafKey, Optional.empty());
    } catch (MlsException | RuntimeException e) {
      settings.vault().drop(leafKey);
      throw e;
    }
  }

  private static KeyHandle passing(HpkeKey key) {
    return new KeyHandle(new KeyRef(Bytes.EMPTY), key.publicKey(), key.privateKey());
  }

  /**
   * Adds the others.
   *
   * @param leafKey of the founder after the commit
   * @param path the leaf key again, if the commit is to have a path
   */
  private static Founded commit(
      ClientSettings settings,
      Start start,
      GroupState alone,
      KeyHandle leafKey,
      Optional<KeyHandle> path)
      throws MlsException {
    CommitMaking.Made commit =
        CommitMaking.byMember(
            settings.env(),
            alone,
            plan(settings, alone, start, path),
            psk -> settings.store().read(GroupCore.pskKey(psk)));
    Optional<Bytes> welcome =
        commit.welcomes().stream()
            .map(each -> new MlsMessage.ForNewMembers(each).encoded())
            .findFirst();
    return new Founded(commit.next(), leafKey, welcome, Optional.empty());
  }

  private static CommitMaking.Plan plan(
      ClientSettings settings, GroupState alone, Start start, Optional<KeyHandle> path) {
    Sender self = new Sender.Member(alone.own().index());
    SuiteCrypto crypto = settings.crypto();
    List<Proposal> proposals = new ArrayList<>();
    start.options().added().forEach(each -> proposals.add(new Proposal.Add(each)));
    proposals.add(Proposals.psk(start.link(), Bytes.own(crypto.random(crypto.hashLength()))));
    return new CommitMaking.Plan(
        ProposalList.of(self, proposals, List.of()),
        path,
        alone.ownLeaf().contents(),
        alone.own().signature(),
        GroupSender.wireFormat(settings.framing()),
        Bytes.EMPTY,
        settings.groupInfoExtensions(),
        start.options().tree().internal(),
        CommitMaking.WelcomeBatches.ONE_FOR_ALL);
  }

  private static void requireSuite(ClientSettings settings, int suite) {
    if (settings.crypto().suite().code() != suite) {
      throw new IllegalArgumentException(
          "the new group has cipher suite " + suite + ", and this client has another");
    }
  }
}
