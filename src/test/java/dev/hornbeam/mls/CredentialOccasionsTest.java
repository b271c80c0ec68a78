package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.CredentialValidator.Occasion;
import dev.hornbeam.mls.types.CredentialValidator.Presented;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.ExternalSender;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.mls.types.LeafIndex;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The application is asked about each credential at each of the events that RFC 9420 s.5.3.1 names,
 * once, and at no other: what was asked when a proposal came is not asked again when it is
 * committed. That its refusal is a rule like any other, the catalogue of forged messages shows.
 */
class CredentialOccasionsTest {
  private final Authority authority = new Authority();
  private Friends friends;

  /** What the application was asked: who, and who is replaced. */
  private record Question(Occasion occasion, Presented presented, Optional<Presented> replaced) {}

  /** Accepts all, and remembers what it is asked. */
  private static final class Authority implements CredentialValidator {
    private final List<Question> questions = new ArrayList<>();
    private final List<List<Presented>> pairs = new ArrayList<>();

    @Override
    public synchronized Verdict validate(
        Occasion occasion, Presented presented, Optional<Presented> replaced) {
      questions.add(new Question(occasion, presented, replaced));
      return Verdict.ACCEPTED;
    }

    /** A client is who the start of its name says. */
    @Override
    public synchronized Verdict sameClient(Presented one, Presented other) {
      pairs.add(List.of(one, other));
      return name(one).startsWith(name(other)) ? Verdict.ACCEPTED : Verdict.REFUSED;
    }

    private static String name(Presented presented) {
      return new String(
          ((Credential.Basic) presented.credential()).identity().view(), StandardCharsets.UTF_8);
    }

    synchronized List<Question> asked() {
      List<Question> asked = List.copyOf(questions);
      questions.clear();
      return asked;
    }

    synchronized List<List<Presented>> compared() {
      List<List<Presented>> compared = List.copyOf(pairs);
      pairs.clear();
      return compared;
    }
  }

  /** Bob's client asks the authority. */
  @BeforeEach
  void makeFriends() throws MlsException {
    friends =
        Friends.of(
            Extensions.NONE,
            List.of(Friends.client("alice"), asking("bob"), Friends.client("carol")));
  }

  private MlsClient asking(String name) throws MlsException {
    return Friends.client(
        name, builder -> builder.framing(HandshakeFraming.PUBLIC).credentialValidator(authority));
  }

  private Group alice() {
    return friends.group(0);
  }

  private Group bob() {
    return friends.group(1);
  }

  private static Presented presented(MlsClient client) {
    return new Presented(
        client.identity().credential(), client.identity().signatureKey().publicKey());
  }

  private static Presented presented(Identity identity) {
    return new Presented(identity.credential(), identity.signatureKey().publicKey());
  }

  private static Question question(Occasion occasion, Presented presented) {
    return new Question(occasion, presented, Optional.empty());
  }

  private static Question question(Occasion occasion, MlsClient client) {
    return question(occasion, presented(client));
  }

  private static Question replacing(Occasion occasion, Identity identity, MlsClient replaced) {
    return new Question(occasion, presented(identity), Optional.of(presented(replaced)));
  }

  private void assertAsked(Question... questions) {
    assertEquals(List.of(questions), authority.asked());
  }

  private static Identity fresh(String name) throws MlsException {
    return new Identity(
        Credential.basic(name),
        KeySources.software().create(KeySource.Purpose.SIGNATURE, Friends.SUITE, name));
  }

  // A KeyPackage that will be used in an Add.

  @Test
  void keyPackageThatIsProposed() throws Exception {
    authority.asked();
    MlsClient dave = Friends.client("dave");
    bob().propose().add(dave.newKeyPackage());
    assertAsked(question(Occasion.KEY_PACKAGE, dave));
    bob().merge(bob().commit().stage());
    assertAsked();
    assertEquals(4, bob().members().size());
  }

  @Test
  void keyPackageThatIsCommitted() throws Exception {
    authority.asked();
    MlsClient dave = Friends.client("dave");
    bob().merge(bob().commit().add(dave.newKeyPackage()).stage());
    assertAsked(question(Occasion.KEY_PACKAGE, dave));
  }

  @Test
  void keyPackagesOfAGroupThatFollowsFromAnother() throws Exception {
    authority.asked();
    MlsClient founder = friends.client(1);
    founder.branch(bob().id(), GroupId.random(), List.of(friends.client(2).newKeyPackage()));
    assertAsked(question(Occasion.KEY_PACKAGE, friends.client(2)));
    bob().merge(bob().commit().reInit(GroupId.random(), Friends.SUITE, Extensions.NONE).stage());
    assertAsked();
    founder.reinitialize(
        bob().id(), List.of(friends.client(0).newKeyPackage(), friends.client(2).newKeyPackage()));
    assertAsked(
        question(Occasion.KEY_PACKAGE, friends.client(0)),
        question(Occasion.KEY_PACKAGE, friends.client(2)));
  }

  // A GroupInfo that will be used to join.

  /** Each leaf of the tree once, and each external sender. */
  @Test
  void membersOfTheGroupThatOneComesTo() throws Exception {
    assertAsked(
        question(Occasion.JOIN, friends.client(0)),
        question(Occasion.JOIN, friends.client(1)),
        question(Occasion.JOIN, friends.client(2)));
    Extensions server = senders("server");
    friends.commit(0, alice().commit().extensions(server).stage());
    authority.asked();
    MlsClient dave = asking("dave");
    Question[] all = {
      question(Occasion.JOIN, friends.client(0)),
      question(Occasion.JOIN, friends.client(1)),
      question(Occasion.JOIN, friends.client(2)),
      question(Occasion.EXTERNAL_SENDER, sender("server"))
    };
    Bytes info = alice().groupInfo();
    ExternalJoin join = dave.joinExternally(info).stage();
    assertAsked(all);
    dave.discard(join);
    PublicGroup.follow(info, Optional.empty(), authority);
    assertAsked(all);
    OutgoingCommit commit = alice().commit().add(dave.newKeyPackage()).stage();
    dave.join(commit.welcome().orElseThrow());
    assertAsked(all[0], all[1], all[2], question(Occasion.JOIN, dave), all[3]);
  }

  /** Also where they are compared with those of an older group. */
  @Test
  void membersOfABranch() throws Exception {
    NewGroup branch =
        friends
            .client(0)
            .branch(alice().id(), GroupId.random(), List.of(friends.client(1).newKeyPackage()));
    authority.asked();
    friends.client(1).join(branch.welcome().orElseThrow());
    assertAsked(
        question(Occasion.JOIN, friends.client(0)), question(Occasion.JOIN, friends.client(1)));
  }

  // An Add.

  @Test
  void addThatIsProposed() throws Exception {
    authority.asked();
    MlsClient dave = Friends.client("dave");
    friends.receiveProposal(alice().propose().add(dave.newKeyPackage()), 0);
    assertAsked(question(Occasion.ADD, dave));
    MlsClient erin = Friends.client("erin");
    friends.receiveProposal(erin.proposeToJoin(bob().id(), bob().epoch()), -1);
    assertAsked(question(Occasion.ADD, erin));
    friends.commit(0, alice().commit().stage());
    assertAsked();
    assertEquals(5, bob().members().size());
  }

  @Test
  void addThatBobCommits() throws Exception {
    authority.asked();
    MlsClient dave = Friends.client("dave");
    friends.receiveProposal(alice().propose().add(dave.newKeyPackage()), 0);
    friends.commit(1, bob().commit().stage());
    assertAsked(question(Occasion.ADD, dave));
  }

  @Test
  void addInACommit() throws Exception {
    authority.asked();
    MlsClient dave = Friends.client("dave");
    MlsClient erin = Friends.client("erin");
    OutgoingCommit commit =
        alice().commit().add(dave.newKeyPackage()).add(erin.newKeyPackage()).stage();
    friends.commit(0, commit);
    assertAsked(question(Occasion.ADD, dave), question(Occasion.ADD, erin));
  }

  // An Update.

  @Test
  void updateWithANewCredential() throws Exception {
    authority.asked();
    friends.receiveProposal(alice().propose().update(), 0);
    assertAsked();
    Identity alicia = fresh("alicia");
    friends.receiveProposal(alice().propose().update(alicia), 0);
    assertAsked(replacing(Occasion.UPDATE, alicia, friends.client(0)));
    friends.commit(2, friends.group(2).commit().stage());
    assertAsked();
    friends.assertAgreed();
    assertEquals(alicia.credential(), bob().members().get(0).credential());
    friends.commit(0, alice().commit().stage());
    assertAsked();
  }

  // The path of a commit.

  @Test
  void commitWithANewCredential() throws Exception {
    authority.asked();
    friends.commit(0, alice().commit().stage());
    assertAsked();
    Identity alicia = fresh("alicia");
    friends.commit(0, alice().commit().identity(alicia).stage());
    assertAsked(replacing(Occasion.COMMIT, alicia, friends.client(0)));
    friends.assertAgreed();
    assertEquals(alicia.credential(), bob().members().get(0).credential());
    friends.commit(0, alice().commit().stage());
    assertAsked();
  }

  /** A new key under the old name is a new credential too. */
  @Test
  void commitWithANewKey() throws Exception {
    authority.asked();
    Identity again = fresh("alice");
    Presented old = presented(friends.client(0));
    assertNotEquals(old, presented(again));
    friends.commit(0, alice().commit().identity(again).stage());
    assertAsked(new Question(Occasion.COMMIT, presented(again), Optional.of(old)));
  }

  /** One's own new credential is one's own to choose. */
  @Test
  void ownNewCredential() throws Exception {
    authority.asked();
    friends.commit(1, bob().commit().identity(fresh("bobby")).stage());
    friends.receiveProposal(bob().propose().update(fresh("robert")), 1);
    friends.commit(2, friends.group(2).commit().stage());
    assertAsked();
    friends.assertAgreed();
  }

  @Test
  void externalCommit() throws Exception {
    authority.asked();
    MlsClient dave = Friends.client("dave");
    ExternalJoin join = dave.joinExternally(alice().groupInfo()).stage();
    Refusals.discard(bob(), bob().receive(join.message()));
    assertAsked(question(Occasion.COMMIT, dave));
    assertEquals(List.of(), authority.compared());
  }

  /** The one who is removed is the one who is replaced, and they must be the same client. */
  @Test
  void resync() throws Exception {
    authority.asked();
    MlsClient phone = Friends.client("carol's new phone");
    ExternalJoin join =
        phone.joinExternally(alice().groupInfo()).removing(new LeafIndex(2)).stage();
    Refusals.discard(bob(), bob().receive(join.message()));
    Presented carol = presented(friends.client(2));
    assertAsked(new Question(Occasion.COMMIT, presented(phone), Optional.of(carol)));
    assertEquals(List.of(List.of(presented(phone), carol)), authority.compared());
  }

  // External senders.

  @Test
  void externalSendersOfANewGroup() throws Exception {
    authority.asked();
    friends.client(1).createGroup(GroupId.random(), senders("server", "robot"));
    assertAsked(
        question(Occasion.EXTERNAL_SENDER, sender("server")),
        question(Occasion.EXTERNAL_SENDER, sender("robot")));
  }

  @Test
  void externalSendersThatAreAdded() throws Exception {
    authority.asked();
    Question server = question(Occasion.EXTERNAL_SENDER, sender("server"));
    Question robot = question(Occasion.EXTERNAL_SENDER, sender("robot"));
    friends.receiveProposal(alice().propose().extensions(senders("server")), 0);
    assertAsked(server);
    friends.commit(2, friends.group(2).commit().stage());
    assertAsked();
    assertEquals(senders("server"), bob().extensions());
    friends.commit(0, alice().commit().extensions(senders("server", "robot")).stage());
    assertAsked(robot);
    bob().propose().extensions(senders("robot"));
    assertAsked();
    bob()
        .discard(
            bob()
                .commit()
                .pending(CommitBuilder.PendingChoice.NONE)
                .extensions(senders("spare"))
                .stage());
    assertAsked(question(Occasion.EXTERNAL_SENDER, sender("spare")));
  }

  private Presented sender(String name) {
    // The key is any, so that the same name is the same sender.
    return new Presented(Credential.basic(name), presented(friends.client(0)).signatureKey());
  }

  private Extensions senders(String... names) {
    List<ExternalSender> senders = new ArrayList<>();
    for (String name : names) {
      senders.add(new ExternalSender(sender(name).signatureKey(), Credential.basic(name)));
    }
    return Extensions.of(ExternalSender.toExtension(senders));
  }

  // A server that follows.

  @Test
  void serverThatFollowsAsksAsMembersDo() throws Exception {
    Authority watching = new Authority();
    PublicGroup server = PublicGroup.follow(alice().groupInfo(), Optional.empty(), watching);
    assertEquals(authority.asked(), watching.asked());
    MlsClient dave = Friends.client("dave");
    MlsClient erin = Friends.client("erin");
    Identity carola = fresh("carola");
    Identity alicia = fresh("alicia");
    Bytes add = alice().propose().add(dave.newKeyPackage());
    friends.receiveProposal(add, 0);
    server.receive(add);
    Bytes update = friends.group(2).propose().update(carola);
    friends.receiveProposal(update, 2);
    server.receive(update);
    OutgoingCommit commit =
        alice()
            .commit()
            .add(erin.newKeyPackage())
            .extensions(senders("server"))
            .identity(alicia)
            .stage();
    friends.commit(0, commit);
    merge(server, commit.message());
    List<Question> questions =
        List.of(
            question(Occasion.ADD, dave),
            replacing(Occasion.UPDATE, carola, friends.client(2)),
            question(Occasion.EXTERNAL_SENDER, sender("server")),
            question(Occasion.ADD, erin),
            replacing(Occasion.COMMIT, alicia, friends.client(0)));
    assertEquals(questions, authority.asked());
    assertEquals(questions, watching.asked());
    ExternalJoin join = Friends.client("frank").joinExternally(alice().groupInfo()).stage();
    Refusals.discard(bob(), bob().receive(join.message()));
    server.receive(join.message());
    assertEquals(authority.asked(), watching.asked());
  }

  private static void merge(PublicGroup server, Bytes commit) throws MlsException {
    server.merge(
        assertInstanceOf(PublicGroup.Observed.CommitObserved.class, server.receive(commit))
            .commit());
  }

  // No other occasion.

  @Test
  void groupThatIsLoaded() throws Exception {
    authority.asked();
    try (Secret archive = friends.client(1).exportGroup(bob().id())) {
      MlsClient again =
          Friends.client(
              "bob",
              builder ->
                  builder
                      .credentialValidator(authority)
                      .signatureKey(friends.client(1).identity().signatureKey()));
      again.importGroup(archive);
    }
    assertAsked();
  }
}
