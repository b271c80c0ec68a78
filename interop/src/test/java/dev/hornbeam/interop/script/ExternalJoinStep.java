package dev.hornbeam.interop.script;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import dev.hornbeam.interop.rpc.ExternalJoinRequest;
import dev.hornbeam.interop.rpc.ExternalJoinResponse;
import dev.hornbeam.interop.rpc.GroupInfoResponse;
import dev.hornbeam.interop.rpc.PreSharedKey;
import java.util.List;
import java.util.Optional;

/** An actor who is about to join a group by a commit of its own. */
public final class ExternalJoinStep {
  private final Conversation group;
  private final Actor actor;
  private final ExternalJoinRequest.Builder request;
  private Tree tree = Tree.INSIDE;

  ExternalJoinStep(Conversation group, Actor actor) {
    this.group = group;
    this.actor = actor;
    this.request =
        ExternalJoinRequest.newBuilder()
            .setEncryptHandshake(group.play().encryptsHandshake())
            .setIdentity(actor.identity());
  }

  /** Where the tree is that comes with the description of the group. */
  public ExternalJoinStep tree(Tree where) {
    tree = where;
    return this;
  }

  /** With pre-shared keys, which the members know. */
  public ExternalJoinStep with(SharedKey... keys) {
    for (SharedKey key : keys) {
      request.addPsks(
          PreSharedKey.newBuilder().setPskId(key.id()).setPskSecret(key.secret()).build());
    }
    return this;
  }

  /** In the place of what this actor was in the group before. */
  public ExternalJoinStep replacingItself() {
    request.setRemovePrior(true);
    return this;
  }

  /** The actor joins by what a member tells of the group, and all members follow. */
  public void done(String informant) {
    GroupInfoResponse info = group.member(informant).groupInfo(tree);
    ExternalJoinResponse joined =
        actor
            .peer()
            .calls()
            .externalJoin(
                request
                    .setGroupInfo(info.getGroupInfo())
                    .setRatchetTree(info.getRatchetTree())
                    .build());
    Member member = new Member(actor, actor.peer().opened(joined.getStateId()));
    Optional<Member> prior = request.getRemovePrior() ? group.find(actor.name()) : Optional.empty();
    for (Member each : group.members()) {
      ByteString handled = each.handle(List.of(), joined.getCommit());
      if (prior.isPresent() && prior.get().equals(each)) {
        assertEquals(ByteString.EMPTY, handled, () -> each.name() + " was replaced");
      } else {
        assertEquals(joined.getEpochAuthenticator(), handled, () -> each.name() + " follows");
      }
    }
    prior.ifPresent(group::leaves);
    group.enters(member);
    group.agree();
  }
}
