package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.event.JoinEvent;
import dev.hornbeam.mls.framing.PublicFraming;
import dev.hornbeam.mls.group.CommitMaking;
import dev.hornbeam.mls.group.GroupInfos;
import dev.hornbeam.mls.group.ProposalList;
import dev.hornbeam.mls.group.PublicState;
import dev.hornbeam.mls.message.GroupInfo;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.types.ChangeSet;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An external commit, by which this client joins a group by itself (RFC 9420 s.12.4.3.2). Each
 * method but {@link #stage} returns this builder and changes nothing. Not safe for use by several
 * threads.
 */
public final class ExternalJoinBuilder {
  private final ClientSettings settings;
  private final GroupInfo info;
  private final int infoLength;
  private final List<Proposal> proposals = new ArrayList<>();
  private Optional<Bytes> tree = Optional.empty();
  private Bytes authenticatedData = Bytes.EMPTY;

  ExternalJoinBuilder(ClientSettings settings, GroupInfo info, int infoLength) {
    this.settings = settings;
    this.info = info;
    this.infoLength = infoLength;
  }

  /** The tree, as {@link Group#ratchetTree} gives it. It is not used if the GroupInfo has one. */
  public ExternalJoinBuilder tree(Bytes ratchetTree) {
    tree = Optional.of(ratchetTree);
    return this;
  }

  /** Uses a pre-shared key that the members have by other means: {@link MlsClient#putPsk}. */
  public ExternalJoinBuilder psk(Bytes id) {
    return with(new Psk.External(id));
  }

  /**
   * Uses the resumption PSK of an epoch that this client was in.
   *
   * @param epoch an unsigned number
   */
  public ExternalJoinBuilder resumptionPsk(GroupId group, long epoch) {
    return with(Proposals.resumption(group, epoch));
  }

  /**
   * Removes this client's earlier appearance in the group: a resync. The members' validators decide
   * whether this client may (RFC 9420 s.12.2).
   *
   * @param earlier its leaf in the epoch of the GroupInfo
   */
  public ExternalJoinBuilder removing(LeafIndex earlier) {
    proposals.add(new Proposal.Remove(earlier));
    return this;
  }

  /** Data that is authenticated with the commit, and not encrypted. */
  public ExternalJoinBuilder authenticatedData(Bytes value) {
    authenticatedData = value;
    return this;
  }

  /**
   * Verifies the group and makes the commit. This client joins once {@link MlsClient#merge} is
   * called with it. Every member's credential is shown to the validator.
   *
   * @return to be given to {@link MlsClient#merge} or {@link MlsClient#discard}, since it holds
   *     secrets
   * @throws InvalidMessage if the GroupInfo or its tree breaks a rule or is missing, is not for
   *     external commits, the validator refuses a member, or this client is in the group and does
   *     not remove its earlier appearance
   * @throws dev.hornbeam.mls.error.UndecryptableMessage if this client does not have a pre-shared
   *     key
   * @throws MlsException if keys or the store are not available; as in each case, nothing has
   *     changed
   */
  public ExternalJoin stage() throws MlsException {
    JoinEvent event =
        new JoinEvent(settings.crypto().suite(), JoinEvent.Way.EXTERNAL_COMMIT, infoLength, tree);
    return event.time(
        () -> {
          ExternalJoin staged = verifyAndStage();
          event.in(staged.next().state());
          event.made(staged.message());
          return staged;
        });
  }

  private ExternalJoin verifyAndStage() throws MlsException {
    Bytes externalPub =
        info.externalPub().orElseThrow(() -> new InvalidMessage(Rule.EXTERNAL_PUB_MISSING));
    PublicState shared = GroupInfos.verify(settings.env(), info, tree);
    requireNewGroup(shared.groupId());
    GroupInfos.requireSupport(
        settings.leaf().capabilities(), shared.tree().support(), shared.context().extensions());
    KeyHandle leafKey = settings.vault().createLeaf(shared.groupId(), shared.epoch() + 1);
    try {
      return stage(shared, externalInit(externalPub), leafKey);
    } catch (MlsException | RuntimeException e) {
      settings.vault().drop(leafKey);
      throw e;
    }
  }

  private void requireNewGroup(GroupId id) throws MlsException {
    if (proposals.stream().anyMatch(Proposal.Remove.class::isInstance)) {
      GroupIds.requireSuite(settings.store(), id, settings.crypto().suite());
    } else {
      GroupIds.requireNew(settings.store(), id);
    }
  }

  private SuiteCrypto.ExternalInit externalInit(Bytes externalPub) throws InvalidMessage {
    try {
      return settings.crypto().externalInit(externalPub);
    } catch (CryptoRefused e) {
      throw new InvalidMessage(Rule.EXTERNAL_PUB_MISSING, "it is no key of the suite");
    }
  }

  private ExternalJoin stage(PublicState shared, SuiteCrypto.ExternalInit init, KeyHandle leafKey)
      throws MlsException {
    try (Secret initSecret = init.initSecret();
        ChangeSet changes = new ChangeSet()) {
      CommitMaking.Made made =
          CommitMaking.byNewMember(
              settings.env(),
              shared,
              plan(init.kemOutput(), leafKey),
              psk -> settings.store().read(GroupCore.pskKey(psk)),
              initSecret);
      try {
        settings.vault().staged(changes, leafKey.ref());
        settings.store().apply(changes);
        Bytes message = new MlsMessage.Public(PublicFraming.fromOutside(made.content())).encoded();
        boolean isResync = made.applied().list().first(Proposal.Remove.class).isPresent();
        return new ExternalJoin(
            settings.store(),
            message,
            made.next(),
            leafKey,
            isResync ? ExternalJoin.Flavor.RESYNC : ExternalJoin.Flavor.JOIN);
      } catch (MlsException | RuntimeException e) {
        made.close();
        throw e;
      }
    }
  }

  private CommitMaking.Plan plan(Bytes kemOutput, KeyHandle leafKey) {
    Sender self = new Sender.NewMemberCommit();
    List<ProposalList.Entry> entries = new ArrayList<>();
    entries.add(
        new ProposalList.Entry(new Proposal.ExternalInit(kemOutput), self, Optional.empty()));
    proposals.forEach(
        proposal -> entries.add(new ProposalList.Entry(proposal, self, Optional.empty())));
    return new CommitMaking.Plan(
        new ProposalList(self, entries),
        Optional.of(leafKey),
        settings.newLeaf(leafKey.publicKey()),
        settings.identity().signatureKey(),
        WireFormat.PUBLIC_MESSAGE,
        authenticatedData,
        Extensions.NONE,
        CommitMaking.TreeDelivery.OUT_OF_BAND,
        CommitMaking.WelcomeBatches.ONE_FOR_ALL);
  }

  private ExternalJoinBuilder with(Psk psk) {
    SuiteCrypto crypto = settings.crypto();
    proposals.add(Proposals.psk(psk, Bytes.own(crypto.random(crypto.hashLength()))));
    return this;
  }
}
