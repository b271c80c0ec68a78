package dev.hornbeam.mls.group;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafValidation;
import dev.hornbeam.mls.tree.Support;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.ExternalSender;
import dev.hornbeam.mls.types.RequiredCapabilities;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Rules about leaves, key packages and extensions that several operations check. */
final class GroupRules {
  private GroupRules() {}

  /**
   * Checks the key package of an Add (RFC 9420 s.10.1).
   *
   * @throws InvalidMessage if it breaks a rule
   */
  static void checkKeyPackage(
      Environment env, GroupContext context, LeafValidation leaves, KeyPackage keyPackage)
      throws InvalidMessage {
    require(keyPackage.version() == context.version(), Rule.KEY_PACKAGE_VERSION);
    require(keyPackage.cipherSuite() == context.cipherSuite(), Rule.KEY_PACKAGE_SUITE);
    SuiteCrypto crypto = env.crypto();
    LeafNode leaf = keyPackage.leafNode();
    leaves.checkKeyPackage(leaf);
    require(keyPackage.hasValidSignature(crypto), Rule.KEY_PACKAGE_SIGNATURE);
    require(crypto.isHpkePublicKey(keyPackage.initKey()), Rule.KEY_PACKAGE_INIT_KEY);
    require(!keyPackage.initKey().equals(leaf.encryptionKey()), Rule.KEY_PACKAGE_SAME_KEYS);
    require(!keyPackage.extensions().hasDuplicates(), Rule.EXTENSIONS_NOT_UNIQUE);
    require(
        keyPackage.extensions().mayAppearIn(ExtensionType.Place.KEY_PACKAGE),
        Rule.EXTENSION_MISPLACED);
  }

  /**
   * Checks that extensions can be those of a group context.
   *
   * @throws InvalidMessage if a type occurs twice or has its place elsewhere, or an external sender
   *     has no key of the suite
   * @throws MalformedMessage if one that the standard defines is malformed
   */
  static void checkExtensions(Environment env, Extensions extensions)
      throws InvalidMessage, MalformedMessage {
    checkTypes(extensions);
    requiredCapabilities(extensions);
    for (ExternalSender sender : ExternalSender.listedIn(extensions)) {
      require(env.crypto().isSignaturePublicKey(sender.signatureKey()), Rule.EXTERNAL_SENDER_KEY);
    }
  }

  /**
   * Checks that the types of extensions can be those of a group context of any suite.
   *
   * @throws InvalidMessage if a type occurs twice (s.13.4) or has its place elsewhere (s.17.3)
   */
  static void checkTypes(Extensions extensions) throws InvalidMessage {
    require(!extensions.hasDuplicates(), Rule.EXTENSIONS_NOT_UNIQUE);
    require(extensions.mayAppearIn(ExtensionType.Place.GROUP_CONTEXT), Rule.EXTENSION_MISPLACED);
  }

  /**
   * Has the application validate the external senders that are new (s.5.3.1).
   *
   * @throws InvalidMessage if it refuses one
   */
  static void validateExternalSenders(Environment env, Extensions before, Extensions after)
      throws InvalidMessage, MalformedMessage {
    // Sets of bytes, which are ordered: of other things a peer could choose such as fall together.
    Set<Bytes> known = new HashSet<>();
    ExternalSender.listedIn(before).forEach(sender -> known.add(sender.encoded()));
    for (ExternalSender sender : ExternalSender.listedIn(after)) {
      if (!known.contains(sender.encoded())) {
        env.validate(
            CredentialValidator.Occasion.EXTERNAL_SENDER,
            new CredentialValidator.Presented(sender.credential(), sender.signatureKey()),
            Optional.empty());
      }
    }
  }

  /**
   * Checks that all members support what the group uses: the credentials of one another, the
   * extensions, and what is required (s.7.3, s.11.1, s.12.1.7, s.13.4).
   *
   * @throws InvalidMessage if one does not
   */
  static void checkSupport(Support support, Extensions extensions)
      throws InvalidMessage, MalformedMessage {
    LeafValidation.checkCredentialSupport(support);
    for (Extension extension : extensions.list()) {
      require(support.lacking(extension.type()) == 0, Rule.GROUP_EXTENSION_UNSUPPORTED);
    }
    Optional<RequiredCapabilities> required = requiredCapabilities(extensions);
    require(required.isEmpty() || support.meets(required.get()), Rule.LEAF_REQUIRED_CAPABILITIES);
  }

  /** What the extensions require of every member (s.11.1). */
  static Optional<RequiredCapabilities> requiredCapabilities(Extensions extensions)
      throws MalformedMessage {
    Optional<Bytes> data = extensions.find(ExtensionType.REQUIRED_CAPABILITIES);
    return data.isEmpty()
        ? Optional.empty()
        : Optional.of(TlsReader.decode(data.get(), RequiredCapabilities::decode));
  }

  static void require(boolean holds, Rule rule) throws InvalidMessage {
    if (!holds) {
      throw new InvalidMessage(rule);
    }
  }
}
