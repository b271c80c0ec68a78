package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import java.util.List;

/** Every way in which a key package is wrong beside those of its leaf node (RFC 9420 s.10.1). */
final class KeyPackageFlaws {
  private static final ExtensionType TYPE = new ExtensionType(0xf0e6);
  private static final Extension EXTENSION = new Extension(TYPE, Bytes.utf8("?"));

  private KeyPackageFlaws() {}

  static List<KeyPackageFlaw> all() {
    return List.of(
        KeyPackageFlaw.of(
            Rule.KEY_PACKAGE_VERSION, "version 2", keyPackage -> keyPackage.version(2)),
        KeyPackageFlaw.of(
            Rule.KEY_PACKAGE_SUITE,
            "another suite",
            keyPackage -> keyPackage.suite(CipherSuite.P384_AES256GCM_SHA384_P384.code())),
        KeyPackageFlaw.of(
            Rule.KEY_PACKAGE_SUITE,
            "a suite that nobody knows",
            keyPackage -> keyPackage.suite(0xf001)),
        KeyPackageFlaw.of(
            Rule.KEY_PACKAGE_SIGNATURE,
            "a damaged signature",
            keyPackage -> keyPackage.signature(Leaves::damaged)),
        KeyPackageFlaw.of(
            Rule.KEY_PACKAGE_SIGNATURE,
            "no signature",
            keyPackage -> keyPackage.signature(valid -> Bytes.EMPTY)),
        KeyPackageFlaw.of(
            Rule.KEY_PACKAGE_SIGNATURE,
            "the signature of another client",
            keyPackage -> keyPackage.signer(Newcomers.keyPackage("other").key().privateKey())),
        initKey("an init key that is too short", Bytes.utf8("short")),
        initKey("an init key of zeros", Bytes.own(new byte[32])),
        KeyPackageFlaw.of(
            Rule.KEY_PACKAGE_SAME_KEYS,
            "one key as init key and encryption key",
            keyPackage -> keyPackage.initKey(keyPackage.contents().encryptionKey())),
        KeyPackageFlaw.of(
                Rule.EXTENSIONS_NOT_UNIQUE,
                "an extension of the key package twice",
                keyPackage ->
                    listing(keyPackage).extensions(new Extensions(List.of(EXTENSION, EXTENSION))))
            .beside(keyPackage -> listing(keyPackage).extensions(Extensions.of(EXTENSION))),
        misplaced(ExtensionType.APPLICATION_ID),
        misplaced(ExtensionType.EXTERNAL_SENDERS),
        source("an Update's leaf", new LeafNodeSource.Update()),
        source("a commit's leaf", new LeafNodeSource.Commit(Bytes.EMPTY)));
  }

  private static KeyPackageFlaw initKey(String what, Bytes key) {
    return KeyPackageFlaw.of(
        Rule.KEY_PACKAGE_INIT_KEY, what, keyPackage -> keyPackage.initKey(key));
  }

  private static KeyPackageFlaw misplaced(ExtensionType type) {
    return KeyPackageFlaw.of(
        Rule.EXTENSION_MISPLACED,
        "extension " + type + " in the key package",
        keyPackage -> keyPackage.extensions(Extensions.of(new Extension(type, Bytes.EMPTY))));
  }

  private static KeyPackageFlaw source(String what, LeafNodeSource source) {
    return KeyPackageFlaw.of(
        Rule.LEAF_SOURCE, what, keyPackage -> keyPackage.leaf(leaf -> leaf.with(source)));
  }

  private static ForgedKeyPackage listing(ForgedKeyPackage keyPackage) {
    return keyPackage.leaf(
        leaf ->
            Leaves.with(
                leaf,
                ForgedKeyPackage.capabilities(
                    Newcomers.CRYPTO, List.of(TYPE), List.of(), CredentialType.BASIC)));
  }
}
