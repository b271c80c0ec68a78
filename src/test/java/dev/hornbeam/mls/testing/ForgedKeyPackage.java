package dev.hornbeam.mls.testing;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SignatureKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.Lifetime;
import dev.hornbeam.mls.types.ProposalType;
import dev.hornbeam.mls.types.ProtocolVersion;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A key package of a client that need not keep to the rules: the test says what is wrong with it,
 * and the rest is as it should be, signatures and all.
 */
public final class ForgedKeyPackage {
  private final SuiteCrypto crypto;
  private final HpkeKey init;
  private final SignatureKey key;
  private LeafNode.Contents contents;
  private PrivateKey leafSigner;
  private PrivateKey signer;
  private int version = ProtocolVersion.MLS10;
  private int suite;
  private Bytes initKey;
  private UnaryOperator<LeafNode.Contents> leaf = UnaryOperator.identity();
  private UnaryOperator<LeafNode> signedLeaf = UnaryOperator.identity();
  private Extensions extensions = Extensions.NONE;
  private UnaryOperator<Bytes> signature = UnaryOperator.identity();

  /** A key package of a new client, with fresh keys in software. */
  public ForgedKeyPackage(SuiteCrypto crypto, Credential credential) {
    this.crypto = crypto;
    this.init = crypto.generateHpkeKey();
    this.key = crypto.generateSignatureKey();
    this.suite = crypto.suite().code();
    this.initKey = init.publicKey();
    this.leafSigner = key.privateKey();
    this.signer = key.privateKey();
    this.contents =
        new LeafNode.Contents(
            crypto.generateHpkeKey().publicKey(),
            key.publicKey(),
            credential,
            capabilities(crypto, List.of(), List.of(), CredentialType.BASIC, CredentialType.X509),
            new LeafNodeSource.KeyPackage(Lifetime.from(Instant.now(), Duration.ofDays(30))),
            Extensions.NONE);
  }

  /** Capabilities of MLS 1.0 and the suite alone. */
  public static Capabilities capabilities(
      SuiteCrypto crypto,
      List<ExtensionType> extensions,
      List<ProposalType> proposals,
      CredentialType... credentials) {
    return new Capabilities(
        List.of(ProtocolVersion.MLS10),
        List.of(crypto.suite().code()),
        extensions,
        proposals,
        List.of(credentials));
  }

  /** The client's signature key. */
  public SignatureKey key() {
    return key;
  }

  public ForgedKeyPackage version(int value) {
    version = value;
    return this;
  }

  public ForgedKeyPackage suite(int value) {
    suite = value;
    return this;
  }

  public ForgedKeyPackage initKey(Bytes value) {
    initKey = value;
    return this;
  }

  /** What the leaf says so far. */
  public LeafNode.Contents contents() {
    return contents;
  }

  /** Replaces what the leaf says, and signs it with a key that need not be the client's. */
  public ForgedKeyPackage leaf(LeafNode.Contents value, PrivateKey signedBy) {
    contents = value;
    leafSigner = signedBy;
    return this;
  }

  /** Signs the key package with another key than the client's. */
  public ForgedKeyPackage signer(PrivateKey value) {
    signer = value;
    return this;
  }

  /** What signs the key package. */
  public PrivateKey signer() {
    return signer;
  }

  /** Changes the leaf before it is signed. */
  public ForgedKeyPackage leaf(UnaryOperator<LeafNode.Contents> change) {
    leaf = change;
    return this;
  }

  /** Changes the leaf after it is signed. */
  public ForgedKeyPackage signedLeaf(UnaryOperator<LeafNode> change) {
    signedLeaf = change;
    return this;
  }

  public ForgedKeyPackage extensions(Extensions value) {
    extensions = value;
    return this;
  }

  /** Changes the signature of the key package. */
  public ForgedKeyPackage signature(UnaryOperator<Bytes> change) {
    signature = change;
    return this;
  }

  /** The key package. */
  public KeyPackage make() throws MlsException {
    LeafNode.Contents changed = leaf.apply(contents);
    LeafNode signed =
        changed.source() instanceof LeafNodeSource.KeyPackage
            ? changed.sign(crypto, leafSigner)
            : changed.sign(crypto, leafSigner, GroupId.of("any"), new LeafIndex(0));
    LeafNode leafNode = signedLeaf.apply(signed);
    Bytes toBeSigned =
        new TlsWriter()
            .u16(version)
            .u16(suite)
            .opaque(initKey)
            .struct(leafNode)
            .struct(extensions)
            .toBytes();
    Bytes valid = crypto.signWithLabel(signer, "KeyPackageTBS", toBeSigned);
    return new KeyPackage(version, suite, initKey, leafNode, extensions, signature.apply(valid));
  }

  /** The key package as its owner publishes it. */
  public Bytes message() throws MlsException {
    return new MlsMessage.ForAdding(make()).encoded();
  }
}
