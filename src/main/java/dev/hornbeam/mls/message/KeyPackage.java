package dev.hornbeam.mls.message;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.ProtocolVersion;
import java.security.PrivateKey;

/**
 * What others need to add a client to a group.
 *
 * <pre>
 * struct {
 *     ProtocolVersion version;
 *     CipherSuite cipher_suite;
 *     HPKEPublicKey init_key;
 *     LeafNode leaf_node;
 *     Extension extensions&lt;V&gt;;
 *     /&#42; SignWithLabel(., "KeyPackageTBS", KeyPackageTBS) &#42;/
 *     opaque signature&lt;V&gt;;
 * } KeyPackage;
 * </pre>
 *
 * RFC 9420 s.10.
 */
public record KeyPackage(
    int version,
    int cipherSuite,
    Bytes initKey,
    LeafNode leafNode,
    Extensions extensions,
    Bytes signature)
    implements Wire {
  private static final String LABEL = "KeyPackageTBS";

  public static KeyPackage decode(TlsReader r) throws MalformedMessage {
    return new KeyPackage(
        r.u16("version"),
        r.u16("cipher_suite"),
        r.opaque("init_key"),
        r.struct("leaf_node", LeafNode::decode),
        Extensions.decode(r),
        r.opaque("signature"));
  }

  /**
   * A signed key package for the suite of the {@code SuiteCrypto}.
   *
   * @throws KeyUnavailable if the signature key does not sign now
   */
  public static KeyPackage sign(
      SuiteCrypto crypto, PrivateKey key, Bytes initKey, LeafNode leafNode, Extensions extensions)
      throws KeyUnavailable {
    KeyPackage unsigned =
        new KeyPackage(
            ProtocolVersion.MLS10,
            crypto.suite().code(),
            initKey,
            leafNode,
            extensions,
            Bytes.EMPTY);
    Bytes signature = crypto.signWithLabel(key, LABEL, unsigned.toBeSigned());
    return new KeyPackage(
        unsigned.version, unsigned.cipherSuite, initKey, leafNode, extensions, signature);
  }

  @Override
  public void encode(TlsWriter w) {
    encodeToBeSigned(w);
    w.opaque(signature);
  }

  /** Whether the signature verifies by the leaf's signature key. */
  public boolean hasValidSignature(SuiteCrypto crypto) {
    return crypto.verifyWithLabel(leafNode.signatureKey(), LABEL, toBeSigned(), signature);
  }

  /** {@code KeyPackageRef} (s.5.2). */
  public Bytes reference(SuiteCrypto crypto) {
    return crypto.refHash("MLS 1.0 KeyPackage Reference", encoded());
  }

  private Bytes toBeSigned() {
    TlsWriter w = new TlsWriter(512);
    encodeToBeSigned(w);
    return w.toBytes();
  }

  private void encodeToBeSigned(TlsWriter w) {
    w.u16(version).u16(cipherSuite).opaque(initKey).struct(leafNode).struct(extensions);
  }
}
