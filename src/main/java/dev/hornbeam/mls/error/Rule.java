package dev.hornbeam.mls.error;

/**
 * The rules of RFC 9420 that a peer can break, one constant each, with the section it stands in.
 * {@link #statement} says what each constant means. More are added as the standard is read closer,
 * so a switch over them needs a default.
 */
public enum Rule {
  // 5. Cryptographic objects
  CREDENTIAL_KEY("5.3", "an X.509 credential is for another key than the leaf node's"),
  CREDENTIAL_REFUSED("5.3.1", "the authentication service refused a credential"),

  // 6. Message framing
  MESSAGE_GROUP("6", "a message is of another group"),
  MESSAGE_KIND("6", "a message is none that the members of a group exchange"),
  APPLICATION_PUBLIC("6", "application data is in a PublicMessage"),
  CONTENT_SIGNATURE("6.1", "the signature of a message does not verify"),
  SENDER_NOT_MEMBER("6.1", "the sender of a message is a leaf that is blank or none of the tree"),
  SENDER_NOT_LISTED("6.1", "the group does not list the external sender of a message"),
  EXTERNAL_SENDER_CONTENT("6.1", "an external sender sends something else than a proposal"),
  NEW_MEMBER_PROPOSAL_CONTENT("6.1", "a new member proposes something else than to be added"),
  NEW_MEMBER_COMMIT_CONTENT("6.1", "a new member commits without a commit"),
  CONFIRMATION_TAG("6.1", "the confirmation tag is not that of the group's state"),
  MEMBERSHIP_TAG("6.2", "the membership tag of a message is not the group's"),
  CONTENT_ENCRYPTION("6.3.1", "the content of a message does not decrypt"),
  PADDING("6.3.1", "the padding of a message is not all zeros"),
  SENDER_DATA_ENCRYPTION("6.3.2", "the sender data of a message does not decrypt"),
  SENDER_DATA_LEAF("6.3.2", "the sender data of a message names a blank leaf"),

  // 7. Ratchet tree
  UNMERGED_LEAVES_ORDER("7.1", "the unmerged leaves of a parent node are not in increasing order"),
  PARENT_KEY_INVALID("7.1", "a parent node has a public key that is none of the cipher suite"),
  LEAF_CREDENTIAL_UNLISTED("7.2", "a leaf node's capabilities do not list its credential type"),
  LEAF_SUITE_UNLISTED("7.2", "a leaf node's capabilities do not list the group's cipher suite"),
  LEAF_VERSION_UNLISTED("7.2", "a leaf node's capabilities do not list the protocol version"),
  LEAF_LIFETIME_TOO_LONG("7.2", "a leaf node's lifetime is longer than this client accepts"),
  LEAF_SIGNATURE("7.3", "the signature of a leaf node does not verify"),
  LEAF_SOURCE("7.3", "a leaf node has the wrong leaf_node_source for where it stands"),
  LEAF_EXTENSION_UNLISTED("7.3", "a leaf node has an extension that its capabilities do not list"),
  LEAF_REQUIRED_CAPABILITIES("7.3", "a leaf node lacks a required capability of the group"),
  LEAF_CREDENTIAL_SUPPORT("7.3", "a credential type in use is not supported by every member"),
  LEAF_LIFETIME("7.3", "a leaf node is outside of its lifetime"),
  LEAF_KEY_INVALID("7.3", "a leaf node has a public key that is none of the cipher suite"),
  SIGNATURE_KEY_NOT_UNIQUE("7.3", "two members have the same signature key"),
  ENCRYPTION_KEY_NOT_UNIQUE("7.3", "two nodes of the tree have the same encryption key"),
  ENCRYPTION_KEY_UNCHANGED("7.3", "an update or a path keeps the leaf's encryption key"),
  PATH_LENGTH("7.5", "an update path does not fit the sender's filtered direct path"),
  PATH_SECRET_MISMATCH("7.5", "a path secret does not derive the public keys of the tree"),
  PATH_SECRET_UNREADABLE("7.6", "an encrypted path secret does not decrypt"),
  PATH_CIPHERTEXTS("7.6", "an update path has too few or too many encrypted path secrets"),
  PATH_PARENT_HASH("7.9.2", "the leaf node of an update path has a wrong parent hash"),
  PARENT_HASH("7.9.2", "a parent node is not parent-hash valid"),

  // 8. Key schedule
  EXTERNAL_INIT_KEM("8.3", "the kem_output of an ExternalInit is none of the cipher suite"),
  PSK_COUNT("8.4", "there are more pre-shared keys than can be counted"),

  // 10. Key packages
  KEY_PACKAGE_EXTENSION_UNLISTED(
      "10", "a key package has an extension that its capabilities do not list"),
  KEY_PACKAGE_INIT_KEY("10", "a key package has an init key that is none of the cipher suite"),
  KEY_PACKAGE_SAME_KEYS("10.1", "a key package has the same key as init key and encryption key"),
  KEY_PACKAGE_SIGNATURE("10.1", "the signature of a key package does not verify"),
  KEY_PACKAGE_SUITE("10.1", "a key package is for another cipher suite"),
  KEY_PACKAGE_VERSION("10.1", "a key package is for another protocol version"),

  // 11. Group creation
  REINIT_MISMATCH("11.2", "a group does not match the ReInit proposal that it follows from"),
  BRANCH_MISMATCH("11.3", "a group does not match the group that it branches from"),

  // 12. Group evolution
  PROPOSAL_MALFORMED("12.1", "a proposal or an extension in it is malformed"),
  UPDATE_OF_BLANK("12.1.2", "an Update is of a sender who is no member"),
  REMOVE_OF_BLANK("12.1.3", "a Remove is of a leaf that is blank"),
  PSK_NONCE_LENGTH("12.1.4", "a psk_nonce is not as long as the hash"),
  PSK_USAGE("12.1.4", "a PSK that links groups is used for something else"),
  REINIT_VERSION("12.1.5", "a ReInit is to an older protocol version"),
  PROPOSAL_SENDER("12.1.8", "a proposal is of a type that its sender may not propose"),
  EXTERNAL_SENDER_KEY("12.1.8.1", "an external sender has no signature key of the cipher suite"),
  UPDATE_BY_COMMITTER("12.2", "a commit has an Update by the committer"),
  REMOVE_OF_COMMITTER("12.2", "a commit removes the committer"),
  LEAF_CHANGED_TWICE("12.2", "a commit updates or removes a leaf twice"),
  PSK_TWICE("12.2", "a PreSharedKeyID occurs twice"),
  EXTENSIONS_PROPOSED_TWICE("12.2", "a commit has two GroupContextExtensions proposals"),
  REINIT_NOT_ALONE("12.2", "a commit has a ReInit together with another proposal"),
  EXTERNAL_INIT("12.2", "a commit of a member has an ExternalInit"),
  PROPOSAL_UNSUPPORTED("12.2", "a proposal is of a type that not every member supports"),
  CUSTOM_PROPOSAL_REFUSED("12.2", "the application refused a proposal of its own type"),
  EXTERNAL_COMMIT_INIT("12.2", "an external commit does not have exactly one ExternalInit"),
  EXTERNAL_COMMIT_REMOVES("12.2", "an external commit has two Removes"),
  EXTERNAL_COMMIT_PROPOSALS("12.2", "an external commit has a proposal that it must not have"),
  PATH_REQUIRED("12.4", "a commit has no path, but its proposals need one"),
  GROUP_ENDED("12.4.2", "a message is of an epoch that began with a ReInit"),
  PATH_KEY_NOT_UNIQUE("12.4.2", "a public key of an update path is in the tree already"),
  GROUP_INFO_VERSION("12.4.3", "a GroupInfo is of another protocol version"),
  UNMERGED_LEAF_UNKNOWN("12.4.3.1", "an unmerged leaf is no member below its parent node"),
  UNMERGED_LEAF_OMITTED(
      "12.4.3.1", "an unmerged leaf is not listed by a parent node that is in between"),
  GROUP_INFO_SUITE("12.4.3.1", "a GroupInfo is of another cipher suite"),
  GROUP_INFO_SIGNER("12.4.3.1", "the signer of a GroupInfo is no member"),
  GROUP_INFO_SIGNATURE("12.4.3.1", "the signature of a GroupInfo does not verify"),
  GROUP_ID_IN_USE("12.4.3.1", "this client is in a group with that group id already"),
  TREE_HASH("12.4.3.1", "a ratchet tree does not have the hash that the GroupInfo says"),
  TREE_MISSING("12.4.3.1", "a GroupInfo comes without the ratchet tree"),
  WELCOME_SUITE("12.4.3.1", "a Welcome is for another cipher suite than its key package"),
  WELCOME_SECRETS("12.4.3.1", "the group secrets of a Welcome do not decrypt"),
  WELCOME_GROUP_INFO("12.4.3.1", "the GroupInfo of a Welcome does not decrypt"),
  WELCOME_LINKS("12.4.3.1", "a Welcome links the group to more than one other"),
  WELCOME_EPOCH("12.4.3.1", "a group that follows from another does not start in epoch 1"),
  WELCOME_OWN_LEAF("12.4.3.1", "the tree of a Welcome does not have the leaf of the key package"),
  EXTERNAL_COMMIT_PATH("12.4.3.2", "an external commit has no path"),
  EXTERNAL_COMMIT_REFERENCE("12.4.3.2", "an external commit refers to a proposal"),
  EXTERNAL_PUB_MISSING("12.4.3.2", "a GroupInfo comes without the key for external commits"),
  TREE_TRAILING_BLANK("12.4.3.3", "the nodes of a ratchet tree do not end in a node that is set"),
  TREE_SHAPE("12.4.3.3", "the nodes of a ratchet tree do not form a tree"),
  TREE_NODE_KIND("12.4.3.3", "a ratchet tree has a leaf where a parent belongs, or the reverse"),

  // 13. Extensibility
  LEAF_GROUP_EXTENSION("13.4", "a leaf node does not support an extension of the group"),
  EXTENSIONS_NOT_UNIQUE("13.4", "a list of extensions has a type twice"),
  GROUP_EXTENSION_UNSUPPORTED("13.4", "an extension of the group is not supported by every member");

  private final String section;
  private final String statement;

  Rule(String section, String statement) {
    this.section = section;
    this.statement = statement;
  }

  /** The section of RFC 9420 that the rule stands in, such as {@code 12.4.2}. */
  public String section() {
    return section;
  }

  /** What is wrong when this rule is broken, in one line. */
  public String statement() {
    return statement;
  }
}
