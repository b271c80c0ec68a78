package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.Friends;
import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.schedule.PskSecret;
import dev.hornbeam.mls.testing.ForgedCommit;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.ProposalType;
import dev.hornbeam.mls.types.RequiredCapabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Commits of members whose proposals are invalid together (RFC 9420 s.12.2), or for the group as it
 * is after them.
 */
final class ListForgeries {
  /** A proposal that nobody supports. */
  static final ProposalType UNKNOWN = new ProposalType(0xf0e7);

  private static final Proposal REMOVE_CAROL = new Proposal.Remove(Stage.leaf(Stage.CAROL));
  private static final Extension PLAIN = new Extension(LeafFlaws.EXTENSION, Bytes.EMPTY);
  private static final Extension STRANGE = new Extension(new ExtensionType(0xf0e8), Bytes.EMPTY);

  private ListForgeries() {}

  /** Makes a commit of Alice's. */
  private interface Maker {
    ForgedCommit make(Stage stage) throws MlsException;
  }

  static Stream<Forgery> all() {
    return Stream.of(leaves(), doubles(), reInits(), customs(), capabilities(), paths())
        .flatMap(List::stream);
  }

  private static List<Forgery> commit(Rule rule, String what, Maker forged, Maker genuine) {
    return Handshake.everywhere(
        rule,
        what,
        Stage.setting(Extensions.NONE),
        (stage, format) -> forged.make(stage).make(format),
        (stage, format) -> genuine.make(stage).make(format));
  }

  /** A member's Update, with a fresh key. */
  static Proposal update(Stage stage, int friend) throws MlsException {
    LeafFlaw.Member member = stage.member(friend);
    return new Proposal.Update(
        Leaves.withKey(member.leaf().contents(), stage.crypto().generateHpkeKey().publicKey())
            .with(new LeafNodeSource.Update())
            .sign(stage.crypto(), member.signer(), stage.group(), Stage.leaf(friend)));
  }

  private static Proposal add(Stage stage) throws MlsException {
    return new Proposal.Add(AddForgeries.client(stage).make());
  }

  private static List<Forgery> leaves() {
    List<Forgery> forgeries = new ArrayList<>();
    Maker removal = stage -> stage.commit(REMOVE_CAROL);
    Proposal removeAlice = new Proposal.Remove(Stage.leaf(Stage.ALICE));
    forgeries.addAll(
        commit(
            Rule.REMOVE_OF_COMMITTER,
            "a Remove of the committer",
            stage -> stage.commit(removeAlice),
            removal));
    forgeries.addAll(
        commit(
            Rule.REMOVE_OF_COMMITTER,
            "a reference to a Remove of the committer",
            stage -> stage.commitOfReferences(removeAlice),
            stage -> stage.commitOfReferences(new Proposal.Remove(Stage.leaf(Stage.BOB)))));
    forgeries.addAll(
        commit(
            Rule.UPDATE_BY_COMMITTER,
            "an Update of the committer",
            stage -> stage.commit(update(stage, Stage.ALICE)),
            stage -> stage.commit(add(stage))));
    forgeries.addAll(
        commit(
            Rule.UPDATE_BY_COMMITTER,
            "an Update of another member by value",
            stage -> stage.commit(update(stage, Stage.CAROL)),
            stage -> stage.commitOfReferences(update(stage, Stage.CAROL))));
    forgeries.addAll(
        commit(
            Rule.UPDATE_BY_COMMITTER,
            "a reference to an Update of the committer",
            stage -> stage.refer(stage.commit(), Stage.ALICE, update(stage, Stage.ALICE)),
            stage -> stage.refer(stage.commit(), Stage.CAROL, update(stage, Stage.CAROL))));
    forgeries.addAll(
        commit(
            Rule.LEAF_CHANGED_TWICE,
            "two Removes of a leaf",
            stage -> stage.commit(REMOVE_CAROL, REMOVE_CAROL),
            removal));
    forgeries.addAll(
        commit(
            Rule.LEAF_CHANGED_TWICE,
            "two Updates of a leaf",
            stage ->
                stage.commitOfReferences(update(stage, Stage.CAROL), update(stage, Stage.CAROL)),
            stage -> stage.commitOfReferences(update(stage, Stage.CAROL))));
    forgeries.addAll(
        commit(
            Rule.LEAF_CHANGED_TWICE,
            "one reference twice",
            stage -> {
              Proposal update = update(stage, Stage.CAROL);
              return stage.commitOfReferences(update, update);
            },
            stage -> stage.commitOfReferences(update(stage, Stage.CAROL))));
    forgeries.addAll(
        commit(
            Rule.LEAF_CHANGED_TWICE,
            "a Remove and an Update of a leaf",
            stage ->
                stage.refer(stage.commit(REMOVE_CAROL), Stage.CAROL, update(stage, Stage.CAROL)),
            removal));
    forgeries.addAll(
        commit(
            Rule.LEAF_CHANGED_TWICE,
            "an Update and a Remove of a leaf",
            stage -> stage.commitOfReferences(update(stage, Stage.CAROL)).with(REMOVE_CAROL),
            removal));
    return forgeries;
  }

  private static List<Forgery> doubles() {
    List<Forgery> forgeries = new ArrayList<>();
    Proposal psk = ProposalForgeries.psk(32);
    Proposal extensions = ProposalForgeries.extensions(PLAIN);
    forgeries.addAll(
        commit(
            Rule.PSK_TWICE,
            "a PreSharedKeyID twice",
            stage -> stage.commit(psk, psk),
            stage -> stage.commit(psk)));
    forgeries.addAll(
        commit(
            Rule.PSK_TWICE,
            "a PreSharedKeyID by value and by reference",
            stage -> stage.refer(stage.commit(psk), Stage.CAROL, psk),
            stage -> stage.commitOfReferences(psk)));
    forgeries.addAll(
        commit(
            Rule.PSK_COUNT,
            "65536 PSKs",
            stage -> {
              ForgedCommit commit = stage.commit();
              for (int i = 0; i <= PskSecret.MAX_COUNT; i++) {
                commit.with(pskWithNonce(i));
              }
              return commit;
            },
            stage -> stage.commit(pskWithNonce(0), pskWithNonce(PskSecret.MAX_COUNT))));
    forgeries.addAll(
        commit(
            Rule.EXTENSIONS_PROPOSED_TWICE,
            "two GroupContextExtensions",
            stage -> stage.commit(extensions, ProposalForgeries.extensions()),
            stage -> stage.commit(extensions)));
    forgeries.addAll(
        commit(
            Rule.EXTENSIONS_PROPOSED_TWICE,
            "GroupContextExtensions by value and by reference",
            stage ->
                stage.refer(stage.commit(extensions), Stage.CAROL, ProposalForgeries.extensions()),
            stage -> stage.commitOfReferences(extensions)));
    forgeries.addAll(
        commit(
            Rule.SIGNATURE_KEY_NOT_UNIQUE,
            "two Adds with one signature key",
            stage -> {
              var client = AddForgeries.client(stage);
              var first = client.make();
              client.leaf(
                  Leaves.withKey(client.contents(), stage.crypto().generateHpkeKey().publicKey()),
                  client.signer());
              return stage.commit(new Proposal.Add(first), new Proposal.Add(client.make()));
            },
            stage -> stage.commit(add(stage), add(stage))));
    forgeries.addAll(
        commit(
            Rule.ENCRYPTION_KEY_NOT_UNIQUE,
            "one Add twice",
            stage -> {
              Proposal add = add(stage);
              return stage.commit(add, add);
            },
            stage -> stage.commit(add(stage), add(stage))));
    return forgeries;
  }

  private static Proposal pskWithNonce(int number) {
    Bytes nonce = new TlsWriter().raw(new byte[28]).u32(number).toBytes();
    return new Proposal.PreSharedKey(new PreSharedKeyId(new Psk.External(Stage.PSK), nonce));
  }

  private static List<Forgery> reInits() {
    List<Forgery> forgeries = new ArrayList<>();
    Proposal reInit = ProposalForgeries.reInit(1);
    Maker alone = stage -> stage.commit(reInit);
    forgeries.addAll(
        commit(
            Rule.REINIT_NOT_ALONE,
            "a ReInit before another proposal",
            stage -> stage.commit(reInit, ProposalForgeries.psk(32)),
            alone));
    forgeries.addAll(
        commit(
            Rule.REINIT_NOT_ALONE,
            "a ReInit after another proposal",
            stage -> stage.commit(REMOVE_CAROL, reInit),
            alone));
    forgeries.addAll(
        commit(Rule.REINIT_NOT_ALONE, "two ReInits", stage -> stage.commit(reInit, reInit), alone));
    forgeries.addAll(
        commit(
            Rule.REINIT_NOT_ALONE,
            "a reference to a ReInit beside another proposal",
            stage -> stage.refer(stage.commit(add(stage)), Stage.CAROL, reInit),
            stage -> stage.commitOfReferences(reInit)));
    return forgeries;
  }

  private static Proposal custom(int value) {
    return new Proposal.Custom(LeafFlaws.PROPOSAL, Bytes.own(new byte[] {(byte) value}));
  }

  private static List<Forgery> customs() {
    List<Forgery> forgeries = new ArrayList<>();
    Proposal unknown = new Proposal.Custom(UNKNOWN, Bytes.EMPTY);
    forgeries.addAll(
        commit(
            Rule.PROPOSAL_UNSUPPORTED,
            "a proposal that nobody supports",
            stage -> stage.commit(unknown),
            stage -> stage.commit()));
    forgeries.addAll(
        commit(
            Rule.PROPOSAL_UNSUPPORTED,
            "a reference to a proposal that nobody supports",
            stage -> stage.commitOfReferences(unknown),
            stage -> stage.commit()));
    forgeries.addAll(
        Handshake.toMembers(
            Rule.PROPOSAL_UNSUPPORTED,
            "a proposal that one does not support",
            () -> friendsOfCarolWhoSupportsNothing(),
            (stage, format) -> stage.commit(custom(1)).make(format),
            (stage, format) -> stage.commit(custom(1), REMOVE_CAROL).make(format)));
    forgeries.addAll(
        toMembers(Rule.CUSTOM_PROPOSAL_REFUSED, "a custom proposal that is refused", custom(100)));
    forgeries.addAll(
        toMembers(
            Rule.PROPOSAL_MALFORMED,
            "a custom proposal that is malformed",
            new Proposal.Custom(LeafFlaws.PROPOSAL, Bytes.own(new byte[] {1, 2}))));
    return forgeries;
  }

  /** A server knows no proposals of an application's own. */
  private static List<Forgery> toMembers(Rule rule, String what, Proposal forged) {
    List<Forgery> forgeries = new ArrayList<>();
    forgeries.addAll(
        Handshake.toMembers(
            rule,
            what,
            Stage.setting(Extensions.NONE),
            (stage, format) -> stage.commit(forged).make(format),
            (stage, format) -> stage.commit(custom(1)).make(format)));
    forgeries.addAll(
        Handshake.toMembers(
            rule,
            "a reference to " + what,
            Stage.setting(Extensions.NONE),
            (stage, format) -> stage.commitOfReferences(forged).make(format),
            (stage, format) -> stage.commitOfReferences(custom(1)).make(format)));
    return forgeries;
  }

  private static Friends friendsOfCarolWhoSupportsNothing() throws MlsException {
    List<MlsClient> clients = new ArrayList<>();
    for (String name : List.of("alice", "bob")) {
      clients.add(
          Friends.client(name, b -> LeafFlaws.settings(b).framing(HandshakeFraming.PUBLIC)));
    }
    clients.add(Friends.client("carol"));
    return Friends.of(Extensions.NONE, clients);
  }

  /** What the group requires, or uses, after the commit. */
  private static List<Forgery> capabilities() {
    List<Forgery> forgeries = new ArrayList<>();
    forgeries.addAll(
        afterwards(
            Rule.GROUP_EXTENSION_UNSUPPORTED, "an extension that nobody supports", STRANGE, PLAIN));
    forgeries.addAll(
        afterwards(
            Rule.LEAF_REQUIRED_CAPABILITIES,
            "an extension is required that nobody supports",
            required(List.of(STRANGE.type()), List.of(), List.of()),
            required(List.of(PLAIN.type()), List.of(), List.of())));
    forgeries.addAll(
        afterwards(
            Rule.LEAF_REQUIRED_CAPABILITIES,
            "a proposal is required that nobody supports",
            required(List.of(), List.of(UNKNOWN), List.of()),
            required(List.of(), List.of(LeafFlaws.PROPOSAL), List.of())));
    forgeries.addAll(
        afterwards(
            Rule.LEAF_REQUIRED_CAPABILITIES,
            "a credential is required that nobody supports",
            required(List.of(), List.of(), List.of(new CredentialType(0xf0e9))),
            required(List.of(), List.of(), List.of(CredentialType.X509))));
    forgeries.addAll(
        commit(
            Rule.LEAF_GROUP_EXTENSION,
            "an extension that the added member does not support",
            stage -> stage.commit(addWithoutExtension(stage), ProposalForgeries.extensions(PLAIN)),
            stage -> stage.commit(add(stage), ProposalForgeries.extensions(PLAIN))));
    forgeries.addAll(
        commit(
            Rule.LEAF_REQUIRED_CAPABILITIES,
            "an extension is required that the added member does not support",
            stage ->
                stage.commit(
                    addWithoutExtension(stage),
                    ProposalForgeries.extensions(
                        required(List.of(PLAIN.type()), List.of(), List.of()))),
            stage ->
                stage.commit(
                    add(stage),
                    ProposalForgeries.extensions(
                        required(List.of(PLAIN.type()), List.of(), List.of())))));
    return forgeries;
  }

  private static List<Forgery> afterwards(
      Rule rule, String what, Extension forged, Extension genuine) {
    List<Forgery> forgeries = new ArrayList<>();
    forgeries.addAll(
        commit(
            rule,
            what,
            stage -> stage.commit(ProposalForgeries.extensions(forged)),
            stage -> stage.commit(ProposalForgeries.extensions(genuine))));
    forgeries.addAll(
        commit(
            rule,
            "by reference, " + what,
            stage -> stage.commitOfReferences(ProposalForgeries.extensions(forged)),
            stage -> stage.commitOfReferences(ProposalForgeries.extensions(genuine))));
    return forgeries;
  }

  private static Extension required(
      List<ExtensionType> extensions,
      List<ProposalType> proposals,
      List<CredentialType> credentials) {
    return new RequiredCapabilities(extensions, proposals, credentials).toExtension();
  }

  /** The plain key package of a client that supports no extension. */
  private static Proposal addWithoutExtension(Stage stage) throws MlsException {
    return new Proposal.Add(new ForgedKeyPackage(stage.crypto(), Credential.basic("new")).make());
  }

  /** Which proposals need a path (RFC 9420 s.12.4, 17.4). */
  private static List<Forgery> paths() {
    List<Forgery> forgeries = new ArrayList<>();
    Maker genuine = stage -> stage.commit(add(stage)).withoutPath();
    forgeries.addAll(
        commit(
            Rule.PATH_REQUIRED,
            "no path and no proposals",
            stage -> stage.commit().withoutPath(),
            genuine));
    forgeries.addAll(
        commit(
            Rule.PATH_REQUIRED,
            "no path for a Remove",
            stage -> stage.commit(add(stage), REMOVE_CAROL).withoutPath(),
            genuine));
    forgeries.addAll(
        commit(
            Rule.PATH_REQUIRED,
            "no path for an Update",
            stage -> stage.commitOfReferences(update(stage, Stage.CAROL)).withoutPath(),
            genuine));
    forgeries.addAll(
        commit(
            Rule.PATH_REQUIRED,
            "no path for GroupContextExtensions",
            stage -> stage.commit(ProposalForgeries.extensions(PLAIN)).withoutPath(),
            genuine));
    forgeries.addAll(
        Handshake.toMembers(
            Rule.PATH_REQUIRED,
            "no path for a custom proposal that needs one",
            Stage.setting(Extensions.NONE),
            (stage, format) -> stage.commit(custom(1)).withoutPath().make(format),
            (stage, format) -> stage.commit(custom(1)).make(format)));
    return forgeries;
  }
}
