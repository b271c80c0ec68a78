package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.CommitBuilder;
import dev.hornbeam.mls.Friends;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.Identity;
import dev.hornbeam.mls.KeySources;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.Checkpoint;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.schedule.PskSecret;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.ExternalSender;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.RequiredCapabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Proposals and commits that others would refuse, and that are not made therefore. */
final class SenderForgeries {
  private static final Extension PLAIN = new Extension(LeafFlaws.EXTENSION, Bytes.EMPTY);
  private static final Extension STRANGE = new Extension(new ExtensionType(0xf0ea), Bytes.EMPTY);

  /** A credential that Alice alone supports. */
  private static final CredentialType HERS = new CredentialType(0xf0eb);

  private SenderForgeries() {}

  static Stream<Forgery> all() {
    return Stream.of(lists(), customs(), extensions(), identities(), leaves())
        .flatMap(List::stream);
  }

  private static Forgery forgery(
      Rule rule, String what, SenderVictim.Wish forged, SenderVictim.Wish genuine) {
    return new Forgery(
        rule,
        what,
        Checkpoint.SENDER,
        Forgery.Form.UNFRAMED,
        () ->
            new Forgery.Trial(
                new SenderVictim(friends(), forged, genuine),
                SenderVictim.FORGED,
                SenderVictim.GENUINE));
  }

  private static Friends friends() throws MlsException {
    List<MlsClient> clients = new ArrayList<>();
    clients.add(
        Friends.client(
            "alice",
            builder ->
                LeafFlaws.settings(builder)
                    .framing(HandshakeFraming.PUBLIC)
                    .supportedCredentials(HERS)));
    for (String name : List.of("bob", "carol")) {
      clients.add(
          Friends.client(
              name, builder -> LeafFlaws.settings(builder).framing(HandshakeFraming.PUBLIC)));
    }
    clients.get(Stage.ALICE).putPsk(Stage.PSK, Stage.psk());
    return Friends.of(Extensions.NONE, clients);
  }

  /** Changes a commit that says nothing. */
  private interface Change {
    CommitBuilder apply(Friends friends, CommitBuilder commit) throws MlsException;
  }

  private static Forgery commit(Rule rule, String what, Change forged, Change genuine) {
    return forgery(rule, "commit: " + what, commit(forged), commit(genuine));
  }

  private static SenderVictim.Wish commit(Change change) {
    return SenderVictim.commit((friends, group) -> change.apply(friends, group.commit()).stage());
  }

  private static List<Forgery> lists() {
    LeafIndex carol = Stage.leaf(Stage.CAROL);
    GroupId next = GroupId.of("next");
    Change removal = (friends, commit) -> commit.remove(carol);
    List<Forgery> forgeries = new ArrayList<>();
    for (long leaf : List.of(3L, 4L, 0xffffffffL)) {
      forgeries.add(
          commit(
              Rule.REMOVE_OF_BLANK,
              "a Remove of leaf " + leaf,
              (friends, commit) -> commit.remove(new LeafIndex(leaf)),
              removal));
      forgeries.add(
          forgery(
              Rule.REMOVE_OF_BLANK,
              "proposal of a Remove of leaf " + leaf,
              (friends, group) -> group.propose().remove(new LeafIndex(leaf)),
              (friends, group) -> group.propose().remove(carol)));
    }
    forgeries.add(
        commit(
            Rule.REMOVE_OF_COMMITTER,
            "a Remove of herself",
            (friends, commit) -> commit.remove(Stage.leaf(Stage.ALICE)),
            removal));
    forgeries.add(
        commit(
            Rule.LEAF_CHANGED_TWICE,
            "two Removes of a leaf",
            (friends, commit) -> commit.remove(carol).remove(carol),
            removal));
    forgeries.add(
        commit(
            Rule.PSK_COUNT,
            "65536 PSKs",
            (friends, commit) -> {
              for (int i = 0; i <= PskSecret.MAX_COUNT; i++) {
                commit.psk(Stage.PSK);
              }
              return commit;
            },
            (friends, commit) -> commit.psk(Stage.PSK)));
    forgeries.add(
        commit(
            Rule.EXTENSIONS_PROPOSED_TWICE,
            "two GroupContextExtensions",
            (friends, commit) -> commit.extensions(Extensions.NONE).extensions(Extensions.NONE),
            (friends, commit) -> commit.extensions(Extensions.NONE)));
    forgeries.add(
        commit(
            Rule.REINIT_NOT_ALONE,
            "a ReInit and a Remove",
            (friends, commit) -> commit.reInit(next, Friends.SUITE, Extensions.NONE).remove(carol),
            (friends, commit) -> commit.reInit(next, Friends.SUITE, Extensions.NONE)));
    forgeries.add(
        commit(
            Rule.EXTENSIONS_NOT_UNIQUE,
            "a ReInit with an extension twice",
            (friends, commit) -> commit.reInit(next, Friends.SUITE, Extensions.of(PLAIN, PLAIN)),
            (friends, commit) -> commit.reInit(next, Friends.SUITE, Extensions.of(PLAIN))));
    return forgeries;
  }

  private static List<Forgery> customs() {
    TestProposal known = new TestProposal(LeafFlaws.PROPOSAL);
    TestProposal unknown = new TestProposal(ListForgeries.UNKNOWN);
    Change genuine = (friends, commit) -> commit.custom(known, 1);
    return List.of(
        commit(
            Rule.PROPOSAL_UNSUPPORTED,
            "a custom proposal that nobody supports",
            (friends, commit) -> commit.custom(unknown, 1),
            genuine),
        commit(
            Rule.CUSTOM_PROPOSAL_REFUSED,
            "a custom proposal that the application refuses",
            (friends, commit) -> commit.custom(known, 100),
            genuine));
  }

  private static List<Forgery> extensions() {
    List<Forgery> forgeries = new ArrayList<>();
    Extension malformed = new Extension(ExtensionType.EXTERNAL_SENDERS, Bytes.own(new byte[] {1}));
    forgeries.addAll(
        extensions(
            Rule.EXTERNAL_SENDER_KEY,
            "an external sender with a key that is none",
            sender(Bytes.utf8("key"), "outsider")));
    forgeries.addAll(
        extensions(
            Rule.CREDENTIAL_REFUSED,
            "an external sender who is refused",
            sender(otherKey(), "mallory")));
    forgeries.addAll(
        extensions(
            Rule.PROPOSAL_MALFORMED,
            "an extension of the group that is malformed",
            Extensions.of(malformed)));
    forgeries.addAll(
        extensions(
            Rule.EXTENSION_MISPLACED,
            "an extension that does not belong to a group",
            Extensions.of(new Extension(ExtensionType.RATCHET_TREE, Bytes.EMPTY))));
    forgeries.addAll(
        extensions(
            Rule.EXTENSIONS_NOT_UNIQUE,
            "an extension of the group twice",
            Extensions.of(PLAIN, PLAIN)));
    forgeries.add(
        committed(
            Rule.GROUP_EXTENSION_UNSUPPORTED,
            "an extension that nobody supports",
            Extensions.of(STRANGE)));
    forgeries.add(
        committed(
            Rule.LEAF_REQUIRED_CAPABILITIES,
            "an extension is required that nobody supports",
            Extensions.of(
                new RequiredCapabilities(List.of(STRANGE.type()), List.of(), List.of())
                    .toExtension())));
    return forgeries;
  }

  private static List<Forgery> extensions(Rule rule, String what, Extensions forged) {
    return List.of(
        committed(rule, what, forged),
        forgery(
            rule,
            "proposal: " + what,
            (friends, group) -> group.propose().extensions(forged),
            (friends, group) -> group.propose().extensions(Extensions.of(PLAIN))));
  }

  private static Forgery committed(Rule rule, String what, Extensions forged) {
    return commit(
        rule,
        what,
        (friends, commit) -> commit.extensions(forged),
        (friends, commit) -> commit.extensions(Extensions.of(PLAIN)));
  }

  private static Extensions sender(Bytes key, String name) {
    return Extensions.of(
        ExternalSender.toExtension(List.of(new ExternalSender(key, Credential.basic(name)))));
  }

  private static Bytes otherKey() {
    try {
      return key().publicKey();
    } catch (KeyUnavailable e) {
      throw new AssertionError(e);
    }
  }

  private static KeyHandle key() throws KeyUnavailable {
    return KeySources.software().create(KeySource.Purpose.SIGNATURE, Friends.SUITE, "x");
  }

  /** Makes a new identity of Alice's. */
  private interface Maker {
    Identity make(Friends friends) throws MlsException;
  }

  private static List<Forgery> identities() {
    List<Forgery> forgeries = new ArrayList<>();
    forgeries.add(
        forgery(
            Rule.LEAF_CREDENTIAL_UNLISTED,
            "proposal of an Update: a credential that she does not list",
            (friends, group) -> update(friends, group, own -> new Identity(other(0xf0ec), key())),
            (friends, group) ->
                update(friends, group, own -> new Identity(Credential.basic("alice"), key()))));
    forgeries.addAll(
        identity(
            Rule.LEAF_CREDENTIAL_SUPPORT,
            "a credential that the others do not support",
            friends -> new Identity(other(HERS.value()), key())));
    forgeries.addAll(
        identity(
            Rule.CREDENTIAL_KEY,
            "an X.509 credential without a certificate",
            friends -> new Identity(new Credential.X509(List.of()), key())));
    forgeries.addAll(
        identity(
            Rule.LEAF_KEY_INVALID,
            "a signature key that is none",
            friends -> {
              KeyHandle key = key();
              return new Identity(
                  Credential.basic("alice"),
                  new KeyHandle(key.ref(), Bytes.utf8("key"), key.privateKey()));
            }));
    forgeries.addAll(
        identity(
            Rule.SIGNATURE_KEY_NOT_UNIQUE,
            "the signature key of another member",
            friends ->
                new Identity(
                    Credential.basic("alice"), friends.state(Stage.CAROL).own().signature())));
    return forgeries;
  }

  private static Credential other(int type) {
    return new Credential.Other(new CredentialType(type), Bytes.EMPTY);
  }

  private static List<Forgery> identity(Rule rule, String what, Maker forged) {
    Maker genuine = friends -> new Identity(Credential.basic("alice"), key());
    return List.of(
        commit(
            rule,
            what,
            (friends, commit) -> commit.identity(forged.make(friends)),
            (friends, commit) -> commit.identity(genuine.make(friends))),
        forgery(
            rule,
            "proposal of an Update: " + what,
            (friends, group) -> update(friends, group, forged),
            (friends, group) -> update(friends, group, genuine)));
  }

  private static void update(Friends friends, Group group, Maker maker) throws MlsException {
    group.propose().update(maker.make(friends));
  }

  private static List<Forgery> leaves() {
    Change genuine = (friends, commit) -> commit.leafExtensions(Extensions.of(PLAIN));
    return List.of(
        commit(
            Rule.LEAF_EXTENSION_UNLISTED,
            "an extension of the leaf node that is not listed",
            (friends, commit) -> commit.leafExtensions(Extensions.of(STRANGE)),
            genuine),
        commit(
            Rule.EXTENSIONS_NOT_UNIQUE,
            "an extension of the leaf node twice",
            (friends, commit) -> commit.leafExtensions(Extensions.of(PLAIN, PLAIN)),
            genuine));
  }
}
