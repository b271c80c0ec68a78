package dev.hornbeam.benchmarks.token;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * How much of a benchmark's time is the token's: {@code tokenMicros / operations} is that of one
 * operation, to be compared with its score. JMH adds up over iterations and forks.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class TokenTime {
  private static final long NANOS_PER_MICRO = 1000;

  /** Microseconds in calls into the module. */
  public long tokenMicros;

  /** Of these, those in {@code C_SignInit} and {@code C_Sign}. */
  public long signingMicros;

  /** Operations that were measured. */
  public long operations;

  /** Counts one operation, between two readings of the clock. */
  void add(TokenClock.Reading before, TokenClock.Reading after) {
    tokenMicros += micros(after.all() - before.all());
    signingMicros += micros(after.signing() - before.signing());
    operations++;
  }

  private static long micros(long nanos) {
    return (nanos + NANOS_PER_MICRO / 2) / NANOS_PER_MICRO;
  }
}
