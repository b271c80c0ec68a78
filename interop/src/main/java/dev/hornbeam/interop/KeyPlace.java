package dev.hornbeam.interop;

import dev.hornbeam.mls.KeySources;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.KeySource;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Where the private keys of a server's clients live.
 *
 * @param keys makes, opens and destroys them; stays the caller's
 * @param suites whose keys of every purpose it can make, in the order of their numbers
 */
public record KeyPlace(KeySource keys, Set<CipherSuite> suites) {
  /** Copies the set. */
  public KeyPlace {
    EnumSet<CipherSuite> ordered = EnumSet.noneOf(CipherSuite.class);
    ordered.addAll(suites);
    suites = Collections.unmodifiableSet(ordered);
  }

  /** In the memory of this process, from where they are told to whoever asks. */
  public static KeyPlace software() {
    return new KeyPlace(KeySources.software(), EnumSet.allOf(CipherSuite.class));
  }

  /**
   * A cipher suite by its number.
   *
   * @throws IllegalArgumentException if there is none, or its keys cannot be here
   */
  CipherSuite suite(int code) {
    CipherSuite suite = Protobuf.suite(code);
    if (!suites.contains(suite)) {
      throw new IllegalArgumentException(
          "keys of cipher suite "
              + code
              + " cannot be kept here: SupportedCiphersuites says which");
    }
    return suite;
  }
}
