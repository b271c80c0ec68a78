package dev.hornbeam.mls;

import dev.hornbeam.mls.group.CommitMaking;

/** How many Welcome messages there are for the members that a commit adds. */
public enum WelcomeBatches {
  ONE_FOR_ALL,
  ONE_EACH;

  CommitMaking.WelcomeBatches internal() {
    return this == ONE_FOR_ALL
        ? CommitMaking.WelcomeBatches.ONE_FOR_ALL
        : CommitMaking.WelcomeBatches.ONE_EACH;
  }
}
