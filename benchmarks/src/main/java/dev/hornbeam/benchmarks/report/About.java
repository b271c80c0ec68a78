package dev.hornbeam.benchmarks.report;

import dev.hornbeam.mls.crypto.CryptoProfile;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Where, when, by whom and on what something was measured.
 *
 * @param date in UTC, as ISO 8601 has it
 * @param command as it was typed, or one that does the same
 * @param version of Hornbeam
 * @param commit as {@code git describe} tells it; the version if there is no repository
 * @param peer the version of Bouncy Castle's MLS, or empty if it is not known
 * @param profile which implementation serves which primitive by default
 */
record About(
    String date,
    String command,
    String version,
    String commit,
    Machine machine,
    Java java,
    String peer,
    List<Served> profile) {
  /**
   * A computer.
   *
   * @param memory bytes
   */
  record Machine(String cpu, int cores, long memory, String os) {}

  /** A Java virtual machine. */
  record Java(String version, String vendor, String vm) {}

  /** One cryptographic primitive. */
  record Served(String primitive, String implementation, String version) {}

  About {
    profile = List.copyOf(profile);
  }

  /** What is so here and now. */
  static About here(String command, String version) {
    return new About(
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        command,
        version,
        Surroundings.commit().orElse(version),
        Surroundings.machine(),
        new Java(
            Runtime.version().toString(),
            System.getProperty("java.vendor", ""),
            System.getProperty("java.vm.name", "")),
        Surroundings.peer().orElse(""),
        CryptoProfile.fastest().choices().stream()
            .map(
                choice ->
                    new Served(
                        choice.primitive().label(),
                        choice.implementation().name(),
                        choice.implementation().version()))
            .toList());
  }
}
