package dev.hornbeam.benchmarks.baseline;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.error.MlsException;
import java.util.Optional;

/**
 * What one member of a group knows, under a scheme. It never changes: each operation gives the next
 * state and leaves this one whole, so that the same operation can be done over and over. The price
 * is that secrets of old states are wiped by nobody, and that lists of n references are copied.
 *
 * <p>A message that is forged, damaged or not for this state is refused with {@link CryptoRefused},
 * or with {@link MlsException} if it cannot be decoded.
 */
public sealed interface Baseline permits ArtMember, SenderKeysMember, PairwiseMember {
  /**
   * Replaces this member's secrets and has the others follow, against whoever knew this state and
   * knows no later one (post-compromise security, RFC 9420 s.16.6): as far as the scheme goes, it
   * knows nothing of what comes.
   */
  Sent update() throws CryptoRefused, MlsException;

  /** Adds a client, as the last member, with its prekey alone: it need not be there. */
  Sent add(Prekey newcomer) throws CryptoRefused, MlsException;

  /** Follows an update or an add by another member. */
  Baseline receive(Bytes message) throws CryptoRefused, MlsException;

  /**
   * What this member says to a newcomer that another added and both know of: empty in schemes where
   * the add does it all.
   */
  default Optional<Sent> introduce(int newcomer) throws CryptoRefused {
    return Optional.empty();
  }

  /**
   * The newest secret that the members have in common, which would protect their messages. It stays
   * this state's.
   */
  Secret secret();

  /** How many members the group has. */
  int size();
}
