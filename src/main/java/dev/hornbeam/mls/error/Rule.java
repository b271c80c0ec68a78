package dev.hornbeam.mls.error;

/**
 * The rules of RFC 9420 that a peer can break, one constant each, with the section it stands in.
 */
public enum Rule {
  // 5. Cryptographic objects
  CREDENTIAL_REFUSED("5.3.1", "the authentication service refused a credential"),

  // 6. Message framing
  CONFIRMATION_TAG("6.1", "the confirmation tag is not that of the group's state"),

  // 7. Ratchet tree
  UNMERGED_LEAVES_ORDER("7.1", "the unmerged leaves of a parent node are not in increasing order"),
  PARENT_KEY_INVALID("7.1", "a parent node has a public key that is none of the cipher suite"),
  LEAF_SIGNATURE("7.3", "the signature of a leaf node does not verify"),
  LEAF_SOURCE("7.3", "a leaf node has the wrong leaf_node_source for where it stands"),
  LEAF_EXTENSION_UNLISTED("7.3", "a leaf node has an extension that its capabilities do not list"),
  LEAF_CREDENTIAL_UNLISTED("7.2", "a leaf node's capabilities do not list its credential type"),
  LEAF_SUITE_UNLISTED("7.2", "a leaf node's capabilities do not list the group's cipher suite"),
  LEAF_VERSION_UNLISTED("7.2", "a leaf node's capabilities do not list the protocol version"),
  LEAF_REQUIRED_CAPABILITIES("7.3", "a leaf node lacks a required capability of the group"),
  LEAF_CREDENTIAL_SUPPORT("7.3", "a credential type in use is not supported by every member"),
  LEAF_LIFETIME("7.3", "a leaf node is outside of its lifetime"),
  LEAF_LIFETIME_TOO_LONG("7.2", "a leaf node's lifetime is longer than this client accepts"),
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
  PSK_COUNT("8.4", "there are more pre-shared keys than can be counted"),

  // 12. Group evolution
  PATH_KEY_NOT_UNIQUE("12.4.2", "a public key of an update path is in the tree already"),
  UNMERGED_LEAF_UNKNOWN("12.4.3.1", "an unmerged leaf is no member below its parent node"),
  UNMERGED_LEAF_OMITTED(
      "12.4.3.1", "an unmerged leaf is not listed by a parent node that is in between"),
  TREE_TRAILING_BLANK("12.4.3.3", "the nodes of a ratchet tree do not end in a node that is set"),
  TREE_SHAPE("12.4.3.3", "the nodes of a ratchet tree do not form a tree"),
  TREE_NODE_KIND("12.4.3.3", "a ratchet tree has a leaf where a parent belongs, or the reverse"),

  // 13. Extensibility
  LEAF_GROUP_EXTENSION("13.4", "a leaf node does not support an extension of the group"),
  EXTENSIONS_NOT_UNIQUE("13.4", "a list of extensions has a type twice");

  private final String section;
  private final String statement;

  Rule(String section, String statement) {
    this.section = section;
    this.statement = statement;
  }

  /** The section of RFC 9420. */
  public String section() {
    return section;
  }

  /** What is wrong when this rule is broken, in one line. */
  public String statement() {
    return statement;
  }
}
