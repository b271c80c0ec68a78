package dev.hornbeam.client;

import dev.hornbeam.provider.HornbeamProvider;
import java.util.Optional;

/**
 * Where private keys of one purpose live.
 *
 * @param provider of the token that makes and uses them, unless they are in software: configured
 *     for a token or made of one, and registered with {@code Security.addProvider}, since the
 *     engine finds it there
 */
public record Custody(Kind kind, Optional<HornbeamProvider> provider) {
  /** The kinds of custody. */
  public enum Kind {
    /** A key is an object of its token, made there, and never leaves it. */
    TOKEN,
    /**
     * A key is kept outside, encrypted under a key that never leaves its token, which unwraps it
     * into a session for each use: there is no limit to their number.
     */
    WRAPPED,
    /** A key is in the memory of this process, and in the store: for what a token cannot do. */
    SOFTWARE
  }

  /**
   * As the factories below.
   *
   * @throws IllegalArgumentException if there is a token, and the keys are in software; or none,
   *     and they are not
   */
  public Custody {
    if (provider.isPresent() == (kind == Kind.SOFTWARE)) {
      throw new IllegalArgumentException(
          kind + (provider.isPresent() ? " is not on a token" : " needs a token"));
    }
  }

  /** Keys are objects of a provider's token. */
  public static Custody token(HornbeamProvider provider) {
    return new Custody(Kind.TOKEN, Optional.of(provider));
  }

  /** Keys are wrapped by a provider's token. */
  public static Custody wrapped(HornbeamProvider provider) {
    return new Custody(Kind.WRAPPED, Optional.of(provider));
  }

  /** Keys are in software. */
  public static Custody software() {
    return new Custody(Kind.SOFTWARE, Optional.empty());
  }
}
