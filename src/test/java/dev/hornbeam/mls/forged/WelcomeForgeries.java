package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.Friends;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.HpkeCiphertext;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.EncryptedGroupSecrets;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.schedule.PskSecret;
import dev.hornbeam.mls.testing.ForgedWelcome;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.ParentNode;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.LeafIndex;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Welcomes that are wrong beside the GroupInfo in them (RFC 9420 s.12.4.3.1). */
final class WelcomeForgeries {
  private static final Newcomers PLAIN = Newcomers.PLAIN;
  private static final SuiteCrypto CRYPTO = Newcomers.CRYPTO;
  private static final Psk KNOWN = new Psk.External(Bytes.utf8("known"));
  private static final LeafIndex JOINER = new LeafIndex(1);

  private WelcomeForgeries() {}

  static Stream<Forgery> all() {
    List<Forgery> all = new ArrayList<>();
    encryption(all);
    pathSecret(all);
    psks(all);
    ownLeaf(all);
    all.add(
        PLAIN.joiner(Rule.CONFIRMATION_TAG, "a damaged tag", group -> group.tag(Leaves::damaged)));
    all.add(
        PLAIN.joiner(Rule.CONFIRMATION_TAG, "no tag", group -> group.tag(right -> Bytes.EMPTY)));
    return all.stream();
  }

  private static void encryption(List<Forgery> all) {
    all.add(
        PLAIN.joiner(
            Rule.WELCOME_SUITE,
            "another suite",
            group -> group.welcomeSuite(CipherSuite.P256_AES128GCM_SHA256_P256.code())));
    all.add(
        PLAIN.joiner(
            Rule.WELCOME_SUITE, "a suite that nobody knows", group -> group.welcomeSuite(0xf001)));
    all.add(
        secrets(
            "damaged secrets",
            right -> new HpkeCiphertext(right.kemOutput(), Leaves.damaged(right.ciphertext()))));
    all.add(secrets("no secrets", right -> new HpkeCiphertext(right.kemOutput(), Bytes.EMPTY)));
    all.add(
        secrets(
            "another kem_output",
            right -> new HpkeCiphertext(CRYPTO.generateHpkeKey().publicKey(), right.ciphertext())));
    all.add(
        secrets(
            "a kem_output that is none",
            right -> new HpkeCiphertext(Bytes.own(new byte[32]), right.ciphertext())));
    all.add(
        PLAIN.joiner(
            Rule.WELCOME_GROUP_INFO,
            "a damaged GroupInfo",
            group -> group.encryptedInfo(Leaves::damaged)));
    all.add(
        PLAIN.joiner(
            Rule.WELCOME_GROUP_INFO,
            "no GroupInfo",
            group -> group.encryptedInfo(right -> Bytes.EMPTY)));
  }

  private static Forgery secrets(String what, UnaryOperator<HpkeCiphertext> change) {
    return PLAIN.joiner(
        Rule.WELCOME_SECRETS,
        what,
        group ->
            group.encryptedSecrets(
                right ->
                    new EncryptedGroupSecrets(
                        right.newMember(), change.apply(right.encryptedGroupSecrets()))));
  }

  private static void pathSecret(List<Forgery> all) {
    all.add(pathSecret("none", right -> Optional.empty()));
    all.add(pathSecret("an empty one", right -> Optional.of(Secret.zeros(0))));
    all.add(pathSecret("zeros", right -> Optional.of(Secret.zeros(CRYPTO.hashLength()))));
    all.add(
        pathSecret(
            "that of the node above",
            right -> right.map(secret -> CRYPTO.deriveSecret(secret, "path"))));
    // The joiner's key for the node is right, but not that for the root.
    all.add(
        PLAIN.joiner(
            Rule.PATH_SECRET_MISMATCH,
            "it derives another key for the root",
            group -> {
              Bytes key = CRYPTO.generateHpkeKey().publicKey();
              return group.parents(
                  (index, node) ->
                      Optional.of(
                          index.value() == TreeForgeries.ROOT
                              ? new ParentNode(key, node.parentHash(), List.of())
                              : node));
            }));
    all.add(
        PLAIN.joiner(
            Rule.PATH_SECRET_MISMATCH,
            "a path secret of a node that is blank",
            joiner -> withoutPath(joiner),
            joiner -> withoutPath(joiner).pathSecret(right -> Optional.empty())));
  }

  private static ForgedWelcome withoutPath(LeafNode joiner) throws MlsException {
    return Newcomers.plain(joiner).parents((index, node) -> Optional.empty());
  }

  private static Forgery pathSecret(String what, UnaryOperator<Optional<Secret>> change) {
    return PLAIN.joiner(
        Rule.PATH_SECRET_MISMATCH, "as path secret, " + what, group -> group.pathSecret(change));
  }

  private static void psks(List<Forgery> all) {
    int length = CRYPTO.hashLength();
    for (int wrong : new int[] {0, length - 1, length + 1}) {
      all.add(
          psks(
              Rule.PSK_NONCE_LENGTH,
              "a nonce of " + wrong + " bytes",
              group -> known(group, Bytes.own(new byte[wrong]))));
    }
    Bytes nonce = Bytes.own(new byte[length]);
    all.add(
        psks(
            Rule.PSK_TWICE,
            "a pre-shared key twice with one nonce",
            group -> known(known(group, nonce), nonce)));
    all.add(
        psks(
            Rule.PSK_COUNT,
            "more pre-shared keys than can be counted",
            group -> group.sealedPsks(ids -> many())));
    all.add(
        psks(
            Rule.WELCOME_GROUP_INFO,
            "another value of the pre-shared key",
            group -> group.psk(new PreSharedKeyId(KNOWN, nonce), Secret.zeros(length))));
  }

  private static List<PreSharedKeyId> many() {
    return IntStream.rangeClosed(0, PskSecret.MAX_COUNT)
        .mapToObj(i -> new PreSharedKeyId(KNOWN, Bytes.own(nonce(i))))
        .toList();
  }

  private static byte[] nonce(int number) {
    return ByteBuffer.allocate(CRYPTO.hashLength()).putInt(number).array();
  }

  /** Beside a Welcome with one pre-shared key, which the joiner has. */
  private static Forgery psks(Rule rule, String what, Newcomers.Change forged) {
    return PLAIN.joiner(
        rule,
        what,
        WelcomeForgeries::putKnown,
        joiner -> forged.apply(Newcomers.plain(joiner)),
        joiner -> known(Newcomers.plain(joiner), Bytes.own(new byte[CRYPTO.hashLength()])));
  }

  private static void putKnown(MlsClient client) throws MlsException {
    client.putPsk(((Psk.External) KNOWN).id(), value());
  }

  private static Secret value() {
    return Secret.copyOf(new byte[] {1, 2, 3});
  }

  private static ForgedWelcome known(ForgedWelcome group, Bytes nonce) {
    return group.psk(new PreSharedKeyId(KNOWN, nonce), value());
  }

  private static void ownLeaf(List<Forgery> all) {
    all.add(
        PLAIN.joiner(
            Rule.WELCOME_OWN_LEAF,
            "no leaf of the joiner's",
            joiner -> Newcomers.plain(Newcomers.leaf("another")),
            Newcomers::plain));
    all.add(
        PLAIN.joiner(
            Rule.WELCOME_OWN_LEAF,
            "the joiner's encryption key in the leaf of another",
            joiner ->
                Newcomers.plain(joiner)
                    .replace(
                        JOINER,
                        Newcomers.keyPackage("another")
                            .leaf(leaf -> Leaves.withKey(leaf, joiner.encryptionKey()))
                            .make()
                            .leafNode()),
            Newcomers::plain));
    LeafNode[] earlier = new LeafNode[1];
    all.add(
        PLAIN.joiner(
            Rule.WELCOME_OWN_LEAF,
            "the leaf of another key package of the joiner's",
            client -> earlier[0] = Friends.decoded(client.newKeyPackage()).leafNode(),
            joiner -> Newcomers.plain(earlier[0]),
            Newcomers::plain));
  }
}
