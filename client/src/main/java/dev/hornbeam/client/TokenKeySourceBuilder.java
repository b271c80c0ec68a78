package dev.hornbeam.client;

import dev.hornbeam.mls.types.KeySource.Purpose;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;

/**
 * Builds a {@link TokenKeySource}: where the keys of each purpose live. All three must be said.
 * Each method returns this builder.
 */
public final class TokenKeySourceBuilder {
  private static final int POOL = 4;
  private static final int MOST_AHEAD = 1000;

  private final Map<Purpose, Custody> custodies = new EnumMap<>(Purpose.class);
  private int ahead = POOL;
  private Clock clock = Clock.systemUTC();

  TokenKeySourceBuilder() {}

  /** Where all keys live. */
  public TokenKeySourceBuilder keys(Custody custody) {
    return signatureKeys(custody).hpkeKeys(custody);
  }

  /** Where signature keys live: those that are made, and those that are found. */
  public TokenKeySourceBuilder signatureKeys(Custody custody) {
    custodies.put(Purpose.SIGNATURE, custody);
    return this;
  }

  /** Where leaf and init keys live. */
  public TokenKeySourceBuilder hpkeKeys(Custody custody) {
    return leafKeys(custody).initKeys(custody);
  }

  /** Where leaf keys live. */
  public TokenKeySourceBuilder leafKeys(Custody custody) {
    custodies.put(Purpose.LEAF, custody);
    return this;
  }

  /** Where init keys live. */
  public TokenKeySourceBuilder initKeys(Custody custody) {
    custodies.put(Purpose.INIT, custody);
    return this;
  }

  /**
   * How many leaf keys of each type are made ahead, if leaf keys are objects of a token; 4 by
   * default.
   *
   * @param count from 0, which makes none ahead, to 1000
   * @throws IllegalArgumentException if it is another number
   */
  public TokenKeySourceBuilder leafKeysAhead(int count) {
    if (count < 0 || count > MOST_AHEAD) {
      throw new IllegalArgumentException("not a number of keys to make ahead: " + count);
    }
    ahead = count;
    return this;
  }

  /** Tells the time, by which keys made ahead are given up: for tests. */
  TokenKeySourceBuilder clock(Clock value) {
    clock = value;
    return this;
  }

  /**
   * Builds the source. No token is used yet, but for leaf keys made ahead: a thread of its own
   * destroys those that an earlier process left on the token.
   *
   * @throws IllegalStateException if it was not said where the keys of a purpose live
   */
  public TokenKeySource build() {
    for (Purpose purpose : Purpose.values()) {
      if (!custodies.containsKey(purpose)) {
        throw new IllegalStateException("it was not said where " + purpose + " keys live");
      }
    }
    return new TokenKeySource(custodies, ahead, clock);
  }
}
