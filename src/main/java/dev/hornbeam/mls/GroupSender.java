package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.StaleCommit;
import dev.hornbeam.mls.event.ProtectEvent;
import dev.hornbeam.mls.framing.ContentSignature;
import dev.hornbeam.mls.framing.PrivateFraming;
import dev.hornbeam.mls.framing.PublicFraming;
import dev.hornbeam.mls.group.CommitProcessing;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.group.PendingProposal;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.FramedContent;
import dev.hornbeam.mls.message.FramedContentAuthData;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.ProposalRef;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.schedule.RatchetStep;
import dev.hornbeam.mls.types.ChangeSet;
import dev.hornbeam.mls.types.StoreKey;
import java.util.Optional;

/**
 * Sends: application data, proposals, commits. Signing, which may take a token long, is outside.
 */
final class GroupSender {
  private final GroupCore core;
  private final ClientSettings settings;

  GroupSender(GroupCore core) {
    this.core = core;
    this.settings = core.settings();
  }

  /**
   * Encrypts application data.
   *
   * @throws IllegalStateException if proposals wait to be committed (RFC 9420 s.12.4)
   */
  Bytes protect(Bytes data, Bytes authenticatedData) throws MlsException {
    ProtectEvent event = new ProtectEvent(settings.crypto().suite(), core.state(), data);
    return event.time(() -> protect(data, authenticatedData, event));
  }

  private Bytes protect(Bytes data, Bytes authenticatedData, ProtectEvent event)
      throws MlsException {
    while (true) {
      GroupState base = core.requireActive();
      AuthenticatedContent content =
          sign(base, WireFormat.PRIVATE_MESSAGE, authenticatedData, new Content.Application(data));
      Optional<Bytes> message =
          core.locked(
              () -> {
                core.requireActive();
                if (!core.pending().isEmpty()) {
                  throw new IllegalStateException(
                      "proposals wait: someone must commit before data is sent");
                }
                return isCurrent(base)
                    ? Optional.of(encrypt(content, new ChangeSet()))
                    : Optional.empty();
              });
      if (message.isPresent()) {
        event.made(message.get());
        return message.get();
      }
    }
  }

  /**
   * Sends a proposal, which waits from then on.
   *
   * @param keys the keys of an Update, which are the core's if this returns
   */
  Bytes propose(
      GroupState base,
      Proposal proposal,
      HandshakeFraming framing,
      Bytes authenticatedData,
      Optional<CommitProcessing.UpdateKeys> keys)
      throws MlsException {
    WireFormat format = wireFormat(framing);
    AuthenticatedContent content =
        sign(base, format, authenticatedData, new Content.Proposed(proposal));
    PendingProposal waiting =
        new PendingProposal(ProposalRef.of(settings.crypto(), content), content);
    return core.locked(
        () -> {
          core.requireActive();
          if (!isCurrent(base)) {
            throw new StaleCommit(base.shared().epoch(), core.state().shared().epoch());
          }
          ChangeSet changes = new ChangeSet();
          core.putProposal(changes, waiting);
          keys.ifPresent(k -> putUpdate(changes, k));
          Bytes message = send(content, framing, changes);
          core.addProposal(waiting);
          keys.ifPresent(k -> core.updates().put(k.leaf().publicKey(), k));
          return message;
        });
  }

  /**
   * Sends what was signed, once the changes are stored.
   *
   * @param changes closed by this
   */
  Bytes send(AuthenticatedContent content, HandshakeFraming framing, ChangeSet changes)
      throws MlsException {
    return switch (framing) {
      case PRIVATE -> encrypt(content, changes);
      case PUBLIC -> {
        try (changes) {
          Bytes message =
              new MlsMessage.Public(
                      PublicFraming.protect(
                          settings.crypto(),
                          core.state().shared().context(),
                          core.state().secrets().membershipKey(),
                          content))
                  .encoded();
          if (!changes.isEmpty()) {
            settings.store().apply(changes);
          }
          yield message;
        }
      }
    };
  }

  boolean isCurrent(GroupState base) {
    return base.shared().epoch() == core.state().shared().epoch();
  }

  static WireFormat wireFormat(HandshakeFraming framing) {
    return switch (framing) {
      case PRIVATE -> WireFormat.PRIVATE_MESSAGE;
      case PUBLIC -> WireFormat.PUBLIC_MESSAGE;
    };
  }

  private Bytes encrypt(AuthenticatedContent content, ChangeSet changes) throws MlsException {
    EpochKeys keys = core.current();
    try (changes;
        RatchetStep step =
            keys.tree()
                .next(
                    core.state().own().index(),
                    PrivateFraming.ratchet(content.content().content().type()))) {
      Bytes message =
          new MlsMessage.Private(
                  PrivateFraming.protect(
                      settings.crypto(),
                      keys.senderDataSecret(),
                      step,
                      settings.padding(),
                      content))
              .encoded();
      core.applyWith(keys, step, changes);
      return message;
    }
  }

  private AuthenticatedContent sign(
      GroupState base, WireFormat format, Bytes authenticatedData, Content content)
      throws MlsException {
    FramedContent framed =
        new FramedContent(
            core.id(),
            base.shared().epoch(),
            new Sender.Member(base.own().index()),
            authenticatedData,
            content);
    Bytes signature =
        ContentSignature.sign(
            settings.crypto(),
            base.own().signature().privateKey(),
            format,
            framed,
            base.shared().context());
    return new AuthenticatedContent(
        format, framed, new FramedContentAuthData(signature, Optional.empty()));
  }

  private void putUpdate(ChangeSet changes, CommitProcessing.UpdateKeys keys) {
    changes.put(
        new StoreKey(StoreKey.Kind.UPDATE_KEYS, core.id().value(), 0, 0, keys.leaf().publicKey()),
        KeyRefs.of(keys.signature(), keys.leaf()).encoded());
    settings.vault().live(changes, keys.leaf().ref());
  }
}
