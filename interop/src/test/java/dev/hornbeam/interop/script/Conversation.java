package dev.hornbeam.interop.script;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import dev.hornbeam.interop.rpc.GroupInfoResponse;
import dev.hornbeam.interop.rpc.NewMemberAddProposalRequest;
import dev.hornbeam.interop.rpc.NewMemberAddProposalResponse;
import dev.hornbeam.mls.types.CipherSuite;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A group, with those of its members that somebody plays. Whatever changes its epoch ends by {@link
 * #agree}.
 */
public final class Conversation {
  private final Play play;
  private final CipherSuite suite;
  private final ByteString id;
  private final Map<String, Member> members = new LinkedHashMap<>();

  Conversation(Play play, CipherSuite suite, ByteString id) {
    this.play = play;
    this.suite = suite;
    this.id = id;
  }

  // --- Who is in it ---

  void enters(Member member) {
    members.put(member.name(), member);
  }

  /** Is not in the group any more, and lets its state go. */
  void leaves(Member member) {
    members.remove(member.name(), member);
    member.free();
  }

  Member member(String name) {
    return Objects.requireNonNull(members.get(name), name);
  }

  Optional<Member> find(String name) {
    return Optional.ofNullable(members.get(name));
  }

  Collection<Member> members() {
    return List.copyOf(members.values());
  }

  /** All members but one. */
  List<Member> others(Member one) {
    return members.values().stream().filter(each -> !each.equals(one)).toList();
  }

  /** The names of the members, those who came first before the others. */
  public List<String> names() {
    return List.copyOf(members.keySet());
  }

  Play play() {
    return play;
  }

  public CipherSuite suite() {
    return suite;
  }

  public ByteString id() {
    return id;
  }

  // --- Who may come in ---

  /** An actor makes a key package for this group. */
  public Joiner joiner(String name) {
    return Joiner.of(play.troupe().actor(name), suite);
  }

  /** An actor makes a key to propose from outside with. */
  public ExternalSigner signer(String name) {
    return ExternalSigner.of(play.troupe().actor(name), suite);
  }

  /** A fresh pre-shared key, told to some members. */
  public SharedKey sharedKey(String... names) {
    SharedKey key = SharedKey.fresh();
    for (String name : names) {
      tell(key, name);
    }
    return key;
  }

  /** Tells a member a pre-shared key. */
  public void tell(SharedKey key, String name) {
    key.tell(member(name).actor().peer(), member(name).state());
  }

  // --- Proposals ---

  /** A member proposes. */
  public Proposal propose(String name, Wish wish) {
    return wish.proposedBy(member(name));
  }

  /**
   * An external signer proposes.
   *
   * @param index among the signers that the group lists
   * @param informant who describes the group to it, with the tree outside
   */
  public Proposal propose(ExternalSigner signer, int index, String informant, Wish wish) {
    return signer.proposes(wish, index, member(informant).groupInfo(Tree.OUTSIDE));
  }

  /** An actor asks to be added, with a description of the group by a member. */
  public Proposal asksToJoin(String name, String informant) {
    Actor actor = play.troupe().actor(name);
    GroupInfoResponse info = member(informant).groupInfo(Tree.INSIDE);
    NewMemberAddProposalResponse asked =
        actor
            .peer()
            .calls()
            .newMemberAddProposal(
                NewMemberAddProposalRequest.newBuilder()
                    .setGroupInfo(info.getGroupInfo())
                    .setIdentity(actor.identity())
                    .build());
    Joiner.requireKeys(
        actor.peer(),
        suite,
        asked.getInitPriv(),
        asked.getEncryptionPriv(),
        asked.getSignaturePriv());
    Joiner joiner =
        new Joiner(actor, actor.peer().opened(asked.getTransactionId()), ByteString.EMPTY);
    return new Proposal(asked.getProposal(), Wish.add(joiner));
  }

  // --- Commits, and what follows from a group ---

  /** A member begins a commit. */
  public CommitStep commit(String name) {
    return new CommitStep(this, member(name));
  }

  /** An actor comes in by itself. */
  public ExternalJoinStep externalJoin(String name) {
    return new ExternalJoinStep(this, play.troupe().actor(name));
  }

  /** A member begins a group of some members of this one. */
  public BranchStep branch(String name) {
    return new BranchStep(this, member(name));
  }

  /** The group is to end, for another to take its place. */
  public ReInitStep reInit() {
    return new ReInitStep(this);
  }

  // --- What is said ---

  /** A member encrypts a message. */
  public Letter says(String name, String authenticatedData, String text) {
    return member(name).says(authenticatedData, text);
  }

  /** A member decrypts a message, and finds what was said. */
  public void hears(String name, Letter letter) {
    member(name).hears(letter);
  }

  // --- What must hold ---

  /** All members have the same epoch authenticator, and export the same. */
  public void agree() {
    Optional<Member.Common> first = Optional.empty();
    for (Member each : members()) {
      Member.Common common = each.common();
      assertEquals(first.orElse(common), common, () -> each.name() + " does not agree");
      first = Optional.of(common);
    }
  }

  /** What each member says is heard by all others. */
  public void talk() {
    for (Member each : members()) {
      Letter letter = each.says("from " + each.name(), "to all others");
      others(each).forEach(other -> other.hears(letter));
    }
  }

  /** What each member says is heard by the next one. */
  void talkInTurn() {
    List<Member> all = List.copyOf(members());
    for (int i = 0; i + 1 < all.size(); i++) {
      all.get(i + 1).hears(all.get(i).says("", "to the next one"));
    }
  }
}
