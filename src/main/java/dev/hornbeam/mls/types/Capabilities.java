package dev.hornbeam.mls.types;

import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;
import java.util.Collection;
import java.util.HashSet;
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
 * What a client supports, as its leaf says it. RFC 9420 s.7.2.
 *
 * @param versions protocol versions, as numbers, since unknown ones may be listed
 * @param cipherSuites values of the cipher suites registry, as numbers for the same reason
 * @param extensions types of extension, without those that every client supports
 * @param proposals types of proposal, without those that every client supports
 * @param credentials types of credential that the client can judge
 */
public record Capabilities(
    List<Integer> versions,
    List<Integer> cipherSuites,
    List<ExtensionType> extensions,
    List<ProposalType> proposals,
    List<CredentialType> credentials)
    implements Wire {
  /** So few searches of a list are as fast as making a set of it. */
  private static final int FEW = 8;

  /** Copies the lists. */
  public Capabilities {
    versions = List.copyOf(versions);
    cipherSuites = List.copyOf(cipherSuites);
    extensions = List.copyOf(extensions);
    proposals = List.copyOf(proposals);
    credentials = List.copyOf(credentials);
  }

  /**
   * Reads capabilities.
   *
   * @throws MalformedMessage if the bytes are not such a structure
   */
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

  /**
   * What is really supported: the same without the reserved values that are only sent (RFC 9420
   * s.13.5).
   */
  public Capabilities withoutGrease() {
    return new Capabilities(
        versions.stream().filter(value -> !Grease.isGrease(value)).toList(),
        cipherSuites.stream().filter(value -> !Grease.isGrease(value)).toList(),
        extensions.stream().filter(type -> !Grease.isGrease(type.value())).toList(),
        proposals.stream().filter(type -> !Grease.isGrease(type.value())).toList(),
        credentials.stream().filter(type -> !Grease.isGrease(type.value())).toList());
  }

  /** Whether a client with these capabilities takes the extension; default types always. */
  public boolean supports(ExtensionType type) {
    return type.isDefault() || extensions.contains(type);
  }

  /** Whether a client with these capabilities takes the proposal; default types always. */
  public boolean supports(ProposalType type) {
    return type.isDefault() || proposals.contains(type);
  }

  /** Whether a client with these capabilities can judge such a credential. */
  public boolean supports(CredentialType type) {
    return credentials.contains(type);
  }

  /** Whether a client with these capabilities takes all of the extensions. */
  public boolean supportsExtensions(Collection<ExtensionType> types) {
    return has(extensions, types.stream().filter(type -> !type.isDefault()).toList());
  }

  /** Whether a client with these capabilities takes all of the proposals. */
  public boolean supportsProposals(Collection<ProposalType> types) {
    return has(proposals, types.stream().filter(type -> !type.isDefault()).toList());
  }

  /** Whether a client with these capabilities takes all of the credentials. */
  public boolean supportsCredentials(Collection<CredentialType> types) {
    return has(credentials, types);
  }

  /** A peer may send two lists so long that searching the one for each of the other takes hours. */
  private static <T> boolean has(List<T> listed, Collection<T> wanted) {
    Collection<T> searched = wanted.size() < FEW ? listed : new HashSet<>(listed);
    return searched.containsAll(wanted);
  }
}
