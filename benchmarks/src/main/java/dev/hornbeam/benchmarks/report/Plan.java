package dev.hornbeam.benchmarks.report;

import dev.hornbeam.cli.BadInput;
import dev.hornbeam.mls.LargeGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What is to be done, in this order.
 *
 * @param steps each once
 */
record Plan(List<Step> steps) {
  private static final String TOKENS = "Token";
  private static final String PROFILE_OF_TOKENS = "token";

  Plan {
    steps = List.copyOf(steps);
  }

  /** What is told in a few minutes: suite 1, a group of a thousand, and how it came to be that. */
  static Plan quick(Catalogue catalogue) {
    return new Builder(catalogue).sizes(3, 10, 100, 1000).all(PlannedSeries.quick()).build();
  }

  /** All that a report tells. */
  static Plan full(Catalogue catalogue) {
    return new Builder(catalogue).sizes(3, 10, 100, 1000, 10_000).all(PlannedSeries.full()).build();
  }

  /** How long it takes on an idle machine of two cores, roughly. */
  Duration estimate() {
    return steps.stream().map(Step::estimate).reduce(Duration.ZERO, Duration::plus);
  }

  /**
   * The steps whose labels have any of the patterns in them.
   *
   * @param patterns none for all steps
   * @throws BadInput if a pattern is in no label
   */
  Plan only(List<Pattern> patterns) throws BadInput {
    for (Pattern pattern : patterns) {
      if (steps.stream().noneMatch(step -> pattern.matcher(step.label()).find())) {
        throw new BadInput("nothing that is planned fits '" + pattern + "'; --list shows it all");
      }
    }
    return patterns.isEmpty()
        ? this
        : filtered(
            step -> patterns.stream().anyMatch(pattern -> pattern.matcher(step.label()).find()));
  }

  /** The same without what needs a token. */
  Plan withoutTokens() {
    return filtered(
        step ->
            !step.name().startsWith(TOKENS)
                && !PROFILE_OF_TOKENS.equals(step.params().get("profile")));
  }

  private Plan filtered(Predicate<Step> predicate) {
    return new Plan(steps.stream().filter(predicate).toList());
  }

  private static final class Builder {
    /** Up to here, the peer makes a group in seconds. */
    private static final int PEERS_LARGEST = 1000;

    private final Catalogue catalogue;
    private final Set<Step> steps = new LinkedHashSet<>();

    Builder(Catalogue catalogue) {
      this.catalogue = catalogue;
    }

    Builder all(List<Series> series) {
      series.forEach(each -> steps.addAll(each.trials(catalogue)));
      return this;
    }

    Builder sizes(int... sizes) {
      for (int n : sizes) {
        for (Maker maker : Maker.values()) {
          if (maker == Maker.HORNBEAM || n <= PEERS_LARGEST) {
            steps.add(new SizesOf(maker, LargeGroup.Shape.FULL, n));
          }
        }
      }
      return this;
    }

    Plan build() {
      return new Plan(new ArrayList<>(steps));
    }
  }
}
