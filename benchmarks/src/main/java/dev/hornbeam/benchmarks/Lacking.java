package dev.hornbeam.benchmarks;

/**
 * There is nothing to be measured: a provider is not there, or does not have what the benchmark
 * needs, or the parameters say nothing together. JMH tells the message and goes on with the next.
 */
public final class Lacking extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param message what is missing
   */
  public Lacking(String message) {
    super(message, null, false, false);
  }
}
