package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import java.util.List;

/** The hash of one parent node (RFC 9420 s.7.8), as it is done for each level of a path. */
public final class NodeHash {
  private final SuiteCrypto crypto;
  private final ParentNode node;
  private final Bytes childHash;

  /** A parent that is not blank and has no unmerged leaves. */
  public NodeHash(SuiteCrypto crypto) {
    this.crypto = crypto;
    childHash = Bytes.own(crypto.random(crypto.hashLength()));
    node = new ParentNode(crypto.generateHpkeKey().publicKey(), childHash, List.of());
  }

  /** Hashes it; {@code Nh} bytes. */
  public Bytes hash() {
    return TreeHash.parent(crypto, node, childHash, childHash);
  }
}
