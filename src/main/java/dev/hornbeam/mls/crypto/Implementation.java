package dev.hornbeam.mls.crypto;

import java.security.Provider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Code that implements primitives.
 *
 * @param name as its makers call it
 * @param version as its makers count
 */
public record Implementation(String name, String version) {
  /** A JCA provider; Conscrypt's has a constant for its version, so the library is asked. */
  static Implementation of(Provider provider) {
    if (provider.getName().equals("Conscrypt")) {
      return ConscryptLibrary.loaded().orElseThrow().implementation();
    }
    return new Implementation(provider.getName(), provider.getVersionStr());
  }

  /**
   * Bouncy Castle's lightweight API, which has no provider, but the version of the one beside it.
   */
  static Implementation bouncyCastle() {
    return BouncyCastle.LIGHTWEIGHT;
  }

  /**
   * Made when a person asks: the provider takes long to come up, and serves for its number only.
   */
  private static final class BouncyCastle {
    static final Implementation LIGHTWEIGHT =
        new Implementation("Bouncy Castle", new BouncyCastleProvider().getVersionStr());
  }

  @Override
  public String toString() {
    return name + " " + version;
  }
}
