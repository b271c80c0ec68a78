package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import java.util.List;

/** The hash of one parent node (RFC 9420 s.7.8), as it is done for each level of a path. */
public final class NodeHash {
  private final SuiteCrypto crypto;
  private final ParentNode node;
  private final Bytes childHash;

  private NodeHash(SuiteCrypto crypto, ParentNode node, Bytes childHash) {
    this.crypto = crypto;
    this.node = node;
    this.childHash = childHash;
  }

  /** Of a parent that is not blank and has no unmerged leaves. */
  public static NodeHash of(SuiteCrypto crypto) {
    Bytes hash = Bytes.own(crypto.random(crypto.hashLength()));
    ParentNode node = new ParentNode(crypto.generateHpkeKey().publicKey(), hash, List.of());
    return new NodeHash(crypto, node, hash);
  }

  /** Of the same node by another implementation of the suite. */
  public NodeHash by(SuiteCrypto other) {
    return new NodeHash(other, node, childHash);
  }

  /** Hashes it; {@code Nh} bytes. */
  public Bytes hash() {
    return TreeHash.parent(crypto, node, childHash, childHash);
  }
}
