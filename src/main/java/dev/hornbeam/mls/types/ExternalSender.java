package dev.hornbeam.mls.types;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;
import java.util.List;
import java.util.Optional;

/**
 * Someone outside of the group who may send proposals.
 *
 * <pre>
 * struct {
 *     SignaturePublicKey signature_key;
 *     Credential credential;
 * } ExternalSender;
 * </pre>
 *
 * RFC 9420 s.12.1.8.1.
 *
 * @param signatureKey as on the wire (s.5.1.1), of the group's cipher suite
 * @param credential who it is; {@link CredentialValidator} decides about it
 */
public record ExternalSender(Bytes signatureKey, Credential credential) implements Wire {
  /**
   * Reads one external sender.
   *
   * @throws MalformedMessage if the bytes are not such a structure
   */
  public static ExternalSender decode(TlsReader r) throws MalformedMessage {
    return new ExternalSender(
        r.opaque("signature_key"), r.struct("credential", Credential::decode));
  }

  /**
   * Those that the {@code external_senders} extension lists; none if there is no such extension.
   *
   * @throws MalformedMessage if the extension is malformed
   */
  public static List<ExternalSender> listedIn(Extensions extensions) throws MalformedMessage {
    Optional<Bytes> data = extensions.find(ExtensionType.EXTERNAL_SENDERS);
    return data.isEmpty()
        ? List.of()
        : TlsReader.decode(data.get(), r -> r.vector("external_senders", ExternalSender::decode));
  }

  @Override
  public void encode(TlsWriter w) {
    w.opaque(signatureKey).struct(credential);
  }

  /**
   * {@code ExternalSender external_senders<V>} as the extension of a group context. A sender is
   * known by its place in the list, from 0.
   */
  public static Extension toExtension(List<ExternalSender> senders) {
    return new Extension(ExtensionType.EXTERNAL_SENDERS, new TlsWriter().vector(senders).toBytes());
  }
}
