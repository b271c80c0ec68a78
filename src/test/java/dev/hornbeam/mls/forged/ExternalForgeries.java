package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.ProposalRef;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.schedule.PskSecret;
import dev.hornbeam.mls.testing.ForgedCommit;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** External commits whose proposals are wrong (RFC 9420 s.12.2, 12.4.3.2). */
final class ExternalForgeries {
  private static final Handshake.Setting SETTING = Stage.setting(Extensions.NONE);
  private static final Proposal REMOVE_CAROL = new Proposal.Remove(Stage.leaf(Stage.CAROL));

  private ExternalForgeries() {}

  /** Makes an external commit. */
  private interface Maker {
    ForgedCommit make(Stage stage) throws MlsException;
  }

  static Stream<Forgery> all() {
    return Stream.of(inits(), removes(), others(), psks(), paths()).flatMap(List::stream);
  }

  private static List<Forgery> commit(Rule rule, String what, Maker forged, Maker genuine) {
    return Handshake.inTheClear(
        rule,
        "external commit, " + what,
        SETTING,
        (stage, format) -> forged.make(stage).make(format),
        (stage, format) -> genuine.make(stage).make(format));
  }

  private static ForgedCommit dave(Stage stage) {
    return Outsider.commit(stage, "dave");
  }

  private static ForgedCommit carol(Stage stage) {
    return Outsider.commit(stage, "carol");
  }

  private static Proposal init(Stage stage) {
    return new Proposal.ExternalInit(stage.crypto().generateHpkeKey().publicKey());
  }

  private static List<Forgery> inits() {
    List<Forgery> forgeries = new ArrayList<>();
    forgeries.addAll(
        commit(
            Rule.EXTERNAL_COMMIT_INIT,
            "no ExternalInit",
            stage -> dave(stage).withoutProposals(),
            ExternalForgeries::dave));
    forgeries.addAll(
        commit(
            Rule.EXTERNAL_COMMIT_INIT,
            "a Remove and no ExternalInit",
            stage -> carol(stage).withoutProposals().with(REMOVE_CAROL),
            stage -> carol(stage).with(REMOVE_CAROL)));
    forgeries.addAll(
        commit(
            Rule.EXTERNAL_COMMIT_INIT,
            "two ExternalInits",
            stage -> dave(stage).with(init(stage)),
            ExternalForgeries::dave));
    for (Bytes kemOutput : List.of(Bytes.EMPTY, Bytes.own(new byte[31]), Bytes.own(new byte[32]))) {
      forgeries.add(
          Handshake.member(
              Rule.EXTERNAL_INIT_KEM,
              "a kem_output that is none: " + kemOutput,
              Forgery.Form.PUBLIC,
              SETTING,
              (stage, format) ->
                  dave(stage)
                      .withoutProposals()
                      .with(new Proposal.ExternalInit(kemOutput))
                      .make(format),
              (stage, format) -> dave(stage).make(format)));
    }
    return forgeries;
  }

  private static List<Forgery> removes() {
    List<Forgery> forgeries = new ArrayList<>();
    Maker resync = stage -> carol(stage).with(REMOVE_CAROL);
    forgeries.addAll(
        commit(
            Rule.EXTERNAL_COMMIT_REMOVES,
            "two Removes",
            stage -> carol(stage).with(REMOVE_CAROL, new Proposal.Remove(Stage.leaf(Stage.BOB))),
            resync));
    forgeries.addAll(
        commit(
            Rule.CREDENTIAL_REFUSED,
            "a Remove of another client",
            stage -> dave(stage).with(REMOVE_CAROL),
            resync));
    for (long leaf : List.of(3L, 4L, 0xffffffffL)) {
      forgeries.addAll(
          commit(
              Rule.REMOVE_OF_BLANK,
              "a Remove of leaf " + leaf,
              stage -> carol(stage).with(new Proposal.Remove(new LeafIndex(leaf))),
              resync));
    }
    return forgeries;
  }

  private static List<Forgery> others() {
    List<Forgery> forgeries = new ArrayList<>();
    List<ProposalForgeries.Maker> makers =
        List.of(
            stage -> new Proposal.Add(AddForgeries.client(stage).make()),
            stage -> ListForgeries.update(stage, Stage.CAROL),
            stage -> ProposalForgeries.extensions(),
            stage -> ProposalForgeries.reInit(1),
            stage -> new Proposal.Custom(LeafFlaws.PROPOSAL, Bytes.own(new byte[] {1})));
    for (int i = 0; i < makers.size(); i++) {
      ProposalForgeries.Maker maker = makers.get(i);
      forgeries.addAll(
          commit(
              Rule.EXTERNAL_COMMIT_PROPOSALS,
              "with " + List.of("Add", "Update", "extensions", "ReInit", "custom").get(i),
              stage -> dave(stage).with(maker.make(stage)),
              ExternalForgeries::dave));
    }
    forgeries.addAll(
        commit(
            Rule.EXTERNAL_COMMIT_REFERENCE,
            "a reference to a Remove",
            stage -> refer(stage, carol(stage), REMOVE_CAROL),
            stage -> carol(stage).with(REMOVE_CAROL)));
    forgeries.addAll(
        commit(
            Rule.EXTERNAL_COMMIT_REFERENCE,
            "a reference to a PSK",
            stage -> refer(stage, dave(stage), ProposalForgeries.psk(32)),
            ExternalForgeries::dave));
    return forgeries;
  }

  private static ForgedCommit refer(Stage stage, ForgedCommit commit, Proposal proposal)
      throws MlsException {
    ProposalRef reference =
        stage.send(stage.proposal(Stage.ALICE, WireFormat.PUBLIC_MESSAGE, proposal));
    return commit.with(reference, Stage.sender(Stage.ALICE), proposal);
  }

  private static List<Forgery> psks() {
    List<Forgery> forgeries = new ArrayList<>();
    Proposal psk = ProposalForgeries.psk(32);
    Maker genuine =
        stage ->
            dave(stage)
                .with(psk)
                .pskSecret(
                    PskSecret.of(
                        stage.crypto(),
                        List.of(
                            new PskSecret.Input(((Proposal.PreSharedKey) psk).id(), Stage.psk()))));
    forgeries.addAll(
        commit(
            Rule.PSK_NONCE_LENGTH,
            "a psk_nonce of 31 bytes",
            stage -> dave(stage).with(ProposalForgeries.psk(31)),
            genuine));
    forgeries.addAll(
        commit(Rule.PSK_TWICE, "a PSK twice", stage -> dave(stage).with(psk, psk), genuine));
    for (Psk.Usage usage : List.of(Psk.Usage.BRANCH, Psk.Usage.REINIT)) {
      forgeries.addAll(
          commit(
              Rule.PSK_USAGE,
              "a PSK of the usage " + usage,
              stage -> dave(stage).with(link(stage, usage)),
              genuine));
    }
    return forgeries;
  }

  private static Proposal link(Stage stage, Psk.Usage usage) {
    return new Proposal.PreSharedKey(
        new PreSharedKeyId(new Psk.Resumption(usage, stage.group(), 1), Bytes.own(new byte[32])));
  }

  private static List<Forgery> paths() {
    return commit(
        Rule.EXTERNAL_COMMIT_PATH,
        "no path",
        stage -> dave(stage).withoutPath(),
        ExternalForgeries::dave);
  }
}
