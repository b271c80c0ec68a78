package dev.hornbeam.mls.error;

import static dev.hornbeam.mls.error.Checkpoint.EVERYONE;
import static dev.hornbeam.mls.error.Checkpoint.EXTERNAL_JOINER;
import static dev.hornbeam.mls.error.Checkpoint.FOLLOWERS;
import static dev.hornbeam.mls.error.Checkpoint.JOINER;
import static dev.hornbeam.mls.error.Checkpoint.JOINERS;
import static dev.hornbeam.mls.error.Checkpoint.MEMBER;
import static dev.hornbeam.mls.error.Checkpoint.NEWCOMERS;
import static dev.hornbeam.mls.error.Checkpoint.RECEIVERS;
import static dev.hornbeam.mls.error.Checkpoint.SENDER;
import static dev.hornbeam.mls.error.Checkpoint.SENDER_AND_FOLLOWERS;
import static dev.hornbeam.mls.error.Checkpoint.SERVER;
import static dev.hornbeam.mls.error.Checkpoint.only;

import java.util.List;
import java.util.Set;

/**
 * The rules of RFC 9420 that a peer can break, one constant each, with the section it stands in and
 * where it is enforced. {@link #statement} says what each constant means. More are added as the
 * standard is read closer, so a switch over them needs a default.
 */
@SuppressWarnings("ImmutableEnumChecker") // The collections are unmodifiable.
public enum Rule {
  // 5. Cryptographic objects
  CREDENTIAL_KEY(
      "5.3",
      "an X.509 credential is for another key than the leaf node's",
      EVERYONE,
      "LeafValidation"),
  CREDENTIAL_REFUSED(
      "5.3.1", "the authentication service refused a credential", EVERYONE, "Environment"),

  // 6. Message framing
  MESSAGE_GROUP("6", "a message is of another group", FOLLOWERS, "GroupReceiver", "PublicGroup"),
  MESSAGE_KIND(
      "6",
      "a message is of a kind that does not belong there",
      EVERYONE,
      "GroupReceiver",
      "Messages",
      "PublicGroup"),
  APPLICATION_PUBLIC("6", "application data is in a PublicMessage", FOLLOWERS, "PublicFraming"),
  CONTENT_SIGNATURE(
      "6.1", "the signature of a message does not verify", FOLLOWERS, "ContentSignature"),
  SENDER_NOT_MEMBER(
      "6.1",
      "the sender of a message is a leaf that is blank or not in the tree",
      FOLLOWERS,
      "ProposalApplication",
      "ProposalDraft",
      "ProposalReceipt",
      "SenderRules"),
  SENDER_NOT_LISTED(
      "6.1", "the group does not list the external sender of a message", FOLLOWERS, "SenderRules"),
  EXTERNAL_SENDER_CONTENT(
      "6.1", "an external sender sends something else than a proposal", FOLLOWERS, "SenderRules"),
  NEW_MEMBER_PROPOSAL_CONTENT(
      "6.1", "a new member proposes something else than to be added", FOLLOWERS, "SenderRules"),
  NEW_MEMBER_COMMIT_CONTENT(
      "6.1", "a new member that joins by a commit sends something else", FOLLOWERS, "SenderRules"),
  CONFIRMATION_TAG(
      "6.1",
      "the confirmation tag is not that of the group's state",
      only(MEMBER, JOINER),
      "EpochSecrets"),
  MEMBERSHIP_TAG(
      "6.2", "the membership tag of a message is not the group's", only(MEMBER), "PublicFraming"),
  CONTENT_ENCRYPTION(
      "6.3.1", "the content of a message does not decrypt", only(MEMBER), "PrivateFraming"),
  PADDING("6.3.1", "the padding of a message is not all zeros", only(MEMBER), "OpenedMessage"),
  SENDER_DATA_ENCRYPTION(
      "6.3.2", "the sender data of a message does not decrypt", only(MEMBER), "PrivateFraming"),
  SENDER_DATA_LEAF(
      "6.3.2", "the sender data of a message names a blank leaf", only(MEMBER), "PrivateFraming"),

  // 7. Ratchet tree operations
  UNMERGED_LEAVES_ORDER(
      "7.1",
      "the unmerged leaves of a parent node are not in increasing order",
      NEWCOMERS,
      "UnmergedLeaves"),
  PARENT_KEY_INVALID(
      "7.1",
      "a parent node has a public key that is not valid in the cipher suite",
      RECEIVERS,
      "TreeKem",
      "TreeValidator"),
  LEAF_CREDENTIAL_UNLISTED(
      "7.2",
      "a leaf node's capabilities do not list its credential type",
      EVERYONE,
      "LeafValidation"),
  LEAF_SUITE_UNLISTED(
      "7.2",
      "a leaf node's capabilities do not list the group's cipher suite",
      EVERYONE,
      "LeafValidation"),
  LEAF_VERSION_UNLISTED(
      "7.2",
      "a leaf node's capabilities do not list the protocol version",
      EVERYONE,
      "LeafValidation"),
  LEAF_LIFETIME_TOO_LONG(
      "7.2",
      "a leaf node's lifetime is longer than this client accepts",
      EVERYONE,
      "LeafValidation"),
  LEAF_SIGNATURE("7.3", "the signature of a leaf node does not verify", EVERYONE, "LeafValidation"),
  LEAF_SOURCE(
      "7.3",
      "a leaf node has the wrong leaf_node_source for where it stands",
      SENDER_AND_FOLLOWERS,
      "LeafValidation"),
  LEAF_EXTENSION_UNLISTED(
      "7.3",
      "a leaf node has an extension that its capabilities do not list",
      EVERYONE,
      "LeafValidation"),
  LEAF_REQUIRED_CAPABILITIES(
      "7.3",
      "a leaf node lacks a required capability of the group",
      EVERYONE,
      "GroupInfos",
      "GroupRules",
      "LeafValidation"),
  LEAF_CREDENTIAL_SUPPORT(
      "7.3",
      "a credential type in use is not supported by every member",
      EVERYONE,
      "GroupInfos",
      "LeafValidation"),
  LEAF_LIFETIME("7.3", "a leaf node is outside of its lifetime", only(SENDER), "LeafValidation"),
  LEAF_KEY_INVALID(
      "7.3",
      "a leaf node has a public key that is not valid in the cipher suite",
      EVERYONE,
      "LeafValidation",
      "OutgoingPath"),
  SIGNATURE_KEY_NOT_UNIQUE("7.3", "two members have the same signature key", EVERYONE, "KeyIndex"),
  ENCRYPTION_KEY_NOT_UNIQUE(
      "7.3", "two nodes of the tree have the same encryption key", EVERYONE, "KeyIndex"),
  ENCRYPTION_KEY_UNCHANGED(
      "7.3", "an update or a path keeps the leaf's encryption key", FOLLOWERS, "LeafValidation"),
  PATH_LENGTH(
      "7.5", "an update path does not fit the sender's filtered direct path", FOLLOWERS, "TreeKem"),
  PATH_SECRET_MISMATCH(
      "7.5",
      "a path secret does not derive the public keys of the tree",
      only(MEMBER, JOINER),
      "Joining",
      "PathSecrets",
      "TreePrivate"),
  PATH_SECRET_UNREADABLE(
      "7.6", "an encrypted path secret does not decrypt", only(MEMBER), "IncomingPath"),
  PATH_CIPHERTEXTS(
      "7.6", "an update path has too few or too many encrypted path secrets", FOLLOWERS, "TreeKem"),
  PATH_PARENT_HASH(
      "7.9.2", "the leaf node of an update path has a wrong parent hash", FOLLOWERS, "TreeKem"),
  PARENT_HASH("7.9.2", "a parent node is not parent-hash valid", NEWCOMERS, "ParentHash"),

  // 8. Key schedule
  EXTERNAL_INIT_KEM(
      "8.3",
      "the kem_output of an ExternalInit is not valid in the cipher suite",
      only(MEMBER),
      "CommitProcessing"),
  PSK_COUNT(
      "8.4",
      "there are more pre-shared keys than can be counted",
      only(MEMBER, SERVER, JOINER, SENDER),
      "ProposalListRules",
      "PskSecret"),

  // 10. Key packages
  KEY_PACKAGE_INIT_KEY(
      "10",
      "a key package has an init key that is not valid in the cipher suite",
      SENDER_AND_FOLLOWERS,
      "GroupRules",
      "WelcomeMaking"),
  KEY_PACKAGE_SAME_KEYS(
      "10.1",
      "a key package has the same key as init key and encryption key",
      SENDER_AND_FOLLOWERS,
      "GroupRules"),
  KEY_PACKAGE_SIGNATURE(
      "10.1", "the signature of a key package does not verify", SENDER_AND_FOLLOWERS, "GroupRules"),
  KEY_PACKAGE_SUITE(
      "10.1", "a key package is for another cipher suite", SENDER_AND_FOLLOWERS, "GroupRules"),
  KEY_PACKAGE_VERSION(
      "10.1", "a key package is for another protocol version", SENDER_AND_FOLLOWERS, "GroupRules"),

  // 11. Group creation
  REINIT_MISMATCH(
      "11.2",
      "a group does not match the ReInit proposal that it follows from",
      only(JOINER, SENDER),
      "LinkCheck",
      "OldGroup"),
  BRANCH_MISMATCH(
      "11.3",
      "a group does not match the group that it branches from",
      only(JOINER, SENDER),
      "LinkCheck",
      "OldGroup"),

  // 12. Group evolution
  PROPOSAL_MALFORMED(
      "12.1",
      "a proposal or an extension in it is malformed",
      SENDER_AND_FOLLOWERS,
      "ProposalApplication",
      "ProposalReceipt"),
  REMOVE_OF_BLANK(
      "12.1.3",
      "a Remove is of a leaf that is blank",
      SENDER_AND_FOLLOWERS,
      "ProposalApplication",
      "ProposalDraft",
      "ProposalReceipt"),
  PSK_NONCE_LENGTH(
      "12.1.4",
      "a psk_nonce is not as long as the hash",
      only(MEMBER, SERVER, JOINER),
      "Joining",
      "ProposalListRules"),
  PSK_USAGE(
      "12.1.4",
      "a PSK that links groups is used for something else",
      FOLLOWERS,
      "ProposalListRules"),
  REINIT_VERSION(
      "12.1.5", "a ReInit is to an older protocol version", FOLLOWERS, "ProposalListRules"),
  PROPOSAL_SENDER(
      "12.1.8",
      "a proposal is of a type that its sender may not propose",
      FOLLOWERS,
      "ProposalListRules",
      "ProposalReceipt",
      "SenderRules"),
  EXTERNAL_SENDER_KEY(
      "12.1.8.1",
      "an external sender has no signature key of the cipher suite",
      EVERYONE,
      "GroupRules"),
  UPDATE_BY_COMMITTER(
      "12.2", "a commit has an Update by the committer", FOLLOWERS, "ProposalListRules"),
  REMOVE_OF_COMMITTER(
      "12.2", "a commit removes the committer", SENDER_AND_FOLLOWERS, "ProposalListRules"),
  LEAF_CHANGED_TWICE(
      "12.2",
      "a commit updates or removes a leaf twice",
      SENDER_AND_FOLLOWERS,
      "ProposalListRules"),
  PSK_TWICE(
      "12.2",
      "a PreSharedKeyID occurs twice",
      only(MEMBER, SERVER, JOINER),
      "Joining",
      "ProposalListRules"),
  EXTENSIONS_PROPOSED_TWICE(
      "12.2",
      "a commit has two GroupContextExtensions proposals",
      SENDER_AND_FOLLOWERS,
      "ProposalListRules"),
  REINIT_NOT_ALONE(
      "12.2",
      "a commit has a ReInit together with another proposal",
      SENDER_AND_FOLLOWERS,
      "ProposalListRules"),
  EXTERNAL_INIT(
      "12.2",
      "a commit of a member has an ExternalInit",
      FOLLOWERS,
      "ProposalListRules",
      "ProposalReceipt"),
  PROPOSAL_UNSUPPORTED(
      "12.2",
      "a proposal is of a type that not every member supports",
      SENDER_AND_FOLLOWERS,
      "CustomProposals",
      "ProposalApplication",
      "ProposalDraft"),
  CUSTOM_PROPOSAL_REFUSED(
      "12.2",
      "the application refused a proposal of its own type",
      only(MEMBER, SENDER),
      "CustomProposals"),
  EXTERNAL_COMMIT_INIT(
      "12.2",
      "an external commit does not have exactly one ExternalInit",
      FOLLOWERS,
      "ProposalListRules"),
  EXTERNAL_COMMIT_REMOVES(
      "12.2", "an external commit has two Removes", FOLLOWERS, "ProposalListRules"),
  EXTERNAL_COMMIT_PROPOSALS(
      "12.2",
      "an external commit has a proposal that it must not have",
      FOLLOWERS,
      "ProposalListRules"),
  PATH_REQUIRED(
      "12.4", "a commit has no path, but its proposals need one", FOLLOWERS, "PublicTransition"),
  GROUP_ENDED(
      "12.4.2",
      "a message is of an epoch that began with a ReInit",
      FOLLOWERS,
      "GroupReceiver",
      "PublicGroup"),
  PATH_KEY_NOT_UNIQUE(
      "12.4.2", "a public key of an update path is in the tree already", FOLLOWERS, "TreeKem"),
  GROUP_INFO_VERSION(
      "12.4.3", "a GroupInfo is of another protocol version", NEWCOMERS, "GroupInfos"),
  UNMERGED_LEAF_UNKNOWN(
      "12.4.3.1",
      "an unmerged leaf is no member below its parent node",
      NEWCOMERS,
      "UnmergedLeaves"),
  UNMERGED_LEAF_OMITTED(
      "12.4.3.1",
      "an unmerged leaf is not listed by a parent node that is in between",
      NEWCOMERS,
      "UnmergedLeaves"),
  GROUP_INFO_SUITE(
      "12.4.3.1", "a GroupInfo is of another cipher suite", NEWCOMERS, "GroupInfos", "PublicGroup"),
  GROUP_INFO_SIGNER("12.4.3.1", "the signer of a GroupInfo is no member", NEWCOMERS, "GroupInfos"),
  GROUP_INFO_SIGNATURE(
      "12.4.3.1", "the signature of a GroupInfo does not verify", NEWCOMERS, "GroupInfos"),
  GROUP_ID_IN_USE(
      "12.4.3.1", "this client is in a group with that group id already", JOINERS, "GroupIds"),
  TREE_HASH(
      "12.4.3.1",
      "a ratchet tree does not have the hash that the GroupInfo says",
      NEWCOMERS,
      "GroupInfos"),
  TREE_MISSING("12.4.3.1", "a GroupInfo comes without the ratchet tree", NEWCOMERS, "GroupInfos"),
  WELCOME_SUITE(
      "12.4.3.1",
      "a Welcome is for another cipher suite than its key package",
      only(JOINER),
      "Joining"),
  WELCOME_SECRETS(
      "12.4.3.1", "the group secrets of a Welcome do not decrypt", only(JOINER), "Joining"),
  WELCOME_GROUP_INFO(
      "12.4.3.1", "the GroupInfo of a Welcome does not decrypt", only(JOINER), "Joining"),
  WELCOME_LINKS(
      "12.4.3.1", "a Welcome links the group to more than one other", only(JOINER), "Joining"),
  WELCOME_EPOCH(
      "12.4.3.1",
      "a group that follows from another does not start in epoch 1",
      only(JOINER),
      "OldGroup"),
  WELCOME_OWN_LEAF(
      "12.4.3.1",
      "the tree of a Welcome does not have the leaf of the key package",
      only(JOINER),
      "Joining"),
  EXTERNAL_COMMIT_PATH("12.4.3.2", "an external commit has no path", FOLLOWERS, "SenderRules"),
  EXTERNAL_COMMIT_REFERENCE(
      "12.4.3.2", "an external commit refers to a proposal", FOLLOWERS, "ProposalListRules"),
  EXTERNAL_PUB_MISSING(
      "12.4.3.2",
      "a GroupInfo comes without the key for external commits",
      only(EXTERNAL_JOINER),
      "ExternalJoinBuilder"),
  TREE_TRAILING_BLANK(
      "12.4.3.3",
      "the nodes of a ratchet tree do not end in a node that is set",
      NEWCOMERS,
      "RatchetTree"),
  TREE_SHAPE(
      "12.4.3.3", "the nodes of a ratchet tree do not form a tree", NEWCOMERS, "RatchetTree"),
  TREE_NODE_KIND(
      "12.4.3.3",
      "a ratchet tree has a leaf where a parent belongs, or the reverse",
      NEWCOMERS,
      "RatchetTree"),

  // 13. Extensibility
  LEAF_GROUP_EXTENSION(
      "13.4", "a leaf node does not support an extension of the group", EVERYONE, "LeafValidation"),
  EXTENSIONS_NOT_UNIQUE(
      "13.4",
      "a list of extensions has a type twice",
      EVERYONE,
      "GroupInfos",
      "GroupRules",
      "LeafValidation"),
  GROUP_EXTENSION_UNSUPPORTED(
      "13.4",
      "an extension of the group is not supported by every member",
      EVERYONE,
      "GroupInfos",
      "GroupRules"),

  // 17. IANA considerations
  EXTENSION_MISPLACED(
      "17.3",
      "an extension is in a structure where its type must not appear",
      EVERYONE,
      "GroupInfos",
      "GroupRules",
      "LeafValidation");

  private final String section;
  private final String statement;
  private final Set<Checkpoint> checkpoints;
  private final List<String> classes;

  Rule(String section, String statement, Set<Checkpoint> checkpoints, String... classes) {
    this.section = section;
    this.statement = statement;
    this.checkpoints = checkpoints;
    this.classes = List.of(classes);
  }

  /** The section of RFC 9420 that the rule stands in, such as {@code 12.4.2}. */
  public String section() {
    return section;
  }

  /** What is wrong when this rule is broken, in one line. */
  public String statement() {
    return statement;
  }

  /** Who refuses what breaks the rule. */
  public Set<Checkpoint> enforcedBy() {
    return checkpoints;
  }

  /** The simple names of the engine's classes that refuse it. */
  public List<String> enforcedIn() {
    return classes;
  }
}
