package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.GreasePolicy;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.ForgedWelcome;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.ProposalType;
import dev.hornbeam.mls.types.RequiredCapabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Groups that use what all their members support, but the one who joins does not (RFC 9420 s.7.3,
 * s.13.4). One who joins by a Welcome is a member already, and lists nothing but reserved values
 * that it does not support: such a value is what the group uses.
 */
final class SupportForgeries {
  private static final Newcomers JOINER =
      Newcomers.of(builder -> builder.grease(GreasePolicy.SENT), CredentialValidator.acceptAll());

  private SupportForgeries() {}

  /** What a group that all members support uses, given what they can. */
  private interface Use {
    Extensions extensions(Capabilities all);
  }

  static Stream<Forgery> all() {
    List<Forgery> all = new ArrayList<>();
    all.addAll(
        unsupported(
            Rule.GROUP_EXTENSION_UNSUPPORTED,
            "an extension of the group",
            can -> Extensions.of(new Extension(last(can.extensions()), Bytes.EMPTY))));
    all.addAll(
        unsupported(
            Rule.LEAF_REQUIRED_CAPABILITIES,
            "an extension that is required",
            can -> required(new RequiredCapabilities(can.extensions(), List.of(), List.of()))));
    all.addAll(
        unsupported(
            Rule.LEAF_REQUIRED_CAPABILITIES,
            "a proposal that is required",
            can -> required(new RequiredCapabilities(List.of(), can.proposals(), List.of()))));
    all.addAll(
        unsupported(
            Rule.LEAF_REQUIRED_CAPABILITIES,
            "a credential that is required",
            can -> required(new RequiredCapabilities(List.of(), List.of(), can.credentials()))));
    all.addAll(credential());
    return all.stream();
  }

  private static Extensions required(RequiredCapabilities required) {
    return Extensions.of(required.toExtension());
  }

  /** Where a client lists a reserved value. */
  private static <T> T last(List<T> values) {
    return values.get(values.size() - 1);
  }

  private static List<Forgery> unsupported(Rule rule, String what, Use use) {
    String unsupported = "the joiner does not support " + what;
    return List.of(
        JOINER.joiner(
            rule,
            unsupported,
            joiner -> group(joiner).extensions(use.extensions(joiner.capabilities())),
            SupportForgeries::group),
        Newcomers.PLAIN.externalJoiner(
            rule,
            unsupported,
            joiner -> group(able()).extensions(use.extensions(able().capabilities())),
            joiner -> group(able())));
  }

  /** A member has a credential of a type that the others list. */
  private static List<Forgery> credential() {
    String what = "the joiner does not support the credential of a member";
    return List.of(
        JOINER.joiner(
            Rule.LEAF_CREDENTIAL_SUPPORT,
            what,
            joiner -> group(joiner).member(bearer(joiner.capabilities())),
            SupportForgeries::group),
        Newcomers.PLAIN.externalJoiner(
            Rule.LEAF_CREDENTIAL_SUPPORT,
            what,
            joiner -> group(able()).member(bearer(able().capabilities())),
            joiner -> group(able())));
  }

  private static LeafNode bearer(Capabilities can) throws MlsException {
    Credential credential = new Credential.Other(last(can.credentials()), Bytes.utf8("bearer"));
    return leaf(new ForgedKeyPackage(Newcomers.CRYPTO, credential), can);
  }

  /** A group in which all can do what one can. */
  private static ForgedWelcome group(LeafNode first) throws MlsException {
    Capabilities can = first.capabilities();
    return new ForgedWelcome(Newcomers.CRYPTO, "founder")
        .founderContents(leaf -> Leaves.with(leaf, can))
        .member(first);
  }

  /** One who can more than the joiner. */
  private static LeafNode able() throws MlsException {
    return leaf(
        Newcomers.keyPackage("able"),
        ForgedKeyPackage.capabilities(
            Newcomers.CRYPTO,
            List.of(new ExtensionType(0xf0e1)),
            List.of(new ProposalType(0xf0e2)),
            CredentialType.BASIC,
            new CredentialType(0xf0e3)));
  }

  private static LeafNode leaf(ForgedKeyPackage keyPackage, Capabilities can) throws MlsException {
    return keyPackage.leaf(leaf -> Leaves.with(leaf, can)).make().leafNode();
  }
}
