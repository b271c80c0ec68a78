package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.Friends;
import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.PublicGroup;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.Checkpoint;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Messages of the epoch that a ReInit begins, in which nothing is sent (RFC 9420 s.12.4.2). */
final class EndForgeries {
  private EndForgeries() {}

  /** Makes content in the epoch that nobody may use. */
  private interface Maker {
    AuthenticatedContent make(Stage stage, WireFormat format) throws MlsException;
  }

  static Stream<Forgery> all() {
    Maker proposal =
        (stage, format) ->
            stage.proposal(Stage.CAROL, format, new Proposal.Remove(Stage.leaf(Stage.ALICE)));
    Maker commit = (stage, format) -> stage.commit().make(format);
    Maker data =
        (stage, format) ->
            stage.forge(Stage.CAROL).signed(format, new Content.Application(Bytes.utf8("hello")));
    List<Forgery> forgeries = new ArrayList<>();
    for (Forgery.Form form : List.of(Forgery.Form.PUBLIC, Forgery.Form.DAMAGED)) {
      forgeries.add(toMember("a proposal", form, proposal));
      forgeries.add(toMember("a commit", form, commit));
    }
    forgeries.add(toMember("application data", Forgery.Form.DAMAGED, data));
    forgeries.add(toServer("a proposal", proposal));
    forgeries.add(toServer("a commit", commit));
    return forgeries.stream();
  }

  /** The group is ended for all; what comes late of the epoch before is still read. */
  private static Forgery toMember(String what, Forgery.Form form, Maker maker) {
    return new Forgery(
        Rule.GROUP_ENDED,
        what + " after the end of the group",
        Checkpoint.MEMBER,
        form,
        () -> {
          Friends friends = Stage.setting(Extensions.NONE).friends();
          Bytes late = friends.group(Stage.CAROL).protect(Bytes.utf8("late"));
          friends.commit(Stage.ALICE, reInit(friends));
          Stage stage = new Stage(friends);
          Bytes forged =
              form == Forgery.Form.PUBLIC
                  ? stage.publicly(maker.make(stage, WireFormat.PUBLIC_MESSAGE))
                  : stage.privately(maker.make(stage, WireFormat.PRIVATE_MESSAGE));
          return new Forgery.Trial(new Ended(MemberVictim.of(stage)), forged, late);
        });
  }

  private static OutgoingCommit reInit(Friends friends) throws MlsException {
    return friends
        .group(Stage.ALICE)
        .commit()
        .framing(HandshakeFraming.PUBLIC)
        .reInit(GroupId.of("next"), Friends.SUITE, Extensions.NONE)
        .stage();
  }

  /** A member of a group that does not go on. */
  private record Ended(Victim victim) implements Victim {
    @Override
    public State state() throws MlsException {
      return victim.state();
    }

    @Override
    public void take(Bytes message) throws MlsException {
      victim.take(message);
    }
  }

  /** The same message in a group that has not ended is good; a server has no late messages. */
  private static Forgery toServer(String what, Maker maker) {
    return new Forgery(
        Rule.GROUP_ENDED,
        what + " after the end of the group",
        Checkpoint.SERVER,
        Forgery.Form.PUBLIC,
        () -> {
          Friends friends = Stage.setting(Extensions.NONE).friends();
          Stage stage = new Stage(friends);
          ServerVictim server = ServerVictim.of(stage);
          ServerVictim other = ServerVictim.of(stage);
          Bytes genuine = stage.publicly(maker.make(stage, WireFormat.PUBLIC_MESSAGE));
          OutgoingCommit last = reInit(friends);
          if (server.server().receive(last.message())
              instanceof PublicGroup.Observed.CommitObserved observed) {
            server.server().merge(observed.commit());
          }
          friends.commit(Stage.ALICE, last);
          Bytes forged = stage.publicly(maker.make(stage, WireFormat.PUBLIC_MESSAGE));
          return new Forgery.Trial(new EndedServer(server, other), forged, genuine);
        });
  }

  /** A server of a group that has ended, and one that has not heard of it. */
  private record EndedServer(ServerVictim ended, ServerVictim other) implements Victim {
    @Override
    public State state() {
      return ended.state();
    }

    @Override
    public void take(Bytes message) throws MlsException {
      if (isForTheOther(message)) {
        other.take(message);
      } else {
        ended.take(message);
      }
    }

    private boolean isForTheOther(Bytes message) throws MlsException {
      return MlsMessage.decode(message) instanceof MlsMessage.Public each
          && each.body().content().epoch() == other.server().epoch();
    }
  }
}
