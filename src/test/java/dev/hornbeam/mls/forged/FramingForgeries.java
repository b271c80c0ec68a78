package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.Commit;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.FramedContent;
import dev.hornbeam.mls.message.FramedContentAuthData;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.testing.ForgedCommit;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Who sends what in whose name (RFC 9420 s.6.1, 6.2). */
final class FramingForgeries {
  private static final Handshake.Setting SETTING = Stage.setting(Extensions.NONE);
  private static final Proposal REMOVE = new Proposal.Remove(Stage.leaf(Stage.ALICE));
  private static final Handshake.Content GENUINE =
      (stage, format) -> stage.proposal(Stage.CAROL, format, REMOVE);

  private FramingForgeries() {}

  static Stream<Forgery> all() {
    return Stream.of(groups(), senders(), outsiders(), signatures(), tags()).flatMap(List::stream);
  }

  private static List<Forgery> groups() {
    Handshake.Content forged =
        (stage, format) ->
            stage
                .forge(Stage.CAROL)
                .signed(
                    format,
                    new FramedContent(
                        GroupId.of("another"),
                        stage.friends().group(Stage.CAROL).epoch(),
                        Stage.sender(Stage.CAROL),
                        Bytes.EMPTY,
                        new Content.Proposed(REMOVE)));
    String what = "a message of another group";
    return List.of(
        Handshake.member(Rule.MESSAGE_GROUP, what, Forgery.Form.PUBLIC, SETTING, forged, GENUINE),
        Handshake.member(Rule.MESSAGE_GROUP, what, Forgery.Form.DAMAGED, SETTING, forged, GENUINE),
        Handshake.server(Rule.MESSAGE_GROUP, what, SETTING, forged, GENUINE));
  }

  private static List<Forgery> senders() {
    List<Forgery> forgeries = new ArrayList<>();
    for (int leaf : List.of(3, 4, Integer.MAX_VALUE)) {
      forgeries.addAll(
          Handshake.inTheClear(
              Rule.SENDER_NOT_MEMBER,
              "a message from leaf " + leaf,
              SETTING,
              (stage, format) ->
                  stage
                      .forge(Stage.ALICE)
                      .signed(
                          format,
                          new Sender.Member(new LeafIndex(leaf)),
                          new Content.Proposed(REMOVE)),
              GENUINE));
    }
    forgeries.addAll(
        Handshake.inTheClear(
            Rule.APPLICATION_PUBLIC,
            "application data in the clear",
            SETTING,
            (stage, format) ->
                stage
                    .forge(Stage.CAROL)
                    .signed(format, new Content.Application(Bytes.utf8("hello"))),
            GENUINE));
    return forgeries;
  }

  private static List<Forgery> outsiders() {
    Content remove = new Content.Proposed(REMOVE);
    Content commit = new Content.Committed(new Commit(List.of(), Optional.empty()));
    Handshake.Content externals = (stage, format) -> Outsider.proposal(stage, REMOVE);
    Handshake.Content newMembers =
        (stage, format) -> Outsider.newMember(stage, AddForgeries.client(stage));
    List<Forgery> forgeries = new ArrayList<>();
    for (long index : List.of(1L, 0xffffffffL)) {
      forgeries.addAll(
          outsider(
              Rule.SENDER_NOT_LISTED,
              "the external sender " + index,
              (stage, format) -> Outsider.content(stage, new Sender.External(index), remove),
              externals));
    }
    forgeries.addAll(
        outsider(
            Rule.EXTERNAL_SENDER_CONTENT,
            "a commit of an external sender",
            (stage, format) -> Outsider.content(stage, Outsider.SENDER, commit),
            externals));
    for (Content content : List.of(remove, commit)) {
      forgeries.addAll(
          outsider(
              Rule.NEW_MEMBER_PROPOSAL_CONTENT,
              "of a new member who proposes: " + content.type(),
              (stage, format) -> Outsider.content(stage, new Sender.NewMemberProposal(), content),
              newMembers));
    }
    forgeries.addAll(
        outsider(
            Rule.NEW_MEMBER_COMMIT_CONTENT,
            "a proposal of a new member who commits",
            (stage, format) ->
                stage.forge(Stage.ALICE).signed(format, new Sender.NewMemberCommit(), remove),
            (stage, format) -> Outsider.commit(stage, "dave").make(format)));
    forgeries.addAll(
        outsider(
            Rule.CONTENT_SIGNATURE,
            "an external sender's name and another's signature",
            (stage, format) ->
                Outsider.content(
                    stage, Outsider.SENDER, remove, stage.member(Stage.ALICE).signer()),
            externals));
    forgeries.addAll(
        outsider(
            Rule.CONTENT_SIGNATURE,
            "a new member's name and another's signature",
            (stage, format) ->
                Outsider.content(
                    stage,
                    new Sender.NewMemberProposal(),
                    new Content.Proposed(new Proposal.Add(AddForgeries.client(stage).make())),
                    stage.member(Stage.ALICE).signer()),
            newMembers));
    forgeries.addAll(
        outsider(
            Rule.CONTENT_SIGNATURE,
            "an external commit with another's signature",
            (stage, format) ->
                Outsider.commit(stage, "dave")
                    .signer(stage.member(Stage.ALICE).signer())
                    .make(format),
            (stage, format) -> Outsider.commit(stage, "dave").make(format)));
    return forgeries;
  }

  private static List<Forgery> outsider(
      Rule rule, String what, Handshake.Content forged, Handshake.Content genuine) {
    return Handshake.inTheClear(rule, what, SETTING, forged, genuine);
  }

  private static List<Forgery> signatures() {
    List<Forgery> forgeries = new ArrayList<>();
    forgeries.addAll(
        signature(
            "a damaged signature",
            (stage, format) -> resigned(GENUINE.make(stage, format), format, Leaves::damaged)));
    forgeries.addAll(
        signature(
            "no signature",
            (stage, format) ->
                resigned(GENUINE.make(stage, format), format, signature -> Bytes.EMPTY)));
    forgeries.addAll(
        signature(
            "signed for the other wire format",
            (stage, format) ->
                resigned(GENUINE.make(stage, other(format)), format, UnaryOperator.identity())));
    forgeries.addAll(
        signature(
            "signed by another member",
            (stage, format) ->
                stage
                    .forge(Stage.ALICE)
                    .signed(format, Stage.sender(Stage.CAROL), new Content.Proposed(REMOVE))));
    forgeries.addAll(
        signature(
            "signed with other authenticated data",
            (stage, format) -> {
              AuthenticatedContent signed = GENUINE.make(stage, format);
              FramedContent framed = signed.content();
              return new AuthenticatedContent(
                  format,
                  new FramedContent(
                      framed.groupId(),
                      framed.epoch(),
                      framed.sender(),
                      Bytes.utf8("other"),
                      framed.content()),
                  signed.auth());
            }));
    forgeries.addAll(
        Handshake.everywhere(
            Rule.CONTENT_SIGNATURE,
            "a commit with a damaged signature",
            SETTING,
            (stage, format) -> resigned(stage.commit().make(format), format, Leaves::damaged),
            (stage, format) -> stage.commit().make(format)));
    return forgeries;
  }

  private static List<Forgery> signature(String what, Handshake.Content forged) {
    return Handshake.everywhere(Rule.CONTENT_SIGNATURE, what, SETTING, forged, GENUINE);
  }

  private static WireFormat other(WireFormat format) {
    return format == WireFormat.PUBLIC_MESSAGE
        ? WireFormat.PRIVATE_MESSAGE
        : WireFormat.PUBLIC_MESSAGE;
  }

  private static AuthenticatedContent resigned(
      AuthenticatedContent content, WireFormat format, UnaryOperator<Bytes> change) {
    return new AuthenticatedContent(
        format,
        content.content(),
        new FramedContentAuthData(
            change.apply(content.auth().signature()), content.auth().confirmationTag()));
  }

  private static List<Forgery> tags() {
    List<Forgery> forgeries = new ArrayList<>();
    for (Change change : changesOfATag()) {
      forgeries.addAll(
          Handshake.toMembers(
              Rule.CONFIRMATION_TAG,
              change.what + " confirmation tag",
              SETTING,
              (stage, format) -> stage.commit().tag(change.change).make(format),
              (stage, format) -> stage.commit().make(format)));
      forgeries.add(
          Handshake.member(
              Rule.CONFIRMATION_TAG,
              change.what + " confirmation tag of an external commit",
              Forgery.Form.PUBLIC,
              SETTING,
              (stage, format) -> Outsider.commit(stage, "dave").tag(change.change).make(format),
              (stage, format) -> Outsider.commit(stage, "dave").make(format)));
      forgeries.add(
          Handshake.toMember(
              Rule.MEMBERSHIP_TAG,
              change.what + " membership tag",
              Forgery.Form.PUBLIC,
              SETTING,
              stage ->
                  stage
                      .forge(Stage.CAROL)
                      .publicly(GENUINE.make(stage, WireFormat.PUBLIC_MESSAGE), change.change),
              FramingForgeries::genuine));
    }
    forgeries.addAll(
        Handshake.toMembers(
            Rule.CONFIRMATION_TAG,
            "a damaged confirmation tag of a commit without a path",
            SETTING,
            (stage, format) -> withoutPath(stage).tag(Leaves::damaged).make(format),
            (stage, format) -> withoutPath(stage).make(format)));
    return forgeries;
  }

  private static ForgedCommit withoutPath(Stage stage) throws MlsException {
    return stage.commit(new Proposal.Add(AddForgeries.client(stage).make())).withoutPath();
  }

  private record Change(String what, UnaryOperator<Bytes> change) {}

  private static List<Change> changesOfATag() {
    return List.of(
        new Change("a damaged", Leaves::damaged),
        new Change("no", tag -> Bytes.EMPTY),
        new Change("a short", tag -> tag.slice(0, tag.length() - 1)),
        new Change("a long", tag -> Bytes.own(Arrays.copyOf(tag.view(), 33))),
        new Change("a zero", tag -> Bytes.own(new byte[tag.length()])));
  }

  /** A proposal of Carol's in the clear. */
  static Bytes genuine(Stage stage) throws MlsException {
    return stage.publicly(GENUINE.make(stage, WireFormat.PUBLIC_MESSAGE));
  }

  /** What Carol would encrypt. */
  static AuthenticatedContent content(Stage stage) throws MlsException {
    return GENUINE.make(stage, WireFormat.PRIVATE_MESSAGE);
  }
}
