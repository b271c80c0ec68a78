package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.ProposalType;

/** One thing that a proposal asks for, or that a commit does. */
public sealed interface Change {
  /**
   * A client joins.
   *
   * @param credential of the client
   * @param signatureKey as on the wire (RFC 9420 s.5.1.1)
   */
  record Add(Credential credential, Bytes signatureKey) implements Change {}

  /**
   * A member renews its leaf, and perhaps its credential.
   *
   * @param leaf of the member
   * @param credential the one it has from then on
   */
  record Update(LeafIndex leaf, Credential credential) implements Change {}

  /**
   * A member leaves, whether it was asked or not.
   *
   * @param leaf of the member
   */
  record Remove(LeafIndex leaf) implements Change {}

  /**
   * A pre-shared key that the application gave goes into the key schedule.
   *
   * @param id as for {@link MlsClient#putPsk}
   */
  record ExternalPsk(Bytes id) implements Change {}

  /**
   * The resumption PSK of an epoch of a group goes into the key schedule.
   *
   * @param group this one or another
   * @param epoch an unsigned number
   */
  record ResumptionPsk(GroupId group, long epoch) implements Change {}

  /**
   * The group ends, for a new one with these parameters (RFC 9420 s.11.2).
   *
   * @param newGroup its id
   * @param cipherSuite its value in the registry, which this engine may not know
   * @param extensions of its group context
   */
  record ReInit(GroupId newGroup, int cipherSuite, Extensions extensions) implements Change {}

  /** Someone joins by an external commit: its committer. */
  record ExternalJoin() implements Change {}

  /**
   * The group context gets other extensions.
   *
   * @param extensions all that it has from then on
   */
  record SetExtensions(Extensions extensions) implements Change {}

  /**
   * A proposal of a type that is the application's own.
   *
   * @param type as it was registered: {@link MlsClientBuilder#customProposal}
   * @param body in the form of that type
   */
  record Custom(ProposalType type, Bytes body) implements Change {}
}
