package dev.hornbeam.mls.group;

import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SoftwarePrivateKey;
import dev.hornbeam.mls.tree.TreePrivate;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.LeafIndex;

/**
 * A member's private keys in an epoch.
 *
 * @param signature signs as the member; it stays the application's
 * @param leaf opens what is sent to the member's leaf
 * @param tree the leaf key again, with the keys of the nodes above; owned by this object
 */
public record OwnKeys(KeyHandle signature, KeyHandle leaf, TreePrivate tree)
    implements AutoCloseable {
  /** The member's place in the tree. */
  public LeafIndex index() {
    return tree.index();
  }

  /** A leaf key as the tree takes it. */
  public static HpkeKey hpkeKey(KeyHandle handle) {
    return new HpkeKey(handle.privateKey(), handle.publicKey()).copy();
  }

  /** Wipes a leaf key in software that is not used any more; the handle is useless then. */
  public static void wipe(KeyHandle handle) {
    if (handle.privateKey() instanceof SoftwarePrivateKey software) {
      software.close();
    }
  }

  @Override
  public void close() {
    tree.close();
  }
}
