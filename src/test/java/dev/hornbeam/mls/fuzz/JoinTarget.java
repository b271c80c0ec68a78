package dev.hornbeam.mls.fuzz;

import dev.hornbeam.mls.ExternalJoin;
import dev.hornbeam.mls.Friends;
import dev.hornbeam.mls.Insider;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.PublicGroup;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.message.EncryptedGroupSecrets;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.message.GroupInfo;
import dev.hornbeam.mls.message.GroupSecrets;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.Welcome;
import dev.hornbeam.mls.schedule.EpochSecrets;
import dev.hornbeam.mls.schedule.KeySchedule;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.tree.TreeEditor;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.StoreKey;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What Dave is given to join a group by, and a server to follow it. The first byte says how much of
 * the rest is genuine: whoever carries a message may change its bytes, and Alice, who is a member,
 * may say anything of the group, and sign and encrypt it. Dave refuses as he says he does, keeps
 * what he had, and joins by the genuine Welcome.
 */
public final class JoinTarget {
  private static final Bound BOUND = new Bound(400, 8_000_000);

  /** One input in so many is followed by the genuine Welcome. */
  private static final int FOLLOWED = 16;

  private static final JoinTarget TARGET = start();

  private final LiveGroup live;
  private final Insider alice;
  private final KeyPackage keyPackage;
  private final Bytes groupInfo;
  private Map<StoreKey, Bytes> before;

  private JoinTarget() throws MlsException {
    live = new LiveGroup(LiveGroup.SUITE);
    alice = live.insider();
    keyPackage = keyPackage(live.dave.client().newKeyPackage());
    live.dave.save();
    before = live.dave.rows();
    groupInfo = withDave();
  }

  private static KeyPackage keyPackage(Bytes message) throws MlsException {
    if (MlsMessage.decode(message) instanceof MlsMessage.ForAdding each) {
      return each.body();
    }
    throw new AssertionError();
  }

  private static JoinTarget start() {
    try {
      return new JoinTarget();
    } catch (MlsException e) {
      throw new AssertionError(e);
    }
  }

  /** What is done with the bytes that follow before they are sent. */
  private enum Forging {
    /** Nothing: they are a Welcome as it comes. */
    WELCOME(0) {
      @Override
      void use(JoinTarget at, Bytes payload) throws MlsException {
        at.join(payload);
      }
    },

    /** They are the GroupInfo of a Welcome, but for its signature and its tag. */
    GROUP_INFO_IN_WELCOME(1) {
      @Override
      void use(JoinTarget at, Bytes payload) throws MlsException {
        Optional<Bytes> welcome = at.welcome(payload);
        if (welcome.isPresent()) {
          at.join(welcome.get());
        }
      }
    },

    /** They are the GroupSecrets of a Welcome. */
    GROUP_SECRETS(2) {
      @Override
      void use(JoinTarget at, Bytes payload) throws MlsException {
        Optional<Bytes> welcome = at.welcomeWith(payload);
        if (welcome.isPresent()) {
          at.join(welcome.get());
        }
      }
    },

    /** Nothing: they are a GroupInfo as it comes. */
    GROUP_INFO(3) {
      @Override
      void use(JoinTarget at, Bytes payload) throws MlsException {
        at.joinExternally(payload);
      }
    },

    /** They are a GroupInfo, but for its signature. */
    SIGNED_GROUP_INFO(4) {
      @Override
      void use(JoinTarget at, Bytes payload) throws MlsException {
        Optional<GroupInfo> info = at.decoded(payload);
        if (info.isPresent()) {
          at.joinExternally(new MlsMessage.Info(at.sign(info.get())).encoded());
        }
      }
    };

    private final int code;

    Forging(int code) {
      this.code = code;
    }

    abstract void use(JoinTarget at, Bytes payload) throws MlsException;

    static Optional<Forging> of(int code) {
      return Arrays.stream(values()).filter(each -> each.code == code).findFirst();
    }
  }

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] input) throws MlsException {
    Optional<Forging> forging = input.length == 0 ? Optional.empty() : Forging.of(input[0]);
    if (forging.isPresent()) {
      forging.get().use(TARGET, Bytes.own(input).slice(1, input.length));
    }
  }

  /** The group as it is once Alice has added Dave, without a path. */
  private Bytes withDave() {
    TreeEditor editor = alice.state().shared().tree().edit();
    try {
      editor.addLeaf(keyPackage.leafNode());
      RatchetTree tree = editor.build();
      return new GroupInfo(
              alice
                  .state()
                  .shared()
                  .context()
                  .next(tree.treeHash(), alice.state().shared().context().extensions()),
              Extensions.of(new Extension(ExtensionType.RATCHET_TREE, tree.encoded())),
              Bytes.EMPTY,
              alice.state().own().index(),
              Bytes.EMPTY)
          .encoded();
    } catch (InvalidMessage e) {
      throw new AssertionError(e);
    }
  }

  private Optional<GroupInfo> decoded(Bytes payload) {
    try {
      return Optional.of(TlsReader.decode(payload, GroupInfo::decode));
    } catch (MalformedMessage nothingToForge) {
      return Optional.empty();
    }
  }

  /** Signed by Alice. The tree hash is that of the tree, if it is one. */
  private GroupInfo sign(GroupInfo info) throws MlsException {
    return sign(hashed(info), info, info.confirmationTag());
  }

  private GroupInfo sign(GroupContext context, GroupInfo info, Bytes tag) throws MlsException {
    return GroupInfo.sign(
        alice.crypto(),
        alice.state().own().signature().privateKey(),
        context,
        info.extensions(),
        tag,
        info.signer());
  }

  private GroupContext hashed(GroupInfo info) {
    GroupContext old = info.groupContext();
    Optional<Bytes> tree = info.extensions().find(ExtensionType.RATCHET_TREE);
    try {
      return tree.isEmpty()
          ? old
          : new GroupContext(
              old.version(),
              old.cipherSuite(),
              old.groupId(),
              old.epoch(),
              RatchetTree.decode(alice.crypto(), tree.get()).treeHash(),
              old.confirmedTranscriptHash(),
              old.extensions());
    } catch (MlsException noTree) {
      return old;
    }
  }

  private Optional<Bytes> welcome(Bytes payload) throws MlsException {
    Optional<GroupInfo> info = decoded(payload);
    if (info.isEmpty()) {
      return Optional.empty();
    }
    try (GroupSecrets secrets =
        new GroupSecrets(Secret.zeros(alice.crypto().hashLength()), Optional.empty(), List.of())) {
      return Optional.of(welcome(info.get(), secrets));
    }
  }

  private Optional<Bytes> welcomeWith(Bytes payload) throws MlsException {
    GroupInfo info = decoded(groupInfo).orElseThrow();
    try (GroupSecrets secrets = TlsReader.decode(payload, GroupSecrets::decode)) {
      return Optional.of(welcome(info, secrets));
    } catch (MalformedMessage nothingToForge) {
      return Optional.empty();
    }
  }

  private Bytes welcome(GroupInfo info, GroupSecrets groupSecrets) throws MlsException {
    GroupContext context = hashed(info);
    try (Secret noPsk = Secret.zeros(alice.crypto().hashLength());
        KeySchedule.JoinerSecret joiner =
            new KeySchedule.JoinerSecret(alice.crypto(), groupSecrets.joinerSecret().copy());
        KeySchedule.MemberSecret member = joiner.withPsk(noPsk);
        KeySchedule.WelcomeSecret welcome = member.welcome();
        KeySchedule.EpochSecret epoch = member.epoch(context);
        EpochSecrets secrets = epoch.secrets()) {
      Bytes tag = secrets.confirmationTag(context.confirmedTranscriptHash());
      Bytes sealed = welcome.seal(sign(context, info, tag).encoded());
      EncryptedGroupSecrets forDave =
          EncryptedGroupSecrets.seal(
              alice.crypto(),
              EncryptedGroupSecrets.encryption(alice.crypto(), sealed),
              keyPackage,
              groupSecrets);
      return new MlsMessage.ForNewMembers(
              new Welcome(LiveGroup.SUITE.code(), List.of(forDave), sealed))
          .encoded();
    } catch (CryptoRefused e) {
      throw new AssertionError(e);
    }
  }

  private void join(Bytes welcome) throws MlsException {
    BOUND.check("join", welcome.length(), () -> live.dave.client().join(welcome));
    finish(welcome, () -> Friends.assertLoads(live.dave.client().join(welcome)));
  }

  private void joinExternally(Bytes info) throws MlsException {
    BOUND.check("follow", info.length(), () -> follow(info));
    try {
      follow(info);
    } catch (InvalidMessage | MalformedMessage refused) {
      // As it should be.
    }
    finish(
        info,
        () -> {
          MlsClient dave = live.dave.client();
          ExternalJoin join = dave.joinExternally(info).stage();
          dave.discard(join);
        });
  }

  private static void follow(Bytes info) throws MlsException {
    PublicGroup.follow(info, Optional.empty(), CredentialValidator.acceptAll());
  }

  private void finish(Bytes input, Allocation.Action action) throws MlsException {
    live.dave.reset();
    try {
      action.run();
    } catch (InvalidMessage | MalformedMessage | UndecryptableMessage refused) {
      if (!live.dave.rows().equals(before)) {
        throw new AssertionError("something was changed by what was refused", refused);
      }
      if (input.hashCode() % FOLLOWED == 0) {
        live.dave.client().join(live.welcome);
      }
    }
    live.dave.reset();
  }

  /** Genuine messages, and what is in them, for each way of forging. */
  static Set<Bytes> seeds() throws MlsException {
    Set<Bytes> seeds = new LinkedHashSet<>();
    add(seeds, Forging.WELCOME, TARGET.live.welcome);
    add(seeds, Forging.GROUP_INFO, TARGET.live.groupInfo);
    add(seeds, Forging.GROUP_INFO_IN_WELCOME, TARGET.groupInfo);
    add(seeds, Forging.SIGNED_GROUP_INFO, TARGET.groupInfo);
    add(
        seeds,
        Forging.SIGNED_GROUP_INFO,
        TARGET.live.groupInfo.slice(4, TARGET.live.groupInfo.length()));
    Bytes secret = Bytes.own(new byte[TARGET.alice.crypto().hashLength()]);
    TlsWriter noPath = new TlsWriter().opaque(secret).u8(0).u8(0);
    add(seeds, Forging.GROUP_SECRETS, noPath.toBytes());
    TlsWriter path = new TlsWriter().opaque(secret).u8(1).opaque(secret).u8(0);
    add(seeds, Forging.GROUP_SECRETS, path.toBytes());
    return seeds;
  }

  private static void add(Set<Bytes> seeds, Forging forging, Bytes payload) {
    seeds.add(new TlsWriter().u8(forging.code).raw(payload).toBytes());
  }
}
