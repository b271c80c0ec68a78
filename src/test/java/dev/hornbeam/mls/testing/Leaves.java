package dev.hornbeam.mls.testing;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extensions;

/** Leaf nodes that differ from others in one field. */
public final class Leaves {
  private Leaves() {}

  public static LeafNode.Contents withKey(LeafNode.Contents leaf, Bytes encryptionKey) {
    return new LeafNode.Contents(
        encryptionKey,
        leaf.signatureKey(),
        leaf.credential(),
        leaf.capabilities(),
        leaf.source(),
        leaf.extensions());
  }

  public static LeafNode.Contents withSignatureKey(LeafNode.Contents leaf, Bytes signatureKey) {
    return new LeafNode.Contents(
        leaf.encryptionKey(),
        signatureKey,
        leaf.credential(),
        leaf.capabilities(),
        leaf.source(),
        leaf.extensions());
  }

  public static LeafNode.Contents with(LeafNode.Contents leaf, Credential credential) {
    return new LeafNode.Contents(
        leaf.encryptionKey(),
        leaf.signatureKey(),
        credential,
        leaf.capabilities(),
        leaf.source(),
        leaf.extensions());
  }

  public static LeafNode.Contents with(LeafNode.Contents leaf, Capabilities capabilities) {
    return new LeafNode.Contents(
        leaf.encryptionKey(),
        leaf.signatureKey(),
        leaf.credential(),
        capabilities,
        leaf.source(),
        leaf.extensions());
  }

  public static LeafNode.Contents with(LeafNode.Contents leaf, Extensions extensions) {
    return new LeafNode.Contents(
        leaf.encryptionKey(),
        leaf.signatureKey(),
        leaf.credential(),
        leaf.capabilities(),
        leaf.source(),
        extensions);
  }

  /** The leaf with one bit of its signature changed. */
  public static LeafNode damaged(LeafNode leaf) {
    return signature(leaf, damaged(leaf.signature()));
  }

  /** The leaf with another signature. */
  public static LeafNode signature(LeafNode leaf, Bytes signature) {
    return signature(leaf.contents(), signature);
  }

  /** A leaf with a signature that need not be its own. */
  public static LeafNode signature(LeafNode.Contents contents, Bytes signature) {
    try {
      return TlsReader.decode(
          new TlsWriter().struct(contents).opaque(signature).toBytes(), LeafNode::decode);
    } catch (MalformedMessage e) {
      throw new AssertionError(e);
    }
  }

  /** The bytes with the last bit changed. */
  public static Bytes damaged(Bytes bytes) {
    byte[] changed = bytes.toArray();
    changed[changed.length - 1] ^= 1;
    return Bytes.own(changed);
  }
}
