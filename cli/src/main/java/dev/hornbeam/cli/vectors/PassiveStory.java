package dev.hornbeam.cli.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hornbeam.mls.CommitBuilder;
import dev.hornbeam.mls.ExternalJoin;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.ProposalBuilder;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.TreeDelivery;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.SoftwareKeySource;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.GroupId;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Clients that act in a group, told as the vector of one who joins it and follows. */
final class PassiveStory {
  /** What a member proposes. */
  interface Proposal {
    Bytes with(ProposalBuilder builder) throws MlsException;
  }

  /** What a member commits. */
  interface Commit {
    CommitBuilder with(CommitBuilder builder) throws MlsException;
  }

  private record Actor(MlsClient client, Group group) {}

  /** A story has no date, so that the keys in it never expire. */
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(3600), ZoneOffset.UTC);

  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE - 3600);

  private final SuiteCrypto crypto;
  private final HandshakeFraming framing;
  private final SecureRandom random;
  private final PassiveClient passive;

  /** Those in the group, in the order in which they came. */
  private final List<Actor> actors = new ArrayList<>();

  /** Those who gave a key package and have no Welcome yet. */
  private final List<MlsClient> waiting = new ArrayList<>();

  private final Map<Bytes, Bytes> psks = new LinkedHashMap<>();
  private final ObjectNode json;
  private final ArrayNode epochs;
  private final List<Bytes> proposals = new ArrayList<>();
  private int names;

  /**
   * A group of three.
   *
   * @param crypto its randomness determines the story
   */
  PassiveStory(SuiteCrypto crypto, HandshakeFraming framing, ObjectNode json) throws MlsException {
    this.crypto = crypto;
    this.framing = framing;
    this.random = new SeededRandom(Bytes.own(crypto.random(32)).hex());
    this.passive = PassiveClient.create(crypto);
    this.json = json;
    this.epochs = json.arrayNode();
    MlsClient founder = newClient();
    actors.add(new Actor(founder, founder.createGroup(GroupId.random(random))));
    commit(0, commit -> commit.add(newKeyPackage()).add(newKeyPackage()));
  }

  /** Adds the passive client by the commit: from here on it follows. */
  void welcome(TreeDelivery tree, Commit commit) throws MlsException {
    OutgoingCommit made =
        stageAndMerge(0, builder -> commit.with(builder.add(passive.message()).tree(tree)));
    json.put("cipher_suite", crypto.suite().code());
    ArrayNode external = json.putArray("external_psks");
    psks.forEach(
        (id, value) ->
            new ComputedFields(external.addObject()).put("psk_id", id).put("psk", value));
    ComputedFields out = new ComputedFields(json);
    passive.put(out);
    out.put("welcome", made.welcome().orElseThrow());
    if (tree == TreeDelivery.OUT_OF_BAND) {
      out.put("ratchet_tree", group(0).ratchetTree());
    } else {
      json.putNull("ratchet_tree");
    }
    putAuthenticator("initial_epoch_authenticator", 0, json);
    epochs.removeAll();
    json.set("epochs", epochs);
  }

  /**
   * A pre-shared key that every client has. It must be made before the passive client is added,
   * since its vector lists what it has from the start.
   */
  Bytes newPsk() throws MlsException {
    Bytes id = Bytes.own(crypto.random(8));
    psks.put(id, Bytes.own(crypto.random(crypto.hashLength())));
    for (Actor actor : actors) {
      putPsk(actor.client(), id);
    }
    return id;
  }

  /** The key package of a new client, which joins when it gets a Welcome. */
  Bytes newKeyPackage() throws MlsException {
    MlsClient client = newClient();
    waiting.add(client);
    return client.newKeyPackage();
  }

  int size() {
    return actors.size();
  }

  /** The group as the actor sees it. */
  Group group(int actor) {
    return actors.get(actor).group();
  }

  void propose(int by, Proposal proposal) throws MlsException {
    Bytes message = proposal.with(group(by).propose().framing(framing));
    deliver(message, by);
    proposals.add(message);
  }

  /** A proposal by someone who is not in the group. */
  void proposeFromOutside(Bytes message) throws MlsException {
    deliver(message, -1);
    proposals.add(message);
  }

  void commit(int by, Commit commit) throws MlsException {
    OutgoingCommit made = stageAndMerge(by, commit);
    tell(made.message(), by);
    if (made.welcome().isPresent()) {
      join(made.welcome().get());
    }
    actors.removeIf(actor -> !actor.group().isActive());
  }

  /** A new client joins by itself. */
  void joinExternally() throws MlsException {
    MlsClient client = newClient();
    ExternalJoin join = client.joinExternally(group(0).groupInfo()).stage();
    deliver(join.message(), -1);
    actors.add(new Actor(client, client.merge(join)));
    tell(join.message(), 0);
  }

  MlsClient newClient() throws MlsException {
    CryptoProfile profile = CryptoProfile.portable();
    MlsClient client =
        MlsClient.builder(crypto.suite())
            .credential(Credential.basic("member " + names++))
            .portable()
            .random(random)
            .keys(new SoftwareKeySource(profile, random))
            .clock(CLOCK)
            .keyPackageLifetime(FOR_EVER)
            .maximumLifetime(ChronoUnit.FOREVER.getDuration())
            .build();
    for (Bytes id : psks.keySet()) {
      putPsk(client, id);
    }
    return client;
  }

  private OutgoingCommit stageAndMerge(int by, Commit commit) throws MlsException {
    OutgoingCommit made = commit.with(group(by).commit().framing(framing)).stage();
    deliver(made.message(), by);
    group(by).merge(made);
    return made;
  }

  private void deliver(Bytes message, int by) throws MlsException {
    for (int i = 0; i < actors.size(); i++) {
      if (i != by) {
        receive(message, group(i));
      }
    }
  }

  private static void receive(Bytes message, Group group) throws MlsException {
    Received received = group.receive(message);
    if (received instanceof Received.CommitReceived commit) {
      group.merge(commit.commit());
    } else if (received instanceof Received.RemovalReceived removal) {
      group.merge(removal.commit());
    }
  }

  private void tell(Bytes commit, int by) throws MlsException {
    ObjectNode epoch = epochs.addObject();
    ArrayNode list = epoch.putArray("proposals");
    proposals.forEach(proposal -> list.add(proposal.hex()));
    proposals.clear();
    new ComputedFields(epoch).put("commit", commit);
    putAuthenticator("epoch_authenticator", by, epoch);
  }

  private void putAuthenticator(String field, int by, ObjectNode to) throws MlsException {
    try (Secret authenticator = group(by).epochAuthenticator()) {
      new ComputedFields(to).put(field, authenticator);
    }
  }

  private void join(Bytes welcome) throws MlsException {
    for (MlsClient client : List.copyOf(waiting)) {
      Optional<Group> group = join(client, welcome);
      if (group.isPresent()) {
        actors.add(new Actor(client, group.get()));
        waiting.remove(client);
      }
    }
  }

  /** Empty if the client's Add was not committed. */
  private static Optional<Group> join(MlsClient client, Bytes welcome) throws MlsException {
    try {
      return Optional.of(client.join(welcome));
    } catch (UndecryptableMessage e) {
      return Optional.empty();
    }
  }

  private void putPsk(MlsClient client, Bytes id) throws MlsException {
    Bytes value = Objects.requireNonNull(psks.get(id));
    try (Secret secret = Secret.copyOf(value.view())) {
      client.putPsk(id, secret);
    }
  }
}
