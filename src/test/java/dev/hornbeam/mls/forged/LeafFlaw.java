package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extensions;
import java.security.PrivateKey;
import java.util.function.UnaryOperator;

/**
 * One way in which a leaf node is wrong wherever it stands.
 *
 * @param rule that it breaks
 * @param what is wrong, in a few words
 * @param group the extensions of the group that the scene needs
 * @param forged changes a leaf node that is right, before it is signed
 * @param damage changes it after it is signed
 * @param genuine makes the twin that is right, of the same leaf node
 */
record LeafFlaw(
    Rule rule,
    String what,
    Extensions group,
    Change forged,
    UnaryOperator<LeafNode> damage,
    Change genuine) {
  /** Changes a leaf node before it is signed. */
  interface Change {
    Draft apply(Draft leaf, Member other);
  }

  /** A leaf node, and the key that is to sign it. */
  record Draft(SuiteCrypto crypto, LeafNode.Contents contents, PrivateKey signer) {
    Draft with(LeafNode.Contents other) {
      return new Draft(crypto, other, signer);
    }

    Draft signedBy(PrivateKey other) {
      return new Draft(crypto, contents, other);
    }
  }

  /** Another member of the group, who lends its signature key. */
  record Member(LeafNode leaf, PrivateKey signer) {}

  /** The flaw in a leaf node that is right but for it. */
  static LeafFlaw of(Rule rule, String what, Change forged) {
    return new LeafFlaw(
        rule, what, Extensions.NONE, forged, UnaryOperator.identity(), (leaf, other) -> leaf);
  }

  /** The same in a group that has the extensions. */
  LeafFlaw in(Extensions extensions) {
    return new LeafFlaw(rule, what, extensions, forged, damage, genuine);
  }

  /** The same beside a twin that is changed too. */
  LeafFlaw beside(Change twin) {
    return new LeafFlaw(rule, what, group, forged, damage, twin);
  }

  /** The same damaged after it is signed. */
  LeafFlaw damaged(UnaryOperator<LeafNode> change) {
    return new LeafFlaw(rule, what, group, forged, change, genuine);
  }

  /** A key package of a new client whose leaf node has the flaw. */
  ForgedKeyPackage keyPackage(SuiteCrypto crypto, Member other) {
    return keyPackage(crypto, forged, other).signedLeaf(damage);
  }

  /** The key package of its twin. */
  ForgedKeyPackage genuineKeyPackage(SuiteCrypto crypto, Member other) {
    return keyPackage(crypto, genuine, other);
  }

  private static ForgedKeyPackage keyPackage(SuiteCrypto crypto, Change change, Member other) {
    ForgedKeyPackage made = new ForgedKeyPackage(crypto, Credential.basic("new"));
    LeafNode.Contents contents = Leaves.with(made.contents(), LeafFlaws.capabilities(crypto));
    Draft draft = change.apply(new Draft(crypto, contents, made.key().privateKey()), other);
    boolean isOthers = draft.contents().signatureKey().equals(other.leaf().signatureKey());
    return made.leaf(draft.contents(), draft.signer())
        .signer(isOthers ? other.signer() : made.key().privateKey());
  }
}
