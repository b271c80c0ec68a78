package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
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

/**
 * Builds an {@link MlsClient}. What is not set has a default that is safe, but for {@link
 * #credentialValidator}; a credential must be set. Each method returns this builder.
 */
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
  private Optional<Bytes> name = Optional.empty();
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

  /**
   * Who the client is: what its leaves say. The validators of the others judge it; here, it is not
   * checked that it goes with the signature key.
   */
  public MlsClientBuilder credential(Credential value) {
    credential = Optional.of(value);
    return this;
  }

  /**
   * The client's signature key, which the application keeps. Without it, a fresh one is made: its
   * reference, in {@link Identity#signatureKey}, is then to be kept to open it again.
   *
   * @param value of the suite's signature scheme, which shows only when it is used; groups that use
   *     another one open it by its reference from {@link #keys}
   */
  public MlsClientBuilder signatureKey(KeyHandle value) {
    signatureKey = Optional.of(value);
    return this;
  }

  /**
   * Where leaf and init keys live, and a signature key that is made; in software by default. A
   * client that is built again over the same store needs a source that opens the same references.
   */
  public MlsClientBuilder keys(KeySource value) {
    keys = Optional.of(value);
    return this;
  }

  /**
   * What the keys that this client makes are labelled with, as a hash: {@link KeySource#create}. By
   * default its signature key serves, so that keys are labelled otherwise once that changes. {@link
   * MlsClient#sweep} destroys keys by this label; so clients that share a token and a name, or a
   * signature key and no name, must share a store too.
   */
  public MlsClientBuilder name(String value) {
    name = Optional.of(Bytes.utf8(value));
    return this;
  }

  /**
   * Where groups, key packages and pre-shared keys are kept; in memory by default, so that nothing
   * outlives the process.
   *
   * @param value stays the caller's; no other client uses the same groups of it
   */
  public MlsClientBuilder store(Store value) {
    store = value;
    return this;
  }

  /**
   * Serves every primitive from one JCA provider, such as a FIPS module, instead of the fastest at
   * hand for each. Keys in hardware still go where they live. {@link #build} fails if the provider
   * lacks something; {@code hornbeam profile --provider} lists what. The last of this and {@link
   * #portable} counts.
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

  /** Serves every primitive as the profile says: for tests, which have it observed. */
  MlsClientBuilder profile(CryptoProfile value) {
    profile = value;
    return this;
  }

  /**
   * Where the engine's own randomness comes from, such as path secrets and nonces. Native
   * implementations and tokens that make keys have their own.
   *
   * @param value safe for use by several threads
   */
  public MlsClientBuilder random(SecureRandom value) {
    random = value;
    return this;
  }

  /** Tells the time, for lifetimes (RFC 9420 s.7.2); the system's clock by default. */
  public MlsClientBuilder clock(Clock value) {
    clock = value;
    return this;
  }

  /**
   * Threads for work that comes in many like pieces: the leaves of a group that is joined, the
   * encryptions of a commit. Without them the calling thread does it.
   *
   * @param executor stays the caller's
   * @param parallelism at most how many threads work on one call, the calling one counted; from 1
   * @throws IllegalArgumentException if it is less
   */
  public MlsClientBuilder executor(Executor executor, int parallelism) {
    workers = Workers.on(executor, parallelism);
    return this;
  }

  /**
   * Decides about credentials (RFC 9420 s.5.3.1); all are accepted by default, which fits tests
   * only: anyone can then claim to be anyone.
   */
  public MlsClientBuilder credentialValidator(CredentialValidator value) {
    validator = value;
    return this;
  }

  /**
   * Registers a proposal type of the application's own, in the place of any other of that type; its
   * type is listed as supported. It must stay registered as long as a group may use it.
   *
   * @throws IllegalArgumentException if the type is one that RFC 9420 defines
   */
  public MlsClientBuilder customProposal(CustomProposal<?> value) {
    if (value.type().isDefault()) {
      throw new IllegalArgumentException("RFC 9420 defines this type of proposal");
    }
    customProposals.put(value.type(), value);
    return this;
  }

  /**
   * Says that the application supports extensions of these types, beside those of RFC 9420. A group
   * whose context has an extension of another type cannot be made or joined (s.13.4).
   */
  public MlsClientBuilder supportedExtensions(ExtensionType... values) {
    extensionTypes.addAll(List.of(values));
    return this;
  }

  /** Says that the application can judge credentials of these types, beside basic and X.509. */
  public MlsClientBuilder supportedCredentials(CredentialType... values) {
    credentialTypes.addAll(List.of(values));
    return this;
  }

  /** Extensions of the client's leaf; none by default. Their types are listed as supported. */
  public MlsClientBuilder leafExtensions(Extensions value) {
    leafExtensions = value;
    return this;
  }

  /**
   * How long key packages are good from when they are made; 90 days by default.
   *
   * @param value positive, and an hour less than what this client accepts itself: {@link
   *     #maximumLifetime}; else making groups fails
   */
  public MlsClientBuilder keyPackageLifetime(Duration value) {
    keyPackageLifetime = value;
    return this;
  }

  /**
   * The longest total lifetime that is accepted of a leaf (RFC 9420 s.7.2); a year (366 days) by
   * default.
   */
  public MlsClientBuilder maximumLifetime(Duration value) {
    maximumLifetime = value;
    return this;
  }

  /** How encrypted messages are padded (RFC 9420 s.15.1); not at all by default. */
  public MlsClientBuilder padding(PaddingPolicy value) {
    padding = value;
    return this;
  }

  /** How far messages may come out of order; {@link RatchetPolicy#DEFAULT} by default. */
  public MlsClientBuilder ratchets(RatchetPolicy value) {
    ratchets = value;
    return this;
  }

  /** How proposals and commits are carried, if not told otherwise; encrypted by default. */
  public MlsClientBuilder framing(HandshakeFraming value) {
    framing = value;
    return this;
  }

  /** Whether reserved values are sent (RFC 9420 s.13.5); they are by default. */
  public MlsClientBuilder grease(GreasePolicy value) {
    grease = value;
    return this;
  }

  /**
   * For how many past epochs late application messages are read; one by default. Their keys are
   * kept as long, which is as long as they can be stolen.
   *
   * @throws IllegalArgumentException if the number is negative
   */
  public MlsClientBuilder pastEpochs(int value) {
    pastEpochs = requireNotNegative(value);
    return this;
  }

  /**
   * For how many epochs, the present one counted, resumption PSKs are kept (RFC 9420 s.8.6); eight
   * by default. Zero counts as one, which a group that follows from another needs.
   *
   * @throws IllegalArgumentException if the number is negative
   */
  public MlsClientBuilder resumptionPsks(int value) {
    resumptionPsks = Math.max(1, requireNotNegative(value));
    return this;
  }

  /**
   * Builds the client. Nothing is read from the store, and nothing written.
   *
   * @throws MlsException if a signature key is to be made and cannot be now
   * @throws IllegalStateException if there is no credential
   * @throws IllegalArgumentException if the provider lacks a primitive of the suite, or the key
   *     source makes no signature keys for it
   */
  public MlsClient build() throws MlsException {
    Credential who =
        credential.orElseThrow(() -> new IllegalStateException("a client needs a credential"));
    SuiteCrypto crypto = SuiteCrypto.of(suite, profile, random);
    KeySource source = keys.orElseGet(() -> new SoftwareKeySource(profile, random));
    KeyHandle key =
        signatureKey.isPresent()
            ? signatureKey.get()
            : source.create(
                KeySource.Purpose.SIGNATURE,
                suite,
                KeyLabels.signature(crypto, name.orElseGet(who::encoded)));
    KeyLabels labels = KeyLabels.of(crypto, name.orElse(key.publicKey()));
    Environment env =
        new Environment(crypto, workers, validator, customProposals, maximumLifetime, clock);
    return new MlsClient(
        new ClientSettings(
            env,
            new Identity(who, key),
            new KeyVault(source, store, crypto, labels),
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
    if (grease == GreasePolicy.SENT) {
      byte[] choice = crypto.random(4);
      suites.add(Grease.value(choice[0]));
      extensions.add(new ExtensionType(Grease.value(choice[1])));
      proposals.add(new ProposalType(Grease.value(choice[2])));
      credentials.add(new CredentialType(Grease.value(choice[3])));
    }
    return new Capabilities(
        List.of(ProtocolVersion.MLS10),
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
