package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.ExternalSender;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.RequiredCapabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** GroupInfo objects that are wrong, for all who come to a group by them (RFC 9420 s.12.4.3). */
final class GroupInfoForgeries {
  private static final Newcomers PLAIN = Newcomers.PLAIN;
  private static final ExtensionType TYPE = new ExtensionType(0xf001);
  private static final Extensions ONCE = Extensions.of(new Extension(TYPE, Bytes.EMPTY));
  private static final Extension NOTHING =
      new RequiredCapabilities(List.of(), List.of(), List.of()).toExtension();
  private static final Extensions TWICE =
      new Extensions(List.of(new Extension(TYPE, Bytes.EMPTY), new Extension(TYPE, Bytes.EMPTY)));

  private GroupInfoForgeries() {}

  static Stream<Forgery> all() {
    List<Forgery> all = new ArrayList<>();
    signature(all);
    context(all);
    extensions(all);
    externalPub(all);
    groupId(all);
    return Stream.concat(all.stream(), kind());
  }

  private static void signature(List<Forgery> all) {
    for (long blank : new long[] {3, 4, 100, 0xffff_ffffL}) {
      all.addAll(
          PLAIN.everywhere(
              Rule.GROUP_INFO_SIGNER,
              "the signer is leaf " + blank,
              group -> group.signer(new LeafIndex(blank))));
    }
    all.addAll(
        PLAIN.everywhere(
            Rule.GROUP_INFO_SIGNATURE,
            "the signer is another member",
            group -> group.signer(new LeafIndex(2))));
    all.addAll(
        PLAIN.everywhere(
            Rule.GROUP_INFO_SIGNATURE,
            "a stranger has signed",
            group -> group.infoKey(Newcomers.CRYPTO.generateSignatureKey().privateKey())));
    all.addAll(
        PLAIN.everywhere(
            Rule.GROUP_INFO_SIGNATURE,
            "a damaged signature",
            group -> group.signature(Leaves::damaged)));
    all.addAll(
        PLAIN.everywhere(
            Rule.GROUP_INFO_SIGNATURE,
            "no signature",
            group -> group.signature(valid -> Bytes.EMPTY)));
  }

  private static void context(List<Forgery> all) {
    all.addAll(PLAIN.everywhere(Rule.GROUP_INFO_VERSION, "version 2", group -> group.version(2)));
    all.addAll(PLAIN.everywhere(Rule.GROUP_INFO_VERSION, "version 0", group -> group.version(0)));
    all.addAll(
        PLAIN.everywhere(
            Rule.GROUP_INFO_SUITE, "a suite that nobody knows", group -> group.suite(0xf001)));
    int other = CipherSuite.P256_AES128GCM_SHA256_P256.code();
    all.add(
        PLAIN.joiner(
            Rule.GROUP_INFO_SUITE, "a suite that others have", group -> group.suite(other)));
    all.add(
        PLAIN.externalJoiner(
            Rule.GROUP_INFO_SUITE, "a suite that others have", group -> group.suite(other)));
  }

  private static void extensions(List<Forgery> all) {
    all.addAll(
        PLAIN.everywhere(
            Rule.EXTENSIONS_NOT_UNIQUE,
            "an extension of the GroupInfo twice",
            joiner -> Newcomers.plain(joiner).infoExtensions(TWICE),
            joiner -> Newcomers.plain(joiner).infoExtensions(ONCE)));
    all.addAll(
        PLAIN.everywhere(
            Rule.EXTENSIONS_NOT_UNIQUE,
            "an extension of the group twice",
            group -> group.extensions(new Extensions(List.of(NOTHING, NOTHING)))));
    for (ExtensionType type :
        List.of(
            ExtensionType.APPLICATION_ID,
            ExtensionType.REQUIRED_CAPABILITIES,
            ExtensionType.EXTERNAL_SENDERS)) {
      all.addAll(
          PLAIN.everywhere(
              Rule.EXTENSION_MISPLACED,
              "extension " + type + " in the GroupInfo",
              group -> group.infoExtensions(Extensions.of(new Extension(type, Bytes.EMPTY)))));
    }
    for (ExtensionType type :
        List.of(
            ExtensionType.APPLICATION_ID, ExtensionType.RATCHET_TREE, ExtensionType.EXTERNAL_PUB)) {
      all.addAll(
          PLAIN.everywhere(
              Rule.EXTENSION_MISPLACED,
              "extension " + type + " of the group",
              group -> group.extensions(Extensions.of(new Extension(type, Bytes.EMPTY)))));
    }
    for (Bytes key : List.of(Bytes.EMPTY, Bytes.utf8("short"))) {
      all.addAll(
          PLAIN.everywhere(
              Rule.EXTERNAL_SENDER_KEY,
              "an external sender's key of " + key.length() + " bytes that is none",
              group -> group.extensions(externalSender("sender", key))));
    }
    Bytes key = Newcomers.CRYPTO.generateSignatureKey().publicKey();
    all.addAll(
        Newcomers.of(UnaryOperator.identity(), LeafFlaws.validator())
            .everywhere(
                Rule.CREDENTIAL_REFUSED,
                "an external sender who is refused",
                joiner -> Newcomers.plain(joiner).extensions(externalSender("mallory", key)),
                joiner -> Newcomers.plain(joiner).extensions(externalSender("sender", key))));
  }

  private static Extensions externalSender(String name, Bytes key) {
    return Extensions.of(
        ExternalSender.toExtension(List.of(new ExternalSender(key, Credential.basic(name)))));
  }

  private static void externalPub(List<Forgery> all) {
    all.add(
        PLAIN.externalJoiner(
            Rule.EXTERNAL_PUB_MISSING,
            "no external_pub",
            group -> group.externalPub(right -> Optional.empty())));
    for (Bytes key : List.of(Bytes.EMPTY, Bytes.utf8("short"), Bytes.own(new byte[32]))) {
      all.add(
          PLAIN.externalJoiner(
              Rule.EXTERNAL_PUB_MISSING,
              "an external_pub of " + key.length() + " bytes that is no key",
              group -> group.externalPub(right -> Optional.of(key))));
    }
  }

  private static void groupId(List<Forgery> all) {
    GroupId taken = GroupId.of("taken");
    GroupId nameless = new GroupId(Bytes.EMPTY);
    all.add(
        PLAIN.joiner(
            Rule.GROUP_ID_IN_USE,
            "the joiner is in a group of that id",
            client -> client.createGroup(taken),
            joiner -> Newcomers.plain(joiner).groupId(taken),
            Newcomers::plain));
    all.add(
        PLAIN.externalJoiner(
            Rule.GROUP_ID_IN_USE,
            "the joiner is in a group of that id",
            client -> client.createGroup(taken),
            joiner -> Newcomers.plain(joiner).groupId(taken),
            Newcomers::plain));
    all.add(
        PLAIN.joiner(Rule.GROUP_ID_IN_USE, "an empty group id", group -> group.groupId(nameless)));
    all.add(
        PLAIN.externalJoiner(
            Rule.GROUP_ID_IN_USE, "an empty group id", group -> group.groupId(nameless)));
  }

  private static Stream<Forgery> kind() {
    String what = "a key package in the place of a Welcome or a GroupInfo";
    return PLAIN.everywhere(Rule.MESSAGE_KIND, what, Newcomers::plain, Newcomers::plain).stream()
        .map(
            each ->
                Newcomers.forgery(
                    each.rule(),
                    each.what(),
                    each.checkpoint(),
                    () -> {
                      Forgery.Trial right = each.scene().set();
                      Bytes keyPackage = Newcomers.keyPackage("new").message();
                      return new Forgery.Trial(right.victim(), keyPackage, right.genuine());
                    }));
  }
}
