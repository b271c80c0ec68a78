package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.MlsClientBuilder;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.PublicKeys;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.testing.Certificates;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.Lifetime;
import dev.hornbeam.mls.types.ProposalType;
import dev.hornbeam.mls.types.ProtocolVersion;
import dev.hornbeam.mls.types.RequiredCapabilities;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Every way in which a leaf node is wrong wherever it stands: in a key package, an Update, a path
 * or the tree of a group. All clients of the scenes are made with {@link #settings}, and the leaf
 * nodes that are right have {@link #capabilities}.
 */
final class LeafFlaws {
  /** An extension that all support. */
  static final ExtensionType EXTENSION = new ExtensionType(0xf0e1);

  /** A proposal that all support. */
  static final ProposalType PROPOSAL = new ProposalType(0xf0e2);

  /** What is wrong with a leaf node whose signature, and that of its messages, cannot be good. */
  static final String NO_SIGNATURE_KEY = "a signature key that is none";

  /** A credential that the others do not know. */
  private static final CredentialType STRANGE = new CredentialType(0xf0e3);

  /** Whom the clients refuse. */
  private static final Credential REFUSED = Credential.basic("mallory");

  private static final Extension PLAIN = new Extension(EXTENSION, Bytes.EMPTY);
  private static final KeyPair ISSUER = issuer();

  private LeafFlaws() {}

  /** What a client needs to be in the scenes. */
  static MlsClientBuilder settings(MlsClientBuilder builder) {
    return builder
        .supportedExtensions(EXTENSION)
        .supportedCredentials(CredentialType.X509)
        .customProposal(new TestProposal(PROPOSAL))
        .credentialValidator(validator());
  }

  /** Refuses one client, and takes all others, as any other client. */
  static CredentialValidator validator() {
    return (occasion, presented, replaced) ->
        presented.credential().equals(REFUSED)
            ? CredentialValidator.Verdict.REFUSED
            : CredentialValidator.Verdict.ACCEPTED;
  }

  /** What a leaf node that is right can do. */
  static Capabilities capabilities(SuiteCrypto crypto) {
    return new Capabilities(
        List.of(ProtocolVersion.MLS10),
        List.of(crypto.suite().code()),
        List.of(EXTENSION),
        List.of(PROPOSAL),
        List.of(CredentialType.BASIC, CredentialType.X509));
  }

  static List<LeafFlaw> all() {
    return List.of(
        capabilities(
            Rule.LEAF_VERSION_UNLISTED,
            "no version is listed",
            c -> with(c, List.of(), c.cipherSuites())),
        capabilities(
            Rule.LEAF_VERSION_UNLISTED,
            "another version is listed",
            c -> with(c, List.of(ProtocolVersion.MLS10 + 1), c.cipherSuites())),
        capabilities(
            Rule.LEAF_SUITE_UNLISTED, "no suite is listed", c -> with(c, c.versions(), List.of())),
        capabilities(
            Rule.LEAF_SUITE_UNLISTED,
            "another suite is listed",
            c -> with(c, c.versions(), List.of(0xf0e4))),
        capabilities(
            Rule.LEAF_CREDENTIAL_UNLISTED,
            "the credential's type is not listed",
            c -> with(c, List.of(CredentialType.X509))),
        strangeExtension(),
        extensions(Rule.EXTENSIONS_NOT_UNIQUE, "an extension twice", Extensions.of(PLAIN, PLAIN))
            .beside((leaf, other) -> with(leaf, Extensions.of(PLAIN))),
        extensions(
            Rule.EXTENSION_MISPLACED,
            "an extension that belongs to a GroupInfo",
            Extensions.of(new Extension(ExtensionType.EXTERNAL_PUB, Bytes.EMPTY))),
        extensions(
            Rule.EXTENSION_MISPLACED,
            "an extension that belongs to a group",
            required(List.of(), List.of(), List.of())),
        capabilities(
                Rule.LEAF_REQUIRED_CAPABILITIES,
                "a required extension is not listed",
                c -> without(c, EXTENSION))
            .in(required(List.of(EXTENSION), List.of(), List.of())),
        capabilities(
                Rule.LEAF_REQUIRED_CAPABILITIES,
                "a required proposal is not listed",
                c ->
                    new Capabilities(
                        c.versions(), c.cipherSuites(), c.extensions(), List.of(), c.credentials()))
            .in(required(List.of(), List.of(PROPOSAL), List.of())),
        capabilities(
                Rule.LEAF_REQUIRED_CAPABILITIES,
                "a required credential is not listed",
                c -> with(c, List.of(CredentialType.BASIC)))
            .in(required(List.of(), List.of(), List.of(CredentialType.X509))),
        capabilities(
                Rule.LEAF_GROUP_EXTENSION,
                "an extension of the group is not listed",
                c -> without(c, EXTENSION))
            .in(Extensions.of(PLAIN)),
        LeafFlaw.of(
            Rule.LEAF_CREDENTIAL_SUPPORT,
            "a credential that the others do not support",
            (leaf, other) ->
                with(
                    with(leaf, with(leaf.contents().capabilities(), List.of(STRANGE))),
                    new Credential.Other(STRANGE, Bytes.EMPTY))),
        LeafFlaw.of(
                Rule.LEAF_CREDENTIAL_SUPPORT,
                "the others' credentials are not supported",
                (leaf, other) ->
                    with(
                        with(
                            leaf,
                            with(leaf.contents().capabilities(), List.of(CredentialType.X509))),
                        certified(leaf.contents().signatureKey(), leaf)))
            .beside((leaf, other) -> with(leaf, certified(leaf.contents().signatureKey(), leaf))),
        LeafFlaw.of(
            Rule.CREDENTIAL_REFUSED,
            "the credential of one who is refused",
            (leaf, other) -> with(leaf, REFUSED)),
        x509("a certificate for another key", leaf -> certified(otherKey(leaf), leaf)),
        x509("no certificate", leaf -> new Credential.X509(List.of())),
        x509(
            "a certificate that is none",
            leaf -> new Credential.X509(List.of(Bytes.utf8("certificate")))),
        lifetime("a lifetime of ten years", Lifetime.from(Instant.now(), Duration.ofDays(3650))),
        lifetime("a lifetime that ends before it begins", new Lifetime(2, 1)),
        LeafFlaw.of(
            Rule.LEAF_KEY_INVALID,
            "an encryption key that is none",
            (leaf, other) -> leaf.with(Leaves.withKey(leaf.contents(), Bytes.utf8("key")))),
        LeafFlaw.of(
            Rule.LEAF_KEY_INVALID,
            "an encryption key that agrees with none",
            (leaf, other) -> leaf.with(Leaves.withKey(leaf.contents(), Bytes.own(new byte[32])))),
        LeafFlaw.of(
            Rule.LEAF_KEY_INVALID,
            NO_SIGNATURE_KEY,
            (leaf, other) ->
                leaf.with(Leaves.withSignatureKey(leaf.contents(), Bytes.utf8("key")))),
        LeafFlaw.of(
            Rule.ENCRYPTION_KEY_NOT_UNIQUE,
            "the encryption key of another member",
            (leaf, other) ->
                leaf.with(Leaves.withKey(leaf.contents(), other.leaf().encryptionKey()))),
        LeafFlaw.of(
            Rule.SIGNATURE_KEY_NOT_UNIQUE,
            "the signature key of another member",
            (leaf, other) ->
                leaf.with(Leaves.withSignatureKey(leaf.contents(), other.leaf().signatureKey()))
                    .signedBy(other.signer())),
        LeafFlaw.of(Rule.LEAF_SIGNATURE, "a damaged signature", (leaf, other) -> leaf)
            .damaged(Leaves::damaged),
        LeafFlaw.of(Rule.LEAF_SIGNATURE, "no signature", (leaf, other) -> leaf)
            .damaged(leaf -> Leaves.signature(leaf, Bytes.EMPTY)),
        LeafFlaw.of(
            Rule.LEAF_SIGNATURE,
            "the signature of another member",
            (leaf, other) -> leaf.signedBy(other.signer())),
        LeafFlaw.of(Rule.LEAF_SIGNATURE, "changed after it was signed", (leaf, other) -> leaf)
            .damaged(
                leaf ->
                    Leaves.signature(
                        Leaves.with(leaf.contents(), Credential.basic("someone else")),
                        leaf.signature())));
  }

  private static LeafFlaw capabilities(Rule rule, String what, UnaryOperator<Capabilities> change) {
    return LeafFlaw.of(
        rule, what, (leaf, other) -> with(leaf, change.apply(leaf.contents().capabilities())));
  }

  private static LeafFlaw extensions(Rule rule, String what, Extensions extensions) {
    return LeafFlaw.of(rule, what, (leaf, other) -> with(leaf, extensions));
  }

  private static LeafFlaw strangeExtension() {
    ExtensionType strange = new ExtensionType(0xf0e5);
    Extensions extensions = Extensions.of(new Extension(strange, Bytes.EMPTY));
    return extensions(Rule.LEAF_EXTENSION_UNLISTED, "an extension is not listed", extensions)
        .beside(
            (leaf, other) -> {
              Capabilities c = leaf.contents().capabilities();
              return with(
                  with(leaf, extensions),
                  new Capabilities(
                      c.versions(),
                      c.cipherSuites(),
                      List.of(EXTENSION, strange),
                      c.proposals(),
                      c.credentials()));
            });
  }

  private static LeafFlaw x509(String what, Function<LeafFlaw.Draft, Credential> credential) {
    return LeafFlaw.of(
            Rule.CREDENTIAL_KEY, what, (leaf, other) -> with(leaf, credential.apply(leaf)))
        .beside((leaf, other) -> with(leaf, certified(leaf.contents().signatureKey(), leaf)));
  }

  /** Leaves a leaf node alone that has no lifetime. */
  private static LeafFlaw lifetime(String what, Lifetime lifetime) {
    return LeafFlaw.of(
        Rule.LEAF_LIFETIME_TOO_LONG,
        what,
        (leaf, other) -> leaf.with(leaf.contents().with(new LeafNodeSource.KeyPackage(lifetime))));
  }

  private static LeafFlaw.Draft with(LeafFlaw.Draft leaf, Capabilities capabilities) {
    return leaf.with(Leaves.with(leaf.contents(), capabilities));
  }

  private static LeafFlaw.Draft with(LeafFlaw.Draft leaf, Credential credential) {
    return leaf.with(Leaves.with(leaf.contents(), credential));
  }

  private static LeafFlaw.Draft with(LeafFlaw.Draft leaf, Extensions extensions) {
    return leaf.with(Leaves.with(leaf.contents(), extensions));
  }

  private static Capabilities with(Capabilities c, List<CredentialType> credentials) {
    return new Capabilities(
        c.versions(), c.cipherSuites(), c.extensions(), c.proposals(), credentials);
  }

  private static Capabilities with(
      Capabilities c, List<Integer> versions, List<Integer> cipherSuites) {
    return new Capabilities(versions, cipherSuites, c.extensions(), c.proposals(), c.credentials());
  }

  private static Capabilities without(Capabilities c, ExtensionType type) {
    return new Capabilities(
        c.versions(),
        c.cipherSuites(),
        c.extensions().stream().filter(each -> !each.equals(type)).toList(),
        c.proposals(),
        c.credentials());
  }

  private static Extensions required(
      List<ExtensionType> extensions,
      List<ProposalType> proposals,
      List<CredentialType> credentials) {
    return Extensions.of(
        new RequiredCapabilities(extensions, proposals, credentials).toExtension());
  }

  private static Bytes otherKey(LeafFlaw.Draft leaf) {
    return leaf.crypto().generateSignatureKey().publicKey();
  }

  /** A certificate that somebody issued for the key. */
  private static Credential certified(Bytes key, LeafFlaw.Draft leaf) {
    try {
      var certificate =
          Certificates.issued(
              PublicKeys.of(leaf.crypto().suite().signature(), key),
              ISSUER.getPrivate(),
              "Ed25519");
      return new Credential.X509(List.of(Bytes.own(certificate.getEncoded())));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair issuer() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
