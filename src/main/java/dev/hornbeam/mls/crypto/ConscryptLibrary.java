package dev.hornbeam.mls.crypto;

import java.security.Provider;
import java.util.Optional;
import org.conscrypt.Conscrypt;

/**
 * Conscrypt, which is optional: it may be absent from the class path, or have no native library for
 * this machine.
 */
final class ConscryptLibrary {
  private static final Optional<ConscryptLibrary> LOADED = load();

  private final Provider provider;
  private final Implementation implementation;

  private ConscryptLibrary(Provider provider, Implementation implementation) {
    this.provider = provider;
    this.implementation = implementation;
  }

  /** The library, if it is there and works; asked once in the life of the process. */
  static Optional<ConscryptLibrary> loaded() {
    return LOADED;
  }

  Provider provider() {
    return provider;
  }

  /** The provider's own version is a constant, so this one is the library's. */
  Implementation implementation() {
    return implementation;
  }

  private static Optional<ConscryptLibrary> load() {
    try {
      Conscrypt.checkAvailability();
      Conscrypt.Version v = Conscrypt.version();
      String version = v.major() + "." + v.minor() + "." + v.patch();
      return Optional.of(
          new ConscryptLibrary(Conscrypt.newProvider(), new Implementation("Conscrypt", version)));
    } catch (LinkageError | RuntimeException e) {
      // Absent (NoClassDefFoundError) or without its natives (UnsatisfiedLinkError).
      return Optional.empty();
    }
  }
}
