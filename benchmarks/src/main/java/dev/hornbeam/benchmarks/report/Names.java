package dev.hornbeam.benchmarks.report;

/** How benchmarks are called. */
final class Names {
  private static final String PEER = "Peer";

  private Names() {}

  /** Class and method, without the package. */
  static String simple(String benchmark) {
    int method = benchmark.lastIndexOf('.');
    return benchmark.substring(benchmark.lastIndexOf('.', method - 1) + 1);
  }

  /** Who is measured by a benchmark of this simple name. */
  static Maker maker(String simple) {
    return simple.startsWith(PEER) ? Maker.PEER : Maker.HORNBEAM;
  }

  /** The simple name of the benchmark that does the same by Hornbeam. */
  static String ours(String simple) {
    return maker(simple) == Maker.PEER ? simple.substring(PEER.length()) : simple;
  }
}
