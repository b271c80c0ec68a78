package dev.hornbeam.benchmarks.report;

import java.util.Arrays;
import java.util.Optional;

/** Whose implementation of MLS did something. */
enum Maker {
  /** This one. */
  HORNBEAM("Hornbeam"),
  /** Bouncy Castle's. */
  PEER("bcmls");

  private final String title;

  Maker(String title) {
    this.title = title;
  }

  /** What a reader knows it by. */
  String title() {
    return title;
  }

  /** The one of a title. */
  static Optional<Maker> titled(String title) {
    return Arrays.stream(values()).filter(maker -> maker.title.equals(title)).findFirst();
  }
}
