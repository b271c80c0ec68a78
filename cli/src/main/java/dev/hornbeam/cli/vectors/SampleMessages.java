package dev.hornbeam.cli.vectors;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.crypto.Workers;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.Commit;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.ContentType;
import dev.hornbeam.mls.message.FramedContent;
import dev.hornbeam.mls.message.FramedContentAuthData;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.PrivateMessage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.ProposalOrRef;
import dev.hornbeam.mls.message.ProposalRef;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.message.PublicMessage;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.tree.OutgoingPath;
import dev.hornbeam.mls.tree.UpdatePath;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.ProtocolVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One of each structure that goes over the wire. Trees, key packages and the Welcome are genuine;
 * the tags, signatures and ciphertexts of framed messages are random, as the format allows.
 */
final class SampleMessages {
  private static final LeafIndex MEMBER = new LeafIndex(1);

  private final SuiteCrypto crypto;
  private final SampleTree group;
  private final SampleWelcome welcome;

  private SampleMessages(SuiteCrypto crypto, SampleTree group, SampleWelcome welcome) {
    this.crypto = crypto;
    this.group = group;
    this.welcome = welcome;
  }

  /** Puts the fields of a case. */
  static void put(SuiteCrypto crypto, ComputedFields out) throws MlsException {
    SampleTree group = SampleTree.chain(crypto, 5);
    try (SampleWelcome welcome = SampleWelcome.to(crypto, group)) {
      new SampleMessages(crypto, group, welcome).put(out);
    }
  }

  private void put(ComputedFields out) throws MlsException {
    Proposal add = new Proposal.Add(welcome.keyPackage());
    Commit commit = commit(add);
    out.put("mls_welcome", new MlsMessage.ForNewMembers(welcome.welcome()))
        .put("mls_group_info", new MlsMessage.Info(welcome.groupInfo()))
        .put("mls_key_package", new MlsMessage.ForAdding(welcome.keyPackage()))
        .put("ratchet_tree", group.tree().nodes())
        .put("group_secrets", welcome.encodedSecrets())
        .put("add_proposal", untyped(add))
        .put("update_proposal", untyped(update()))
        .put("remove_proposal", untyped(new Proposal.Remove(MEMBER)))
        .put("pre_shared_key_proposal", untyped(new Proposal.PreSharedKey(psk())))
        .put("re_init_proposal", untyped(reInit()))
        .put("external_init_proposal", untyped(new Proposal.ExternalInit(random())))
        .put(
            "group_context_extensions_proposal",
            untyped(new Proposal.GroupContextExtensions(Extensions.NONE)))
        .put("commit", commit)
        .put("public_message_application", publicMessage(new Content.Application(random())))
        .put("public_message_proposal", publicMessage(new Content.Proposed(add)))
        .put("public_message_commit", publicMessage(new Content.Committed(commit)))
        .put("private_message", privateMessage());
  }

  /** The format leaves the type of a proposal out. */
  private static Bytes untyped(Proposal proposal) {
    Bytes encoded = proposal.encoded();
    return encoded.slice(proposal.type().encoded().length(), encoded.length());
  }

  private Proposal update() throws MlsException {
    SampleTree.Owner owner = group.renewed(MEMBER);
    return new Proposal.Update(
        group
            .contents(owner, new LeafNodeSource.Update())
            .sign(crypto, owner.signature().privateKey(), group.groupId(), MEMBER));
  }

  private PreSharedKeyId psk() {
    return new PreSharedKeyId(
        new Psk.Resumption(Psk.Usage.APPLICATION, group.groupId(), 1), random());
  }

  private Proposal reInit() {
    return new Proposal.ReInit(
        new GroupId(random()), ProtocolVersion.MLS10, crypto.suite().code(), Extensions.NONE);
  }

  /** By value and by reference, with a path. */
  private Commit commit(Proposal byValue) throws MlsException {
    UpdatePath update;
    try (OutgoingPath path = group.path(group.tree(), MEMBER, Set.of(), group.renewed(MEMBER))) {
      update = path.encrypt(welcome.groupInfo().groupContext().encoded(), Workers.direct());
    }
    return new Commit(
        List.of(
            new ProposalOrRef.ByValue(byValue),
            new ProposalOrRef.ByReference(new ProposalRef(random()))),
        Optional.of(update));
  }

  /** Built field by field, since the framing refuses application data in it. */
  private MlsMessage publicMessage(Content content) {
    Optional<Bytes> confirmationTag =
        content.type() == ContentType.COMMIT ? Optional.of(random()) : Optional.empty();
    return new MlsMessage.Public(
        new PublicMessage(
            new FramedContent(group.groupId(), 1, new Sender.Member(MEMBER), random(), content),
            new FramedContentAuthData(random(), confirmationTag),
            Optional.of(random())));
  }

  private MlsMessage privateMessage() {
    return new MlsMessage.Private(
        new PrivateMessage(
            group.groupId(), 1, ContentType.APPLICATION, random(), random(), random()));
  }

  private Bytes random() {
    return Bytes.own(crypto.random(crypto.hashLength()));
  }
}
