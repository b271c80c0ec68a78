package dev.hornbeam.benchmarks;

import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.MlsException;

/** What the set-up of a benchmark knows about its results. */
public final class Results {
  private Results() {}

  /** Ends a benchmark that would measure something else than it says. */
  public static void require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("the operation gives a wrong result");
    }
  }

  /** Checks that two members are in the same epoch. */
  public static void requireAgreed(Group one, Group other) throws MlsException {
    try (Secret here = one.epochAuthenticator();
        Secret there = other.epochAuthenticator()) {
      require(here.matches(there));
    }
  }
}
