package dev.hornbeam.mls.types;

import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;
import java.util.List;

/**
 *
 *
 * <pre>
 * struct {
 *     ProtocolVersion versions&lt;V&gt;;
 *     CipherSuite cipher_suites&lt;V&gt;;
 *     ExtensionType extensions&lt;V&gt;;
 *     ProposalType proposals&lt;V&gt;;
 *     CredentialType credentials&lt;V&gt;;
 * } Capabilities;
 * </pre>
 *
 * RFC 9420 s.7.2. Versions and suites are numbers, since unknown ones may be listed.
 */
public record Capabilities(
    List<Integer> versions,
    List<Integer> cipherSuites,
    List<ExtensionType> extensions,
    List<ProposalType> proposals,
    List<CredentialType> credentials)
    implements Wire {
  public Capabilities {
    versions = List.copyOf(versions);
    cipherSuites = List.copyOf(cipherSuites);
    extensions = List.copyOf(extensions);
    proposals = List.copyOf(proposals);
    credentials = List.copyOf(credentials);
  }

  public static Capabilities decode(TlsReader r) throws MalformedMessage {
    return new Capabilities(
        r.vector("versions", v -> v.u16("version")),
        r.vector("cipher_suites", v -> v.u16("cipher_suite")),
        r.vector("extensions", ExtensionType::decode),
        r.vector("proposals", ProposalType::decode),
        r.vector("credentials", CredentialType::decode));
  }

  @Override
  public void encode(TlsWriter w) {
    w.vector(versions, TlsWriter::u16)
        .vector(cipherSuites, TlsWriter::u16)
        .vector(extensions)
        .vector(proposals)
        .vector(credentials);
  }

  /** Whether a client with these capabilities takes the extension; default types always. */
  public boolean supports(ExtensionType type) {
    return type.isDefault() || extensions.contains(type);
  }

  /** Whether a client with these capabilities takes the proposal; default types always. */
  public boolean supports(ProposalType type) {
    return type.isDefault() || proposals.contains(type);
  }

  public boolean supports(CredentialType type) {
    return credentials.contains(type);
  }
}
