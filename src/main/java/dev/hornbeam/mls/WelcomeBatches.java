package dev.hornbeam.mls;

import dev.hornbeam.mls.group.CommitMaking;

/** How many Welcome messages there are for the members that a commit adds. */
public enum WelcomeBatches {
  /** One, which all new members get: the smallest in all. */
  ONE_FOR_ALL,
  /** One for each, so that each gets only what is for it. */
  ONE_EACH;

  CommitMaking.WelcomeBatches internal() {
    return this == ONE_FOR_ALL
        ? CommitMaking.WelcomeBatches.ONE_FOR_ALL
        : CommitMaking.WelcomeBatches.ONE_EACH;
  }
}
