package dev.hornbeam.benchmarks.token;

import dev.hornbeam.benchmarks.Lacking;
import dev.hornbeam.client.Custody;
import dev.hornbeam.client.TokenKeySource;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.pkcs11.ObservedModule;

/** Keys on a token of their own, for benchmarks of what is done with them. */
public final class TokenKeys implements AutoCloseable {
  private static final int SESSIONS = 2;

  private final BenchToken token;
  private final TokenKeySource source;

  private TokenKeys(BenchToken token) {
    this.token = token;
    this.source =
        TokenKeySource.builder().keys(Custody.token(token.provider())).leafKeysAhead(0).build();
  }

  /**
   * A fresh token.
   *
   * @throws Lacking if there is none
   */
  public static TokenKeys open() {
    return new TokenKeys(BenchToken.open(SESSIONS, ObservedModule.Observer.NONE));
  }

  /**
   * A fresh key, which goes with the token.
   *
   * @throws Lacking if the token makes no such keys
   */
  public KeyHandle create(KeySource.Purpose purpose, CipherSuite suite) throws KeyUnavailable {
    try {
      return source.create(purpose, suite, "bench");
    } catch (IllegalArgumentException e) {
      throw new Lacking("the token makes no such keys: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    source.close();
    token.close();
  }
}
