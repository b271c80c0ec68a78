package dev.hornbeam.benchmarks;

import dev.hornbeam.mls.crypto.AssembledProfile;
import dev.hornbeam.mls.crypto.CryptoProfile;
import java.security.Provider;
import java.security.Security;
import java.util.Locale;
import java.util.Objects;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Whose cryptography is measured. A parameter is the name in lower case. */
public enum Profile {
  /** What comes with Java. */
  JDK {
    @Override
    AssembledProfile assemble() {
      return AssembledProfile.of(
          Objects.requireNonNull(Security.getProvider("SUN")),
          Objects.requireNonNull(Security.getProvider("SunJCE")),
          Objects.requireNonNull(Security.getProvider("SunEC")));
    }
  },
  /** Bouncy Castle, through its JCA provider. */
  BC {
    @Override
    AssembledProfile assemble() {
      return AssembledProfile.of(new BouncyCastleProvider());
    }
  },
  /** Conscrypt, through its JCA provider. */
  CONSCRYPT {
    @Override
    AssembledProfile assemble() {
      return AssembledProfile.of(
          AssembledProfile.conscrypt().orElseThrow(() -> new Lacking("there is no Conscrypt")));
    }
  },
  /** The Amazon Corretto Crypto Provider. */
  ACCP {
    @Override
    AssembledProfile assemble() {
      // Without it, the provider reads no EdDSA keys but its own.
      System.setProperty(ACCP_PACKAGE + "registerEdKeyFactory", "true");
      return AssembledProfile.of(provider(ACCP_PACKAGE + "AmazonCorrettoCryptoProvider"));
    }
  },
  /** What a client uses that is not told otherwise. */
  FASTEST {
    @Override
    AssembledProfile assemble() {
      return AssembledProfile.whole(CryptoProfile.fastest());
    }
  },
  /** What a client uses that is told to be the same on every machine. */
  PORTABLE {
    @Override
    AssembledProfile assemble() {
      return AssembledProfile.whole(CryptoProfile.portable());
    }
  },
  /** Keys on a token: SoftHSM, without latency. It does what takes a private key, and no more. */
  TOKEN {
    @Override
    AssembledProfile assemble() {
      throw new Lacking("a token is for private keys, and does not do this");
    }
  };

  private static final String ACCP_PACKAGE = "com.amazon.corretto.crypto.provider.";

  /** The profile of a parameter. */
  static Profile named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /**
   * Finds the providers and tries what they can do.
   *
   * @throws Lacking if a provider is not there
   */
  abstract AssembledProfile assemble();

  /** It has no natives but for a few platforms, so it is no part of what is compiled against. */
  private static Provider provider(String className) {
    try {
      return Class.forName(className)
          .asSubclass(Provider.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new Lacking("there is no " + className + " (" + e + ")");
    }
  }
}
