package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.ExternalSender;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Proposals that are wrong in themselves (RFC 9420 s.12.1), but for those with a leaf node: alone,
 * and by value in a commit. None of them gets so far that a commit could refer to it.
 */
final class ProposalForgeries {
  private static final Handshake.Setting SETTING = Stage.setting(Extensions.NONE);
  private static final Extension PLAIN = new Extension(LeafFlaws.EXTENSION, Bytes.EMPTY);

  private ProposalForgeries() {}

  /** Makes a proposal in a scene. */
  interface Maker {
    Proposal make(Stage stage) throws MlsException;
  }

  private record Flaw(Rule rule, String what, Maker forged, Maker genuine) {}

  static Stream<Forgery> all() {
    List<Forgery> forgeries = new ArrayList<>();
    for (Flaw flaw : flaws()) {
      forgeries.addAll(alone(flaw));
      forgeries.addAll(committed(flaw));
    }
    forgeries.addAll(ofOutsiders());
    return forgeries.stream();
  }

  private static List<Forgery> alone(Flaw flaw) {
    return Handshake.everywhere(
        flaw.rule,
        "proposal: " + flaw.what,
        SETTING,
        (stage, format) -> stage.proposal(Stage.CAROL, format, flaw.forged.make(stage)),
        (stage, format) -> stage.proposal(Stage.CAROL, format, flaw.genuine.make(stage)));
  }

  private static List<Forgery> committed(Flaw flaw) {
    return Handshake.everywhere(
        flaw.rule,
        "in a commit: " + flaw.what,
        SETTING,
        (stage, format) -> stage.commit(flaw.forged.make(stage)).make(format),
        (stage, format) -> stage.commit(flaw.genuine.make(stage)).make(format));
  }

  private static List<Flaw> flaws() {
    return Stream.of(removes(), psks(), reInits(), extensions()).flatMap(List::stream).toList();
  }

  private static List<Flaw> removes() {
    List<Flaw> flaws = new ArrayList<>();
    for (long leaf : List.of(3L, 4L, 0xffffffffL)) {
      flaws.add(
          new Flaw(
              Rule.REMOVE_OF_BLANK,
              "a Remove of leaf " + leaf,
              stage -> new Proposal.Remove(new LeafIndex(leaf)),
              stage -> new Proposal.Remove(Stage.leaf(Stage.BOB))));
    }
    flaws.add(
        new Flaw(
            Rule.EXTERNAL_INIT,
            "an ExternalInit of a member",
            stage -> new Proposal.ExternalInit(stage.crypto().generateHpkeKey().publicKey()),
            stage -> new Proposal.Remove(Stage.leaf(Stage.BOB))));
    return flaws;
  }

  /** A proposal of a pre-shared key that all have. */
  static Proposal psk(int nonceLength) {
    return new Proposal.PreSharedKey(
        new PreSharedKeyId(new Psk.External(Stage.PSK), Bytes.own(new byte[nonceLength])));
  }

  private static List<Flaw> psks() {
    List<Flaw> flaws = new ArrayList<>();
    for (int length : List.of(0, 31, 33)) {
      flaws.add(
          new Flaw(
              Rule.PSK_NONCE_LENGTH,
              "a psk_nonce of " + length + " bytes",
              stage -> psk(length),
              stage -> psk(32)));
    }
    for (Psk.Usage usage : List.of(Psk.Usage.BRANCH, Psk.Usage.REINIT)) {
      flaws.add(
          new Flaw(
              Rule.PSK_USAGE,
              "a PSK of the usage " + usage,
              stage ->
                  new Proposal.PreSharedKey(
                      new PreSharedKeyId(
                          new Psk.Resumption(usage, stage.group(), 1), Bytes.own(new byte[32]))),
              stage -> psk(32)));
    }
    return flaws;
  }

  static Proposal reInit(int version, Extension... extensions) {
    return new Proposal.ReInit(GroupId.of("next"), version, 1, Extensions.of(extensions));
  }

  private static List<Flaw> reInits() {
    return List.of(
        new Flaw(
            Rule.REINIT_VERSION,
            "a ReInit to an older version",
            stage -> reInit(0),
            stage -> reInit(1)),
        new Flaw(
            Rule.EXTENSION_MISPLACED,
            "a ReInit with an extension that does not belong to a group",
            stage -> reInit(1, new Extension(ExtensionType.RATCHET_TREE, Bytes.EMPTY)),
            stage -> reInit(1, PLAIN)),
        new Flaw(
            Rule.EXTENSIONS_NOT_UNIQUE,
            "a ReInit with an extension twice",
            stage -> reInit(1, PLAIN, PLAIN),
            stage -> reInit(1, PLAIN)));
  }

  static Proposal extensions(Extension... extensions) {
    return new Proposal.GroupContextExtensions(Extensions.of(extensions));
  }

  private static Extension sender(Bytes key, String name) {
    return ExternalSender.toExtension(List.of(new ExternalSender(key, Credential.basic(name))));
  }

  private static List<Flaw> extensions() {
    List<Flaw> flaws = new ArrayList<>();
    flaws.add(
        new Flaw(
            Rule.EXTENSIONS_NOT_UNIQUE,
            "an extension of the group twice",
            stage -> extensions(PLAIN, PLAIN),
            stage -> extensions(PLAIN)));
    for (ExtensionType type :
        List.of(
            ExtensionType.APPLICATION_ID, ExtensionType.RATCHET_TREE, ExtensionType.EXTERNAL_PUB)) {
      flaws.add(
          new Flaw(
              Rule.EXTENSION_MISPLACED,
              "an extension that does not belong to a group: " + type.value(),
              stage -> extensions(new Extension(type, Bytes.EMPTY)),
              stage -> extensions(PLAIN)));
    }
    flaws.add(
        new Flaw(
            Rule.EXTERNAL_SENDER_KEY,
            "an external sender with a key that is none",
            stage -> extensions(sender(Bytes.utf8("key"), "outsider")),
            stage -> extensions(sender(freshKey(stage), "outsider"))));
    flaws.add(
        new Flaw(
            Rule.CREDENTIAL_REFUSED,
            "an external sender who is refused",
            stage -> extensions(sender(freshKey(stage), "mallory")),
            stage -> extensions(sender(freshKey(stage), "outsider"))));
    for (ExtensionType type :
        List.of(ExtensionType.REQUIRED_CAPABILITIES, ExtensionType.EXTERNAL_SENDERS)) {
      for (Bytes data : List.of(Bytes.own(new byte[] {1}), Bytes.own(new byte[] {0, 0, 0, 1}))) {
        flaws.add(
            new Flaw(
                Rule.PROPOSAL_MALFORMED,
                "an extension of the group that is malformed: " + type.value() + ", " + data,
                stage -> extensions(new Extension(type, data)),
                stage -> extensions(PLAIN)));
      }
    }
    return flaws;
  }

  private static Bytes freshKey(Stage stage) {
    return stage.crypto().generateSignatureKey().publicKey();
  }

  /** What an external sender may not propose (RFC 9420 s.12.1.8), and a new member. */
  private static List<Forgery> ofOutsiders() {
    List<Forgery> forgeries = new ArrayList<>();
    forgeries.addAll(
        ofExternalSender(
            "an Update of an external sender",
            stage -> new Proposal.Update(stage.member(Stage.CAROL).leaf())));
    forgeries.addAll(
        ofExternalSender(
            "an ExternalInit of an external sender",
            stage -> new Proposal.ExternalInit(stage.crypto().generateHpkeKey().publicKey())));
    forgeries.addAll(
        ofExternalSender(
            "a custom proposal of an external sender",
            stage -> new Proposal.Custom(LeafFlaws.PROPOSAL, Bytes.own(new byte[] {1}))));
    forgeries.addAll(
        ofExternalSender(
            "an unknown proposal of an external sender",
            stage -> new Proposal.Custom(ListForgeries.UNKNOWN, Bytes.EMPTY)));
    for (Flaw flaw : flaws()) {
      if (flaw.rule != Rule.EXTERNAL_INIT) {
        forgeries.addAll(
            Handshake.inTheClear(
                flaw.rule,
                "of an external sender: " + flaw.what,
                SETTING,
                (stage, format) -> Outsider.proposal(stage, flaw.forged.make(stage)),
                (stage, format) -> Outsider.proposal(stage, flaw.genuine.make(stage))));
      }
    }
    return forgeries;
  }

  private static List<Forgery> ofExternalSender(String what, Maker forged) {
    return Handshake.inTheClear(
        Rule.PROPOSAL_SENDER,
        what,
        SETTING,
        (stage, format) -> Outsider.proposal(stage, forged.make(stage)),
        (stage, format) -> Outsider.proposal(stage, new Proposal.Remove(Stage.leaf(Stage.BOB))));
  }
}
