package dev.hornbeam.pkcs11;

import java.time.Duration;

/**
 * How to use a token.
 *
 * @param pin where its PIN comes from
 * @param maxSessions the most sessions open at once, at least 2; fewer if the token says so
 * @param patience how long to wait for a session that others use
 * @param recovery what to do when sessions, the token or its server are lost
 */
public record TokenOptions(PinSource pin, int maxSessions, Duration patience, Recovery recovery) {
  private static final int MAX_SESSIONS = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * How often to try again, and when to stop trying.
   *
   * @param tries the most attempts at one operation, the first one included
   * @param firstPause before the second attempt, which comes at once if sessions alone were lost;
   *     doubles with each further one
   * @param failuresToRest lost operations in a row after which the token is left alone
   * @param rest for how long it is left alone then; the next call after it tries once
   */
  public record Recovery(int tries, Duration firstPause, int failuresToRest, Duration rest) {
    /** 4 attempts within about 0.7 s; after 5 lost operations in a row, a rest of 5 s. */
    public static final Recovery DEFAULT =
        new Recovery(4, Duration.ofMillis(100), 5, Duration.ofSeconds(5));

    /**
     * @throws IllegalArgumentException if a number is less than 1, or a time is negative
     */
    public Recovery {
      if (tries < 1 || failuresToRest < 1) {
        throw new IllegalArgumentException("there is at least one attempt, and one failure");
      }
      if (firstPause.isNegative() || rest.isNegative()) {
        throw new IllegalArgumentException("a pause and a rest are not negative");
      }
    }
  }

  /**
   * @throws IllegalArgumentException if there are fewer than 2 sessions, or the wait is negative
   */
  public TokenOptions {
    if (maxSessions < 2) {
      throw new IllegalArgumentException("at least 2 sessions are needed, not " + maxSessions);
    }
    if (patience.isNegative()) {
      throw new IllegalArgumentException("the wait for a session is not negative");
    }
  }

  /** Eight sessions, 30 seconds, and the default recovery. */
  public static TokenOptions of(PinSource pin) {
    return new TokenOptions(pin, MAX_SESSIONS, PATIENCE, Recovery.DEFAULT);
  }

  /** The same with another number of sessions. */
  public TokenOptions withMaxSessions(int sessions) {
    return new TokenOptions(pin, sessions, patience, recovery);
  }

  /** The same with another time to wait for a session. */
  public TokenOptions withPatience(Duration wait) {
    return new TokenOptions(pin, maxSessions, wait, recovery);
  }

  /** The same with another recovery. */
  public TokenOptions withRecovery(Recovery other) {
    return new TokenOptions(pin, maxSessions, patience, other);
  }
}
