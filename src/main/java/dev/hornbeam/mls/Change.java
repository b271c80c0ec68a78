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
   * @param signatureKey as on the wire
   */
  record Add(Credential credential, Bytes signatureKey) implements Change {}

  /** A member renews its leaf, and perhaps its credential. */
  record Update(LeafIndex leaf, Credential credential) implements Change {}

  /** A member leaves. */
  record Remove(LeafIndex leaf) implements Change {}

  /** A pre-shared key that the application gave goes into the key schedule. */
  record ExternalPsk(Bytes id) implements Change {}

  /** The resumption PSK of an epoch of a group goes into the key schedule. */
  record ResumptionPsk(GroupId group, long epoch) implements Change {}

  /** The group ends, for a new one with these parameters. */
  record ReInit(GroupId newGroup, int cipherSuite, Extensions extensions) implements Change {}

  /** Someone joins by an external commit. */
  record ExternalJoin() implements Change {}

  /** The group context gets other extensions. */
  record SetExtensions(Extensions extensions) implements Change {}

  /**
   * A proposal of a type that is the application's own.
   *
   * @param body in the form of that type
   */
  record Custom(ProposalType type, Bytes body) implements Change {}
}
