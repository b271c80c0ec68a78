package dev.hornbeam.mls.group;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.EncryptedGroupSecrets;
import dev.hornbeam.mls.message.GroupSecrets;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Welcome;
import dev.hornbeam.mls.tree.OutgoingPath;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Makes the Welcome messages of a commit (RFC 9420 s.12.4.3.1). What all new members share is
 * worked out once, since a commit may add thousands of them, and the GroupInfo has the whole tree.
 */
final class WelcomeMaking {
  private final Environment env;
  private final List<AppliedProposals.Added> added;
  private final List<PreSharedKeyId> psks;
  private final Optional<OutgoingPath> path;
  private final Secret joinerSecret;
  private final Bytes encryptedGroupInfo;
  private final SuiteCrypto.LabeledEncryption encryption;

  /**
   * @param path of the commit, if it has one; it stays the caller's
   * @param joinerSecret of the new epoch; it stays the caller's
   */
  WelcomeMaking(
      Environment env,
      AppliedProposals applied,
      Optional<OutgoingPath> path,
      Secret joinerSecret,
      Bytes encryptedGroupInfo) {
    this.env = env;
    this.added = applied.added();
    this.psks = applied.psks();
    this.path = path;
    this.joinerSecret = joinerSecret;
    this.encryptedGroupInfo = encryptedGroupInfo;
    this.encryption = EncryptedGroupSecrets.encryption(env.crypto(), encryptedGroupInfo);
  }

  /** One message for all new members, or one for each, in the order of their Adds. */
  List<Welcome> make(CommitMaking.WelcomeBatches batches) throws MlsException {
    EncryptedGroupSecrets[] sealed = new EncryptedGroupSecrets[added.size()];
    List<Integer> indexes = IntStream.range(0, sealed.length).boxed().toList();
    env.workers().forEach(indexes, i -> sealed[i] = seal(added.get(i)));
    return switch (batches) {
      case ONE_FOR_ALL -> List.of(welcome(sealed));
      case ONE_EACH -> Arrays.stream(sealed).map(this::welcome).toList();
    };
  }

  private Welcome welcome(EncryptedGroupSecrets... secrets) {
    return new Welcome(env.crypto().suite().code(), List.of(secrets), encryptedGroupInfo);
  }

  private EncryptedGroupSecrets seal(AppliedProposals.Added member) throws InvalidMessage {
    Optional<Secret> pathSecret = path.map(p -> p.pathSecret(member.leaf()));
    try (GroupSecrets secrets = new GroupSecrets(joinerSecret.copy(), pathSecret, psks)) {
      return EncryptedGroupSecrets.seal(env.crypto(), encryption, member.keyPackage(), secrets);
    } catch (CryptoRefused e) {
      throw new InvalidMessage(Rule.KEY_PACKAGE_INIT_KEY);
    }
  }
}
