package dev.hornbeam.mls.message;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.LeafIndex;
import java.security.PrivateKey;
import java.util.Optional;

/**
 *
 *
 * <pre>
 * struct {
 *     GroupContext group_context;
 *     Extension extensions&lt;V&gt;;
 *     MAC confirmation_tag;
 *     uint32 signer;
 *     /&#42; SignWithLabel(., "GroupInfoTBS", GroupInfoTBS) &#42;/
 *     opaque signature&lt;V&gt;;
 * } GroupInfo;
 * </pre>
 *
 * RFC 9420 s.12.4.3.
 */
public record GroupInfo(
    GroupContext groupContext,
    Extensions extensions,
    Bytes confirmationTag,
    LeafIndex signer,
    Bytes signature)
    implements Wire {
  private static final String LABEL = "GroupInfoTBS";

  public static GroupInfo decode(TlsReader r) throws MalformedMessage {
    return new GroupInfo(
        r.struct("group_context", GroupContext::decode),
        Extensions.decode(r),
        r.opaque("confirmation_tag"),
        new LeafIndex(r.u32("signer")),
        r.opaque("signature"));
  }

  /**
   * A signed GroupInfo.
   *
   * @throws KeyUnavailable if the signature key does not sign now
   */
  public static GroupInfo sign(
      SuiteCrypto crypto,
      PrivateKey key,
      GroupContext groupContext,
      Extensions extensions,
      Bytes confirmationTag,
      LeafIndex signer)
      throws KeyUnavailable {
    GroupInfo unsigned =
        new GroupInfo(groupContext, extensions, confirmationTag, signer, Bytes.EMPTY);
    return new GroupInfo(
        groupContext,
        extensions,
        confirmationTag,
        signer,
        crypto.signWithLabel(key, LABEL, unsigned.toBeSigned()));
  }

  @Override
  public void encode(TlsWriter w) {
    encodeToBeSigned(w);
    w.opaque(signature);
  }

  /** Whether the signature verifies by the signer's signature key. */
  public boolean hasValidSignature(SuiteCrypto crypto, Bytes signatureKey) {
    return crypto.verifyWithLabel(signatureKey, LABEL, toBeSigned(), signature);
  }

  /** The key that external commits encrypt to (s.12.4.3.2), if the signer gives it. */
  public Optional<Bytes> externalPub() throws MalformedMessage {
    Optional<Bytes> data = extensions.find(ExtensionType.EXTERNAL_PUB);
    return data.isEmpty()
        ? Optional.empty()
        : Optional.of(TlsReader.decode(data.get(), r -> r.opaque("external_pub")));
  }

  private Bytes toBeSigned() {
    TlsWriter w = new TlsWriter(1024);
    encodeToBeSigned(w);
    return w.toBytes();
  }

  private void encodeToBeSigned(TlsWriter w) {
    w.struct(groupContext).struct(extensions).opaque(confirmationTag).struct(signer);
  }
}
