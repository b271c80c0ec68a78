package dev.hornbeam.interop.script;

import com.google.protobuf.ByteString;
import dev.hornbeam.interop.rpc.CreateGroupRequest;
import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.types.CipherSuite;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** A script that runs: with its actors, in one cipher suite and with one framing. */
public final class Play {
  private final Troupe troupe;
  private final CipherSuite suite;
  private final HandshakeFraming framing;
  private final List<Conversation> conversations = new ArrayList<>();

  /**
   * @param suite of the groups that are made first
   * @param framing of all handshake messages that the framing can be chosen of
   */
  public Play(Troupe troupe, CipherSuite suite, HandshakeFraming framing) {
    this.troupe = troupe;
    this.suite = suite;
    this.framing = framing;
  }

  /** A group is made, and all others are added to it by one commit. */
  public Conversation group(String creator, String... others) {
    Actor actor = troupe.actor(creator);
    ByteString id = freshId();
    int state =
        actor
            .peer()
            .calls()
            .createGroup(
                CreateGroupRequest.newBuilder()
                    .setGroupId(id)
                    .setCipherSuite(suite.code())
                    .setEncryptHandshake(encryptsHandshake())
                    .setIdentity(actor.identity())
                    .build())
            .getStateId();
    Conversation group = new Conversation(this, suite, id);
    begun(group);
    group.enters(new Member(actor, actor.peer().opened(state)));
    if (others.length > 0) {
      CommitStep commit = group.commit(creator);
      troupe.actors(others).forEach(each -> commit.including(Wish.add(Joiner.of(each, suite))));
      commit.done();
    }
    return group;
  }

  void begun(Conversation group) {
    conversations.add(group);
  }

  void ended(Conversation group) {
    conversations.remove(group);
  }

  Troupe troupe() {
    return troupe;
  }

  boolean encryptsHandshake() {
    return framing == HandshakeFraming.PRIVATE;
  }

  static ByteString freshId() {
    return ByteString.copyFromUtf8(UUID.randomUUID().toString());
  }

  /** A cipher suite that all servers of this script have; another one, if there is. */
  public CipherSuite otherThan(CipherSuite present) {
    Set<CipherSuite> common = EnumSet.allOf(CipherSuite.class);
    troupe.peers().forEach(peer -> common.retainAll(peer.suites()));
    List<CipherSuite> inOrder = List.copyOf(common);
    return inOrder.get((inOrder.indexOf(present) + 1) % inOrder.size());
  }

  /**
   * In each group that goes on, all agree, and each is heard by all others; by the next one where
   * handshakes are not encrypted, which makes no difference to what is said.
   */
  public void end() {
    for (Conversation group : conversations) {
      group.agree();
      if (encryptsHandshake()) {
        group.talk();
      } else {
        group.talkInTurn();
      }
    }
  }
}
