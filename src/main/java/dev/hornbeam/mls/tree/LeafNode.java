package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import java.security.PrivateKey;

/**
 * A member's appearance in the tree, signed by the member.
 *
 * <pre>
 * struct {
 *     HPKEPublicKey encryption_key;
 *     SignaturePublicKey signature_key;
 *     Credential credential;
 *     Capabilities capabilities;
 *     LeafNodeSource leaf_node_source;
 *     select (LeafNode.leaf_node_source) { ... };
 *     Extension extensions&lt;V&gt;;
 *     opaque signature&lt;V&gt;;
 * } LeafNode;
 * </pre>
 *
 * RFC 9420 s.7.2. Keeps its encoding, which is hashed and signed again and again; a large tree has
 * as many as it has members, so the signature is not kept twice.
 */
public final class LeafNode implements Node {
  private static final String LABEL = "LeafNodeTBS";

  private final Contents contents;
  private final Bytes encoded;
  private final int signedLength;
  private final int signatureStart;

  private LeafNode(Contents contents, Bytes encoded, int signedLength, int signatureLength) {
    this.contents = contents;
    this.encoded = encoded;
    this.signedLength = signedLength;
    this.signatureStart = encoded.length() - signatureLength;
  }

  /** A leaf node but for its signature. */
  public record Contents(
      Bytes encryptionKey,
      Bytes signatureKey,
      Credential credential,
      Capabilities capabilities,
      LeafNodeSource source,
      Extensions extensions)
      implements Wire {
    static Contents decode(TlsReader r) throws MalformedMessage {
      return new Contents(
          r.opaque("encryption_key"),
          r.opaque("signature_key"),
          r.struct("credential", Credential::decode),
          r.struct("capabilities", Capabilities::decode),
          LeafNodeSource.decode(r),
          Extensions.decode(r));
    }

    @Override
    public void encode(TlsWriter w) {
      w.opaque(encryptionKey)
          .opaque(signatureKey)
          .struct(credential)
          .struct(capabilities)
          .struct(source)
          .struct(extensions);
    }

    /** These contents with another source. */
    public Contents with(LeafNodeSource other) {
      return new Contents(encryptionKey, signatureKey, credential, capabilities, other, extensions);
    }

    /**
     * The leaf node of a KeyPackage, whose signature is not bound to a group.
     *
     * @param key the private half of {@code signatureKey}
     * @throws IllegalStateException if the source is not {@code key_package}
     * @throws KeyUnavailable if the key's token does not sign now
     */
    public LeafNode sign(SuiteCrypto crypto, PrivateKey key) throws KeyUnavailable {
      if (!(source instanceof LeafNodeSource.KeyPackage)) {
        throw new IllegalStateException("this leaf node's signature names its group");
      }
      Bytes contents = encoded();
      return signed(contents, crypto.signWithLabel(key, LABEL, contents));
    }

    /**
     * The leaf node of an Update or a Commit, whose signature names where it stands.
     *
     * @param key the private half of {@code signatureKey}
     * @throws IllegalStateException if the source is {@code key_package}
     * @throws KeyUnavailable if the key's token does not sign now
     */
    public LeafNode sign(SuiteCrypto crypto, PrivateKey key, GroupId group, LeafIndex index)
        throws KeyUnavailable {
      if (source instanceof LeafNodeSource.KeyPackage) {
        throw new IllegalStateException("the leaf node of a KeyPackage names no group");
      }
      Bytes contents = encoded();
      return signed(contents, crypto.signWithLabel(key, LABEL, placed(contents, group, index)));
    }

    /** A leaf node that nobody would take, for trying what the signed one changes. */
    LeafNode unsigned() {
      return signed(encoded(), Bytes.EMPTY);
    }

    private LeafNode signed(Bytes contents, Bytes signature) {
      Bytes encoded =
          new TlsWriter(contents.length() + signature.length() + 4)
              .raw(contents)
              .opaque(signature)
              .toBytes();
      return new LeafNode(this, encoded, contents.length(), signature.length());
    }
  }

  public static LeafNode decode(TlsReader r) throws MalformedMessage {
    int start = r.offset();
    Contents contents = Contents.decode(r);
    int signedLength = r.offset() - start;
    int signatureLength = r.opaque("signature").length();
    return new LeafNode(contents, r.input(start, r.offset()), signedLength, signatureLength);
  }

  @Override
  public void encode(TlsWriter w) {
    w.raw(encoded);
  }

  @Override
  public Bytes encoded() {
    return encoded;
  }

  @Override
  public Type type() {
    return Type.LEAF;
  }

  @Override
  public Bytes encryptionKey() {
    return contents.encryptionKey;
  }

  public Bytes signatureKey() {
    return contents.signatureKey;
  }

  public Credential credential() {
    return contents.credential;
  }

  public Capabilities capabilities() {
    return contents.capabilities;
  }

  public LeafNodeSource source() {
    return contents.source;
  }

  public Extensions extensions() {
    return contents.extensions;
  }

  public Bytes signature() {
    return encoded.slice(signatureStart, encoded.length());
  }

  /** This leaf node but for its signature: the start of a new version of it. */
  public Contents contents() {
    return contents;
  }

  /** Whether this is the leaf node of a KeyPackage and its signature verifies. */
  public boolean verify(SuiteCrypto crypto) {
    return contents.source instanceof LeafNodeSource.KeyPackage
        && crypto.verifyWithLabel(contents.signatureKey, LABEL, signedPart(), signature());
  }

  /** Whether the signature verifies for a leaf node that stands at the index in the group. */
  public boolean verify(SuiteCrypto crypto, GroupId group, LeafIndex index) {
    if (contents.source instanceof LeafNodeSource.KeyPackage) {
      return verify(crypto);
    }
    Bytes content = placed(signedPart(), group, index);
    return crypto.verifyWithLabel(contents.signatureKey, LABEL, content, signature());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LeafNode leaf && encoded.equals(leaf.encoded);
  }

  @Override
  public int hashCode() {
    return encoded.hashCode();
  }

  @Override
  public String toString() {
    return "LeafNode" + contents;
  }

  private Bytes signedPart() {
    return encoded.slice(0, signedLength);
  }

  private static Bytes placed(Bytes contents, GroupId group, LeafIndex index) {
    return new TlsWriter(contents.length() + group.value().length() + 8)
        .raw(contents)
        .struct(group)
        .struct(index)
        .toBytes();
  }
}
