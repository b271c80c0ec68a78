package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.LoggedProfile;
import dev.hornbeam.mls.crypto.SecretLog;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.schedule.EpochSecrets;
import dev.hornbeam.mls.schedule.SecretTreeChange;
import dev.hornbeam.mls.schedule.SecretTreeChanges;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.GroupId;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * A group's life in a JVM of its own, at whose end the heap is dumped: first whole, then what is
 * alive. Its arguments are a suite, a profile, the number of past epochs to keep, and a folder. It
 * tells in a log there what secrets there were, and which of them a member still has to have.
 */
final class LoggedLife {
  static final String LOG = "secrets.log";
  static final String ALL = "all.hprof";
  static final String LIVE = "live.hprof";

  /** Marks an entry of the log: what a member still has. */
  static final String KEPT = "kept ";

  /** Marks an entry of the log: an old secret that is left alive, for the search to find. */
  static final String PLANTED = "planted";

  private static final Bytes PSK_ID = Bytes.utf8("psk");

  private final CipherSuite suite;
  private final CryptoProfile profile;
  private final int pastEpochs;
  private final SecretLog log;
  private final GroupId id = GroupId.random();
  private final List<MlsClient> clients = new ArrayList<>();
  private final List<Group> groups = new ArrayList<>();

  private LoggedLife(CipherSuite suite, CryptoProfile profile, int pastEpochs, SecretLog log) {
    this.suite = suite;
    this.profile = LoggedProfile.of(profile, log);
    this.pastEpochs = pastEpochs;
    this.log = log;
  }

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[3]);
    LoggedLife life =
        new LoggedLife(
            CipherSuite.of(Integer.parseInt(args[0])).orElseThrow(),
            args[1].equals("fastest") ? CryptoProfile.fastest() : CryptoProfile.portable(),
            Integer.parseInt(args[2]),
            SecretLog.create(folder.resolve(LOG)));
    Secret planted = life.live();
    try {
      life.logKept();
      life.log.add(PLANTED, planted);
      dump(folder);
    } finally {
      Reference.reachabilityFence(life);
      Reference.reachabilityFence(planted);
    }
  }

  private static void dump(Path folder) throws IOException {
    long collections =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .mapToLong(collector -> collector.getCollectionCount())
            .sum();
    if (collections > 0) {
      throw new IllegalStateException("garbage was collected before it could be counted");
    }
    HotSpotDiagnosticMXBean diagnostics =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    diagnostics.dumpHeap(folder.resolve(ALL).toString(), false);
    diagnostics.dumpHeap(folder.resolve(LIVE).toString(), true);
  }

  private MlsClient client(String name) throws MlsException {
    MlsClient client =
        MlsClient.builder(suite)
            .credential(Credential.basic(name))
            .profile(profile)
            .pastEpochs(pastEpochs)
            .resumptionPsks(pastEpochs)
            .build();
    clients.add(client);
    return client;
  }

  /** Lives, and gives a secret of an early epoch that was not closed. */
  private Secret live() throws MlsException {
    MlsClient alice = client("alice");
    groups.add(alice.createGroup(id));
    join(client("bob"), client("carol"));
    Secret planted = group(0).epochAuthenticator();
    talk(0);
    talk(1);
    updateByProposal();
    usePsk();
    discardCommits();
    joinAndLeave(client("dave"));
    joinInVain(client("erin"));
    commit(1, group(1).commit().stage());
    talk(0);
    talk(2);
    return planted;
  }

  private Group group(int i) {
    return groups.get(i);
  }

  private void join(MlsClient... others) throws MlsException {
    CommitBuilder commit = group(0).commit();
    for (MlsClient each : others) {
      commit.add(each.newKeyPackage());
    }
    OutgoingCommit staged = commit.stage();
    group(0).merge(staged);
    for (MlsClient each : others) {
      groups.add(each.join(staged.welcome().orElseThrow()));
    }
  }

  /** All but one receive a commit of it, and merge. */
  private void commit(int committer, OutgoingCommit commit) throws MlsException {
    for (int i = 0; i < groups.size(); i++) {
      if (i != committer) {
        group(i).merge(received(group(i), commit.message()));
      }
    }
    group(committer).merge(commit);
  }

  private static StagedCommit received(Group group, Bytes commit) throws MlsException {
    Received received = group.receive(commit);
    return received instanceof Received.RemovalReceived removal
        ? removal.commit()
        : assertInstanceOf(Received.CommitReceived.class, received).commit();
  }

  /** Messages of one, of which the others read the last before the first, and never the second. */
  private void talk(int sender) throws MlsException {
    List<Bytes> messages = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      messages.add(group(sender).protect(Bytes.utf8("message " + i)));
    }
    for (int i = 0; i < groups.size(); i++) {
      if (i != sender) {
        for (int j : new int[] {3, 0, 2}) {
          Received.ApplicationData read =
              assertInstanceOf(Received.ApplicationData.class, group(i).receive(messages.get(j)));
          group(i).acknowledge(read.inboxId());
        }
      }
    }
  }

  private void updateByProposal() throws MlsException {
    Bytes update = group(2).propose().update();
    group(0).receive(update);
    group(1).receive(update);
    commit(1, group(1).commit().stage());
  }

  private void usePsk() throws MlsException {
    byte[] value = new byte[32];
    new SecureRandom().nextBytes(value);
    try (Secret psk = Secret.own(value)) {
      for (MlsClient each : clients) {
        each.putPsk(PSK_ID, psk);
      }
    }
    commit(2, group(2).commit().psk(PSK_ID).stage());
    for (MlsClient each : clients) {
      each.removePsk(PSK_ID);
    }
  }

  /** Two commits that did not come into force, at who made and at who received them. */
  private void discardCommits() throws MlsException {
    group(0).discard(group(0).commit().stage());
    OutgoingCommit lost = group(0).commit().stage();
    OutgoingCommit won = group(1).commit().stage();
    group(2).discard(received(group(2), lost.message()));
    group(0).discard(lost);
    commit(1, won);
  }

  private void joinAndLeave(MlsClient joiner) throws MlsException {
    ExternalJoin join = joiner.joinExternally(group(0).groupInfo()).stage();
    for (Group each : groups) {
      each.merge(received(each, join.message()));
    }
    groups.add(joiner.merge(join));
    talk(3);
    commit(0, group(0).commit().remove(group(3).ownLeaf()).stage());
    groups.remove(3);
  }

  private void joinInVain(MlsClient joiner) throws MlsException {
    joiner.discard(joiner.joinExternally(group(0).groupInfo()).stage());
    Bytes keyPackage = joiner.newKeyPackage();
    OutgoingCommit commit = group(0).commit().add(keyPackage).stage();
    group(0).discard(commit);
    joiner.deleteKeyPackage(keyPackage);
  }

  private void logKept() throws MlsException {
    for (MlsClient each : clients) {
      log.addKey(KEPT + "signature key", each.identity().signatureKey().privateKey());
    }
    for (Group each : groups) {
      GroupState state = each.core().state();
      EpochSecrets secrets = state.secrets();
      log.add(KEPT + "sender data", secrets.senderDataSecret());
      log.add(KEPT + "exporter", secrets.exporterSecret());
      log.add(KEPT + "external", secrets.externalSecret());
      log.add(KEPT + "confirm", secrets.confirmationKey());
      log.add(KEPT + "membership", secrets.membershipKey());
      log.add(KEPT + "resumption", secrets.resumptionPsk());
      log.add(KEPT + "authentication", secrets.epochAuthenticator());
      log.add(KEPT + "init", secrets.initSecret());
      log.addKey(KEPT + "leaf key", state.own().leaf().privateKey());
      state
          .own()
          .tree()
          .nodeKeys()
          .forEach((node, key) -> log.addKey(KEPT + "node key", key.privateKey()));
      logKept(each.core().current());
    }
  }

  private void logKept(EpochKeys keys) {
    try (SecretTreeChanges rows = keys.tree().rows()) {
      for (SecretTreeChange row : rows.list()) {
        if (row instanceof SecretTreeChange.NodeSecret node) {
          log.add(KEPT + "tree", node.value().orElseThrow());
        } else if (row instanceof SecretTreeChange.RatchetState ratchet) {
          log.add(KEPT + "ratchet", ratchet.encoded());
        }
      }
    }
  }
}
