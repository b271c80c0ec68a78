package dev.hornbeam.mls.group;

import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.schedule.KeySchedule;

/**
 * The whole state that a member has once a commit, or a Welcome, is in force. Owns its secrets.
 *
 * @param encryptionSecret the root of the message keys
 */
public record NextEpoch(GroupState state, Secret encryptionSecret) implements AutoCloseable {
  /**
   * Derives the secrets of an epoch.
   *
   * @param shared the public state of the epoch
   * @param own is owned by the result
   */
  static NextEpoch start(KeySchedule.MemberSecret memberSecret, PublicState shared, OwnKeys own) {
    try (KeySchedule.EpochSecret epoch = memberSecret.epoch(shared.context())) {
      return start(epoch, shared, own);
    }
  }

  /** As above, from the epoch secret itself. */
  static NextEpoch start(KeySchedule.EpochSecret epoch, PublicState shared, OwnKeys own) {
    return new NextEpoch(new GroupState(shared, own, epoch.secrets()), epoch.encryptionSecret());
  }

  @Override
  public void close() {
    state.close();
    encryptionSecret.close();
  }
}
