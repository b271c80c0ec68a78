package dev.hornbeam.mls.error;

/**
 * What RFC 9420 demands in its sections 5 to 17 and no {@link Rule} stands for, since nobody can
 * see in a message whether it was kept, or nobody is at fault if it was not. Each says who keeps it
 * instead, and why it is not refused. More are added as the standard is read closer, so a switch
 * over them needs a default.
 */
public enum Obligation {
  // 5. Cryptographic objects
  CREDENTIAL_SUCCESSOR(
      "5.3.1",
      "a credential that replaces another is a valid successor to it",
      Party.AUTHENTICATION_SERVICE,
      "The CredentialValidator is shown both; what it refuses breaks CREDENTIAL_REFUSED."),
  APPLICATION_ID_UNPROVEN(
      "5.3.3",
      "an application_id is not relied on as if it were authenticated",
      Party.APPLICATION,
      "It is data of the application's own, which the engine carries and never reads."),

  // 6. Message framing
  RATCHETS_PERSIST(
      "6.3.1",
      "a client keeps where in the key schedule it is",
      Party.CONSTRUCTION,
      "The position of a ratchet is stored before the message leaves; no receiver sees the store."),
  REUSE_GUARD_FRESH(
      "6.3.1",
      "each encrypted message has a fresh random reuse guard",
      Party.CONSTRUCTION,
      "PrivateFraming draws it for each message; a receiver cannot tell chance from choice."),
  MESSAGE_SIZE(
      "6.3.1",
      "a message is not longer than the AEAD allows",
      Party.CONSTRUCTION,
      "No vector is longer than 2^30 bytes, which is far below the limit of every cipher suite."),
  SENDER_DATA_OF_MEMBER(
      "6.3.2",
      "only a member is the sender in sender data",
      Party.CONSTRUCTION,
      "Sender data has no field for another, and is made of a member's own ratchet."),

  // 7. Ratchet tree operations
  DEFAULT_TYPES_UNLISTED(
      "7.2",
      "capabilities do not list the default types",
      Party.CONSTRUCTION,
      "MlsClientBuilder leaves them out. Others list them, which harms nobody, so it is accepted."),
  SUPPORT_LISTED(
      "7.2",
      "capabilities list all versions, cipher suites and credential types that a client supports",
      Party.CONSTRUCTION,
      "MlsClientBuilder lists what the engine has; nobody else knows what a client supports."),
  MAXIMUM_LIFETIME(
      "7.2",
      "there is a longest lifetime of a leaf node that is accepted",
      Party.APPLICATION,
      "It sets MlsClientBuilder.maximumLifetime; what is longer breaks LEAF_LIFETIME_TOO_LONG."),
  OUTDATED_KEYS_DELETED(
      "7.5",
      "path secrets, and the keys that a path replaces, are deleted",
      Party.CONSTRUCTION,
      "What a commit derives is wiped when it ends, and what it replaces when it is merged."),

  // 8. Key schedule
  PSK_ORDER(
      "8.4",
      "a Commit and its Welcome name the same pre-shared keys in the same order",
      Party.CONSTRUCTION,
      "Both are made of one list. A joiner never sees the Commit; another order does not decrypt."),
  PSK_NONCE_FRESH(
      "8.4",
      "each use of a pre-shared key has a fresh random psk_nonce",
      Party.CONSTRUCTION,
      "It is drawn for each proposal; of others, only its length can be checked."),

  // 9. Secret tree
  KEY_USED_ONCE(
      "9.1",
      "a key and nonce encrypt one message",
      Party.CONSTRUCTION,
      "HashRatchet gives each out once, and its position is stored before the message leaves."),
  CONSUMED_DELETED(
      "9.2",
      "a secret is deleted as soon as it is consumed",
      Party.CONSTRUCTION,
      "A Secret has one owner, who wipes it; a message and the end of its key are one store change."),

  // 10. Key packages
  KEY_PACKAGE_EXTENSION_LISTED(
      "10",
      "a key package's capabilities list its extensions",
      Party.CONSTRUCTION,
      "Those that it makes do; of others' key packages, unknown extensions are to be ignored."),
  INIT_KEY_FRESH(
      "10",
      "an init key is in one key package alone",
      Party.CONSTRUCTION,
      "It is made with its key package; only the owner knows all of its key packages."),

  // 11. Group creation
  BEST_SUITE(
      "11",
      "the creator of a group chooses the best version and cipher suite that all members support",
      Party.APPLICATION,
      "A client is of one suite, and which is best is policy; KeyPackages show what others support."),
  GROUP_START(
      "11",
      "a group starts with one member, in epoch 0, with a random epoch secret",
      Party.CONSTRUCTION,
      "GroupCreation takes the steps of the section; those who join later cannot see them."),

  // 12. Group evolution
  MESSAGE_EPOCH(
      "12.1",
      "a proposal or a commit is of the current epoch",
      Party.CIRCUMSTANCE,
      "UndecryptableMessage says EPOCH_AHEAD or EPOCH_EXPIRED: messages may come early or late."),
  EXTERNAL_PROPOSAL_PUBLIC(
      "12.1.8",
      "a proposal from outside of the group is a PublicMessage",
      Party.CONSTRUCTION,
      "A PrivateMessage has no field for such a sender."),
  EXTERNAL_PROPOSAL_AUTHORIZED(
      "12.1.8",
      "a proposal from outside of the group is authorized",
      Party.APPLICATION,
      "The engine knows that the sender is listed, or is who asks to be added; the rest is policy."),
  NEW_PROPOSAL_TYPES(
      "12.1.8",
      "a new type of proposal says who may send it, how it is applied and if it needs a path",
      Party.APPLICATION,
      "A CustomProposal cannot be made without saying so."),
  CLIENT_ADDED_ONCE(
      "12.2",
      "a commit adds no client twice, and none that stays in the group",
      Party.APPLICATION,
      "The same keys are refused (SIGNATURE_KEY_NOT_UNIQUE); if two keys are of one client, only"
          + " the application knows, which is shown each Add and may discard the staged commit."),
  PROPOSAL_ORDER(
      "12.3",
      "proposals are applied in the order of their kinds",
      Party.CONSTRUCTION,
      "ProposalApplication is written in that order; another breaks CONFIRMATION_TAG."),
  COMMIT_BEFORE_DATA(
      "12.4",
      "a member that knows of valid proposals commits before it sends application data",
      Party.CONSTRUCTION,
      "While proposals wait, Group.protect throws; a receiver does not know what a sender has seen."),
  COMMITTER_PERMISSION(
      "12.4",
      "a committer has the application's permission for what it commits",
      Party.APPLICATION,
      "A staged commit shows its changes, and the application discards what it does not allow."),
  WELCOME_FOR_ALL(
      "12.4.1",
      "the Welcome messages of a commit are for all that it adds",
      Party.CONSTRUCTION,
      "WelcomeMaking makes them of the list of Adds; who was left out gets nothing to check."),
  REINIT_FOLLOWED(
      "12.4.1",
      "who commits a ReInit makes the new group, with the same members",
      Party.APPLICATION,
      "It takes their key packages, so the application calls MlsClient.reinitialize."),
  PSK_AVAILABLE(
      "12.4.2",
      "a receiver has all pre-shared keys of a commit or a Welcome",
      Party.CIRCUMSTANCE,
      "UndecryptableMessage says UNKNOWN_PSK: once the key is there, the same message is processed."),
  PROPOSAL_KNOWN(
      "12.4.2",
      "a receiver has all proposals that a commit refers to",
      Party.CIRCUMSTANCE,
      "UndecryptableMessage says UNKNOWN_PROPOSAL: once it came, the same commit is processed."),
  REINIT_AWAITED(
      "12.4.2",
      "after a ReInit, a client waits for the Welcome that replaces the group",
      Party.APPLICATION,
      "The ended group sends nothing. A Welcome that names no older group could be of any group."),
  WELCOME_FOR_CLIENT(
      "12.4.3.1",
      "a Welcome has an entry for a key package of this client",
      Party.CIRCUMSTANCE,
      "UndecryptableMessage says NOT_FOR_THIS_CLIENT: a Welcome may be for others, or used already."),
  EXTERNAL_INIT_USED(
      "12.4.3.2",
      "an external commit starts from its ExternalInit's init secret",
      Party.CONSTRUCTION,
      "CommitProcessing and ExternalJoinBuilder know no other; another breaks CONFIRMATION_TAG."),

  // 13. Extensibility
  ADVERTISED_SUPPORTED(
      "13.4",
      "a client supports all that its key packages advertise",
      Party.APPLICATION,
      "Beside what the engine has, they list what the application says that it supports."),
  UNKNOWN_IGNORED(
      "13.4",
      "unknown values in capabilities, and unknown extensions outside of a group context, are"
          + " ignored",
      Party.CONSTRUCTION,
      "They are decoded and kept as numbers and bytes, and nothing looks at them."),
  RESERVED_VALUES_PLACED(
      "13.5",
      "reserved (GREASE) values are only sent where they are ignored",
      Party.CONSTRUCTION,
      "The engine sends them nowhere else. Elsewhere they are what they are to the rules: unknown."),
  RESERVED_VALUES_ORDINARY(
      "13.5",
      "received reserved values are treated as any unknown value",
      Party.CONSTRUCTION,
      "Nothing that reads a message asks whether a value is reserved."),
  OWN_SUPPORT_REAL(
      "13.5",
      "a client compares with what it really supports, without reserved values",
      Party.CONSTRUCTION,
      "GroupInfos takes them out of the client's own capabilities before it compares."),

  // 14. Sequencing of state changes
  COMMITS_SEQUENCED(
      "14",
      "of several commits of an epoch, all members take the same one",
      Party.DELIVERY_SERVICE,
      "Each of them is valid. The engine stages any number and merges the one that was accepted."),
  FORKS_FORGOTTEN(
      "14",
      "states that lost or are past are kept no longer than needed",
      Party.APPLICATION,
      "It merges or discards what is staged, and says how many past epochs are kept."),
  COMMIT_CHANGES_NOTHING(
      "14",
      "making a commit does not change the client's state",
      Party.CONSTRUCTION,
      "It is staged beside the state, and takes one generation of a ratchet if it is encrypted."),
  WELCOME_AFTER_COMMIT(
      "14",
      "a Welcome is not delivered before its commit was accepted",
      Party.APPLICATION,
      "The engine hands out both at once and sends nothing; a joiner does not see the commit."),

  // 15. Application messages
  AEAD_BOUNDS(
      "15.2",
      "no more is encrypted in an epoch than the AEAD is safe for",
      Party.CONSTRUCTION,
      "A key encrypts one message, and a ratchet ends with its last generation."),
  EPOCH_BEFORE_DATA(
      "15.2",
      "application data is encrypted in the newest epoch",
      Party.CONSTRUCTION,
      "Group.protect takes the epoch that was merged last; older ones are for receiving only."),

  // 16, 17. Security considerations, IANA considerations
  NEW_SUITES(
      "16.3",
      "a new cipher suite has an AEAD that is AE1-secure",
      Party.LATER_STANDARDS,
      "The engine has the cipher suites of RFC 9420 alone, all of which do."),
  MANDATORY_SUITE(
      "17.1",
      "a client has MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519",
      Party.CONSTRUCTION,
      "The engine has all seven cipher suites of RFC 9420.");

  /** Who keeps to an obligation. */
  public enum Party {
    /** The application that embeds the engine. */
    APPLICATION("the application"),
    /** The delivery service (RFC 9750). */
    DELIVERY_SERVICE("the delivery service"),
    /** The authentication service (RFC 9750), which the application's validator asks. */
    AUTHENTICATION_SERVICE("the authentication service"),
    /** The engine, which can do no other. */
    CONSTRUCTION("the engine, by how it is built"),
    /** The engine, which checks it and answers with {@link UndecryptableMessage}. */
    CIRCUMSTANCE("the engine, blaming nobody"),
    /** Whoever adds to the standard. */
    LATER_STANDARDS("later standards");

    private final String title;

    Party(String title) {
      this.title = title;
    }

    /** For a table or a sentence, such as {@code the application}. */
    public String title() {
      return title;
    }
  }

  private final String section;
  private final String statement;
  private final Party party;
  private final String reason;

  Obligation(String section, String statement, Party party, String reason) {
    this.section = section;
    this.statement = statement;
    this.party = party;
    this.reason = reason;
  }

  /** The section of RFC 9420 that demands it first, such as {@code 12.4.2}. */
  public String section() {
    return section;
  }

  /** What holds when it is kept, in one line. */
  public String statement() {
    return statement;
  }

  /** Who keeps it. */
  public Party party() {
    return party;
  }

  /** How it is kept, and why it is not checked on receipt. */
  public String reason() {
    return reason;
  }
}
