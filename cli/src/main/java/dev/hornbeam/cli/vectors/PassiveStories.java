package dev.hornbeam.cli.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hornbeam.mls.CommitBuilder.PathChoice;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.ProposalBuilder;
import dev.hornbeam.mls.TreeDelivery;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.ExternalSender;
import dev.hornbeam.mls.types.RequiredCapabilities;
import java.util.List;

/** What passive-client vectors tell: ways to be welcomed, kinds of commits, and a random walk. */
final class PassiveStories {
  /** What happens after the passive client has joined. */
  private interface Plot {
    void play(PassiveStory story, Bytes psk) throws MlsException;
  }

  private static final int RANDOM_EPOCHS = 20;
  private static final int MOST_MEMBERS = 8;

  private static final List<Plot> COMMITS =
      List.of(
          (story, psk) -> story.commit(1, commit -> commit),
          (story, psk) -> story.commit(1, commit -> commit.add(story.newKeyPackage())),
          (story, psk) -> story.commit(1, commit -> commit.remove(story.group(2).ownLeaf())),
          (story, psk) -> story.commit(1, commit -> commit.psk(psk).path(PathChoice.WHEN_REQUIRED)),
          PassiveStories::resumption,
          (story, psk) -> story.commit(1, commit -> commit.extensions(required())),
          (story, psk) -> byReference(story, p -> p.add(story.newKeyPackage())),
          (story, psk) -> byReference(story, ProposalBuilder::update),
          (story, psk) -> byReference(story, p -> p.remove(story.group(2).ownLeaf())),
          (story, psk) -> byReference(story, p -> p.psk(psk)),
          (story, psk) -> byReference(story, p -> p.extensions(required())),
          PassiveStories::allTogether,
          PassiveStories::externalSender,
          (story, psk) -> story.joinExternally());

  private final SuiteCrypto crypto;
  private final ArrayNode out;

  PassiveStories(SuiteCrypto crypto, ArrayNode out) {
    this.crypto = crypto;
    this.out = out;
  }

  void tellAll() throws MlsException {
    for (TreeDelivery tree : TreeDelivery.values()) {
      for (PathChoice path : PathChoice.values()) {
        newStory(HandshakeFraming.PRIVATE).welcome(tree, commit -> commit.path(path));
        PassiveStory withPsk = newStory(HandshakeFraming.PRIVATE);
        Bytes psk = withPsk.newPsk();
        withPsk.welcome(tree, commit -> commit.path(path).psk(psk));
      }
    }
    // Half of the plots are told with encrypted handshakes: in the next suite, the other half.
    for (int i = 0; i < COMMITS.size(); i++) {
      boolean isPrivate = (i + crypto.suite().code()) % 2 == 0;
      tell(isPrivate ? HandshakeFraming.PRIVATE : HandshakeFraming.PUBLIC, COMMITS.get(i));
    }
    tell(HandshakeFraming.PRIVATE, this::randomWalk);
  }

  private void tell(HandshakeFraming framing, Plot plot) throws MlsException {
    PassiveStory story = newStory(framing);
    Bytes psk = story.newPsk();
    story.welcome(TreeDelivery.IN_MESSAGE, commit -> commit);
    plot.play(story, psk);
  }

  private PassiveStory newStory(HandshakeFraming framing) throws MlsException {
    return new PassiveStory(crypto, framing, out.addObject());
  }

  private static void byReference(PassiveStory story, PassiveStory.Proposal proposal)
      throws MlsException {
    story.propose(1, proposal);
    story.commit(0, commit -> commit);
  }

  /** An epoch that all members remember is that in which the passive client joined. */
  private static void resumption(PassiveStory story, Bytes psk) throws MlsException {
    Group group = story.group(0);
    long joined = group.epoch();
    story.commit(2, commit -> commit);
    story.commit(1, commit -> commit.resumptionPsk(group.id(), joined));
  }

  private static void allTogether(PassiveStory story, Bytes psk) throws MlsException {
    story.propose(1, p -> p.add(story.newKeyPackage()));
    story.propose(1, ProposalBuilder::update);
    story.propose(1, p -> p.psk(psk));
    story.commit(0, commit -> commit.remove(story.group(2).ownLeaf()).add(story.newKeyPackage()));
    story.commit(1, commit -> commit);
  }

  private static void externalSender(PassiveStory story, Bytes psk) throws MlsException {
    MlsClient server = story.newClient();
    var sender =
        new ExternalSender(
            server.identity().signatureKey().publicKey(), server.identity().credential());
    story.commit(
        0, commit -> commit.extensions(Extensions.of(ExternalSender.toExtension(List.of(sender)))));
    Group group = story.group(0);
    story.proposeFromOutside(
        server
            .proposeAsExternalSender(group.id(), group.epoch(), 0)
            .remove(story.group(2).ownLeaf()));
    story.commit(1, commit -> commit);
  }

  private void randomWalk(PassiveStory story, Bytes psk) throws MlsException {
    story.commit(0, commit -> commit.psk(psk));
    for (int epoch = 0; epoch < RANDOM_EPOCHS; epoch++) {
      int committer = random(story.size());
      for (int n = random(3); n > 0; n--) {
        int proposer = (committer + 1 + random(story.size() - 1)) % story.size();
        randomProposal(story, proposer);
      }
      switch (random(5)) {
        case 0 -> story.commit(committer, commit -> commit.psk(psk));
        case 1 -> story.commit(committer, commit -> commit.extensions(required()));
        case 2 -> story.joinExternally();
        default -> story.commit(committer, commit -> commit);
      }
    }
  }

  private void randomProposal(PassiveStory story, int proposer) throws MlsException {
    switch (random(3)) {
      case 0 -> story.propose(proposer, ProposalBuilder::update);
      case 1 -> {
        if (story.size() < MOST_MEMBERS) {
          story.propose(proposer, p -> p.add(story.newKeyPackage()));
        }
      }
      default -> {
        int removed = random(story.size());
        if (removed != proposer && story.size() > 3) {
          story.propose(proposer, p -> p.remove(story.group(removed).ownLeaf()));
        }
      }
    }
  }

  private int random(int bound) {
    return Byte.toUnsignedInt(crypto.random(1)[0]) % bound;
  }

  private static Extensions required() {
    return Extensions.of(
        new RequiredCapabilities(List.of(), List.of(), List.of(CredentialType.BASIC))
            .toExtension());
  }
}
