package dev.hornbeam.mls.types;

import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;
import java.util.List;

/**
 * What every member of a group must support.
 *
 * <pre>
 * struct {
 *     ExtensionType extension_types&lt;V&gt;;
 *     ProposalType proposal_types&lt;V&gt;;
 *     CredentialType credential_types&lt;V&gt;;
 * } RequiredCapabilities;
 * </pre>
 *
 * RFC 9420 s.11.1. The lists are copied. What every client supports need not be listed.
 *
 * @param extensions the types of extension that a member must take
 * @param proposals the types of proposal that a member must take
 * @param credentials the types of credential that a member must be able to judge
 */
public record RequiredCapabilities(
    List<ExtensionType> extensions, List<ProposalType> proposals, List<CredentialType> credentials)
    implements Wire {
  /** Copies the lists. */
  public RequiredCapabilities {
    extensions = List.copyOf(extensions);
    proposals = List.copyOf(proposals);
    credentials = List.copyOf(credentials);
  }

  /**
   * Reads the data of the extension.
   *
   * @throws MalformedMessage if the bytes are not such a structure
   */
  public static RequiredCapabilities decode(TlsReader r) throws MalformedMessage {
    return new RequiredCapabilities(
        r.vector("extension_types", ExtensionType::decode),
        r.vector("proposal_types", ProposalType::decode),
        r.vector("credential_types", CredentialType::decode));
  }

  @Override
  public void encode(TlsWriter w) {
    w.vector(extensions).vector(proposals).vector(credentials);
  }

  /** Whether a client with the capabilities has all that is required. */
  public boolean areMetBy(Capabilities capabilities) {
    return capabilities.supportsExtensions(extensions)
        && capabilities.supportsProposals(proposals)
        && capabilities.supportsCredentials(credentials);
  }

  /** These requirements as the extension of a group context. */
  public Extension toExtension() {
    return new Extension(ExtensionType.REQUIRED_CAPABILITIES, encoded());
  }
}
