package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extensions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Key packages that are wrong (RFC 9420 s.10.1, 7.3), in each message that brings an Add. */
final class AddForgeries {
  /** Rules about how a leaf node fits the others, which wait for the commit. */
  static final Set<Rule> OF_THE_GROUP =
      Set.of(
          Rule.LEAF_REQUIRED_CAPABILITIES,
          Rule.LEAF_GROUP_EXTENSION,
          Rule.LEAF_CREDENTIAL_SUPPORT,
          Rule.SIGNATURE_KEY_NOT_UNIQUE,
          Rule.ENCRYPTION_KEY_NOT_UNIQUE);

  private AddForgeries() {}

  /** Makes a key package in a scene. */
  private interface Maker {
    ForgedKeyPackage make(Stage stage) throws MlsException;
  }

  private record Flaw(Rule rule, String what, Extensions group, Maker forged, Maker genuine) {}

  static Stream<Forgery> all() {
    return Stream.concat(
            KeyPackageFlaws.all().stream().map(AddForgeries::of),
            LeafFlaws.all().stream().map(AddForgeries::of))
        .flatMap(AddForgeries::carried);
  }

  private static Flaw of(LeafFlaw flaw) {
    return new Flaw(
        flaw.rule(),
        flaw.what(),
        flaw.group(),
        stage -> flaw.keyPackage(stage.crypto(), stage.member(Stage.CAROL)),
        stage -> flaw.genuineKeyPackage(stage.crypto(), stage.member(Stage.CAROL)));
  }

  /** A key package of a client that can do all that others can. */
  static ForgedKeyPackage client(Stage stage) {
    ForgedKeyPackage client = new ForgedKeyPackage(stage.crypto(), Credential.basic("new"));
    return client.leaf(
        Leaves.with(client.contents(), LeafFlaws.capabilities(stage.crypto())),
        client.key().privateKey());
  }

  private static Flaw of(KeyPackageFlaw flaw) {
    return new Flaw(
        flaw.rule(),
        flaw.what(),
        Extensions.NONE,
        stage -> flaw.forged().apply(client(stage)),
        stage -> flaw.genuine().apply(client(stage)));
  }

  /** The flaw in each message that brings an Add. */
  private static Stream<Forgery> carried(Flaw flaw) {
    List<Forgery> forgeries = new ArrayList<>();
    forgeries.addAll(
        Handshake.everywhere(
            flaw.rule,
            "Add in a commit: " + flaw.what,
            Stage.setting(flaw.group),
            (stage, format) -> stage.commit(add(stage, flaw.forged)).make(format),
            (stage, format) -> stage.commit(add(stage, flaw.genuine)).make(format)));
    if (OF_THE_GROUP.contains(flaw.rule)) {
      forgeries.addAll(referredTo(flaw));
    } else {
      forgeries.addAll(alone(flaw));
    }
    return forgeries.stream();
  }

  private static List<Forgery> alone(Flaw flaw) {
    List<Forgery> forgeries = new ArrayList<>();
    forgeries.addAll(
        Handshake.everywhere(
            flaw.rule,
            "proposal of an Add: " + flaw.what,
            Stage.setting(flaw.group),
            (stage, format) -> stage.proposal(Stage.CAROL, format, add(stage, flaw.forged)),
            (stage, format) -> stage.proposal(Stage.CAROL, format, add(stage, flaw.genuine))));
    forgeries.addAll(
        Handshake.inTheClear(
            flaw.rule,
            "Add by an external sender: " + flaw.what,
            Stage.setting(flaw.group),
            (stage, format) -> Outsider.proposal(stage, add(stage, flaw.forged)),
            (stage, format) -> Outsider.proposal(stage, add(stage, flaw.genuine))));
    if (signsMessages(flaw)) {
      forgeries.addAll(
          Handshake.inTheClear(
              flaw.rule,
              "Add by a new member: " + flaw.what,
              Stage.setting(flaw.group),
              (stage, format) -> Outsider.newMember(stage, flaw.forged.make(stage)),
              (stage, format) -> Outsider.newMember(stage, flaw.genuine.make(stage))));
    }
    return forgeries;
  }

  /** Whether the signature on the new member's message can be good, by the key in its leaf node. */
  private static boolean signsMessages(Flaw flaw) {
    return !flaw.what.equals(LeafFlaws.NO_SIGNATURE_KEY);
  }

  private static List<Forgery> referredTo(Flaw flaw) {
    List<Forgery> forgeries = new ArrayList<>();
    forgeries.addAll(
        Handshake.everywhere(
            flaw.rule,
            "Add by reference: " + flaw.what,
            Stage.setting(flaw.group),
            (stage, format) -> stage.commitOfReferences(add(stage, flaw.forged)).make(format),
            (stage, format) -> stage.commitOfReferences(add(stage, flaw.genuine)).make(format)));
    forgeries.addAll(
        Handshake.everywhere(
            flaw.rule,
            "Add of an external sender's by reference: " + flaw.what,
            Stage.setting(flaw.group),
            (stage, format) ->
                stage.commitTo(Outsider.proposal(stage, add(stage, flaw.forged))).make(format),
            (stage, format) ->
                stage.commitTo(Outsider.proposal(stage, add(stage, flaw.genuine))).make(format)));
    forgeries.addAll(
        Handshake.everywhere(
            flaw.rule,
            "Add of a new member's by reference: " + flaw.what,
            Stage.setting(flaw.group),
            (stage, format) ->
                stage.commitTo(Outsider.newMember(stage, flaw.forged.make(stage))).make(format),
            (stage, format) ->
                stage.commitTo(Outsider.newMember(stage, flaw.genuine.make(stage))).make(format)));
    return forgeries;
  }

  private static Proposal add(Stage stage, Maker maker) throws MlsException {
    return new Proposal.Add(maker.make(stage).make());
  }
}
