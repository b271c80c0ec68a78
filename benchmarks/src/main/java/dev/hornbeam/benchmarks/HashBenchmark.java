package dev.hornbeam.benchmarks;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.Part;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.tree.NodeHash;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** The hash by itself, and as a tree does it for each node. */
public class HashBenchmark extends PrimitiveState {
  private SuiteCrypto crypto;
  private Bytes data;
  private NodeHash node;

  @Setup
  public void prepare() {
    crypto = crypto(Part.HASH);
    data = randomBytes(crypto, 256);
    node = NodeHash.of(crypto);
    Results.require(crypto.hash(data).equals(reference().hash(data)));
    Results.require(node.hash().equals(node.by(reference()).hash()));
  }

  /** {@code Hash} of 256 bytes. */
  @Benchmark
  public Bytes hash() {
    return crypto.hash(data);
  }

  /** The tree hash of a parent node from those of its children (RFC 9420 s.7.8). */
  @Benchmark
  public Bytes treeNodeHash() {
    return node.hash();
  }
}
