package dev.hornbeam.mls;

import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.SoftwareKeySource;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.crypto.Workers;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.group.Environment;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.CustomProposal;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.Grease;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.mls.types.PaddingPolicy;
import dev.hornbeam.mls.types.ProposalType;
import dev.hornbeam.mls.types.ProtocolVersion;
import dev.hornbeam.mls.types.RatchetPolicy;
import dev.hornbeam.mls.types.Store;
import java.security.Provider;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/** Builds an {@link MlsClient}. What is not set has a safe default; a credential must be. */
public final class MlsClientBuilder {
  private static final Duration THREE_MONTHS = Duration.ofDays(90);
  private static final Duration ONE_YEAR = Duration.ofDays(366);

  private final CipherSuite suite;
  private final Map<ProposalType, CustomProposal<?>> customProposals = new LinkedHashMap<>();
  private final List<ExtensionType> extensionTypes = new ArrayList<>();
  private final List<CredentialType> credentialTypes = new ArrayList<>();
  private Optional<Credential> credential = Optional.empty();
  private Optional<KeyHandle> signatureKey = Optional.empty();
  private Optional<KeySource> keys = Optional.empty();
  private Store store = new InMemoryStore();
  private CryptoProfile profile = CryptoProfile.fastest();
  private SecureRandom random = new SecureRandom();
  private Clock clock = Clock.systemUTC();
  private Workers workers = Workers.direct();
  private CredentialValidator validator = CredentialValidator.acceptAll();
  private Extensions leafExtensions = Extensions.NONE;
  private Duration keyPackageLifetime = THREE_MONTHS;
  private Duration maximumLifetime = ONE_YEAR;
  private PaddingPolicy padding = PaddingPolicy.none();
  private RatchetPolicy ratchets = RatchetPolicy.DEFAULT;
  private HandshakeFraming framing = HandshakeFraming.PRIVATE;
  private GreasePolicy grease = GreasePolicy.SENT;
  private int pastEpochs = 1;
  private int resumptionPsks = 8;

  MlsClientBuilder(CipherSuite suite) {
    this.suite = suite;
  }

  /** Who the client is. */
  public MlsClientBuilder credential(Credential value) {
    credential = Optional.of(value);
    return this;
  }

  /**
   * The client's signature key, which the application keeps. Without it, a fresh one is made: its
   * reference, {@link Identity#signatureKey}, is then to be kept to open it again.
   */
  public MlsClientBuilder signatureKey(KeyHandle value) {
    signatureKey = Optional.of(value);
    return this;
  }

  /** Where leaf and init keys live, and a signature key that is made; in software by default. */
  public MlsClientBuilder keys(KeySource value) {
    keys = Optional.of(value);
    return this;
  }

  /** Where groups, key packages and pre-shared keys are kept; in memory by default. */
  public MlsClientBuilder store(Store value) {
    store = value;
    return this;
  }

  /**
   * Serves every primitive from one JCA provider, such as a FIPS module, instead of the fastest at
   * hand for each. Keys in hardware still go where they live.
   */
  public MlsClientBuilder provider(Provider value) {
    profile = CryptoProfile.of(value);
    return this;
  }

  /** Serves every primitive from the JDK and Bouncy Castle, without native code. */
  public MlsClientBuilder portable() {
    profile = CryptoProfile.portable();
    return this;
  }

  /** Where the engine's own randomness comes from. */
  public MlsClientBuilder random(SecureRandom value) {
    random = value;
    return this;
  }

  /** Tells the time, for lifetimes. */
  public MlsClientBuilder clock(Clock value) {
    clock = value;
    return this;
  }

  /**
   * Threads for work that comes in many like pieces: the leaves of a group that is joined, the
   * encryptions of a commit. Without them the calling thread does it.
   *
   * @param executor stays the caller's
   * @param parallelism at most how many threads work on one call, the calling one counted
   */
  public MlsClientBuilder executor(Executor executor, int parallelism) {
    workers = Workers.on(executor, parallelism);
    return this;
  }

  /** Decides about credentials; all are accepted by default, which fits tests only. */
  public MlsClientBuilder credentialValidator(CredentialValidator value) {
    validator = value;
    return this;
  }

  /** Registers a proposal type of the application's own. */
  public MlsClientBuilder customProposal(CustomProposal<?> value) {
    customProposals.put(value.type(), value);
    return this;
  }

  /** Says that the application supports extensions of these types. */
  public MlsClientBuilder supportedExtensions(ExtensionType... values) {
    extensionTypes.addAll(List.of(values));
    return this;
  }

  /** Says that the application can judge credentials of these types, beside basic and X.509. */
  public MlsClientBuilder supportedCredentials(CredentialType... values) {
    credentialTypes.addAll(List.of(values));
    return this;
  }

  /** Extensions of the client's leaf; their types are listed as supported. */
  public MlsClientBuilder leafExtensions(Extensions value) {
    leafExtensions = value;
    return this;
  }

  /** How long key packages are good; 90 days by default. */
  public MlsClientBuilder keyPackageLifetime(Duration value) {
    keyPackageLifetime = value;
    return this;
  }

  /** The longest total lifetime that is accepted of others (RFC 9420 s.7.2); a year by default. */
  public MlsClientBuilder maximumLifetime(Duration value) {
    maximumLifetime = value;
    return this;
  }

  /** How private messages are padded; not at all by default. */
  public MlsClientBuilder padding(PaddingPolicy value) {
    padding = value;
    return this;
  }

  /** How far messages may come out of order. */
  public MlsClientBuilder ratchets(RatchetPolicy value) {
    ratchets = value;
    return this;
  }

  /** How proposals and commits are carried; encrypted by default. */
  public MlsClientBuilder framing(HandshakeFraming value) {
    framing = value;
    return this;
  }

  /** Whether reserved values are sent; they are by default. */
  public MlsClientBuilder grease(GreasePolicy value) {
    grease = value;
    return this;
  }

  /** For how many past epochs late application messages are read; one by default. */
  public MlsClientBuilder pastEpochs(int value) {
    pastEpochs = requireNotNegative(value);
    return this;
  }

  /** For how many epochs resumption PSKs are kept; eight by default, at least one. */
  public MlsClientBuilder resumptionPsks(int value) {
    resumptionPsks = Math.max(1, requireNotNegative(value));
    return this;
  }

  /**
   * Builds the client.
   *
   * @throws MlsException if a signature key is to be made and cannot be now
   * @throws IllegalStateException if there is no credential
   * @throws IllegalArgumentException if the provider lacks a primitive of the suite
   */
  public MlsClient build() throws MlsException {
    Credential who =
        credential.orElseThrow(() -> new IllegalStateException("a client needs a credential"));
    SuiteCrypto crypto = SuiteCrypto.of(suite, profile, random);
    KeySource source = keys.orElseGet(() -> new SoftwareKeySource(profile, random));
    KeyHandle key =
        signatureKey.isPresent()
            ? signatureKey.get()
            : source.create(KeySource.Purpose.SIGNATURE, suite, "signature");
    Environment env =
        new Environment(crypto, workers, validator, customProposals, maximumLifetime, clock);
    return new MlsClient(
        new ClientSettings(
            env,
            new Identity(who, key),
            new KeyVault(source, store, crypto, "hornbeam"),
            store,
            new ClientSettings.LeafSettings(
                capabilities(crypto, who), leafExtensions, keyPackageLifetime),
            padding,
            ratchets,
            framing,
            grease,
            pastEpochs,
            resumptionPsks));
  }

  private Capabilities capabilities(SuiteCrypto crypto, Credential who) {
    Set<Integer> suites = new LinkedHashSet<>();
    suites.add(suite.code());
    for (CipherSuite each : CipherSuite.values()) {
      if (profile.lacks(each).isEmpty()) {
        suites.add(each.code());
      }
    }
    Set<ExtensionType> extensions = new LinkedHashSet<>(List.of(ExtensionType.LAST_RESORT));
    extensions.addAll(extensionTypes);
    leafExtensions.list().forEach(extension -> extensions.add(extension.type()));
    extensions.removeIf(ExtensionType::isDefault);
    Set<ProposalType> proposals = new LinkedHashSet<>(customProposals.keySet());
    Set<CredentialType> credentials =
        new LinkedHashSet<>(List.of(CredentialType.BASIC, CredentialType.X509));
    credentials.addAll(credentialTypes);
    credentials.add(who.type());
    List<Integer> versions = new ArrayList<>(List.of(ProtocolVersion.MLS10));
    if (grease == GreasePolicy.SENT) {
      byte[] choice = crypto.random(5);
      versions.add(Grease.value(choice[0]));
      suites.add(Grease.value(choice[1]));
      extensions.add(new ExtensionType(Grease.value(choice[2])));
      proposals.add(new ProposalType(Grease.value(choice[3])));
      credentials.add(new CredentialType(Grease.value(choice[4])));
    }
    return new Capabilities(
        versions,
        List.copyOf(suites),
        List.copyOf(extensions),
        List.copyOf(proposals),
        List.copyOf(credentials));
  }

  private static int requireNotNegative(int value) {
    if (value < 0) {
      throw new IllegalArgumentException("not a number of epochs: " + value);
    }
    return value;
  }
}
