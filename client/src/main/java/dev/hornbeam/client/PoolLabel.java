package dev.hornbeam.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The label of a key that was made ahead and has no owner yet: {@code
 * hornbeam:pool:MACHINE:PID:START:UNTIL}. A key is relabelled when it is handed out, so one that
 * has such a label is needed by that process alone, and by nobody once it is gone.
 *
 * @param machine stands for the computer, or container, in which the process number means something
 * @param pid the process that made it
 * @param start when that process started, in seconds of the epoch, since numbers come again; 0 if
 *     the system does not tell
 * @param until when it is given up, in seconds of the epoch: for machines that never come back
 */
record PoolLabel(int machine, long pid, long start, long until) {
  private static final String PREFIX = "hornbeam:pool:";
  private static final Pattern FORM =
      Pattern.compile(PREFIX + "([0-9a-f]{8}):([0-9]{1,10}):([0-9a-f]{1,16}):([0-9a-f]{1,16})");
  private static final int WAVERING = 2;
  private static final int THIS_MACHINE = thisMachine();

  /** The label of keys that this process makes ahead. */
  static PoolLabel ofThisProcess(Instant until) {
    ProcessHandle process = ProcessHandle.current();
    return new PoolLabel(THIS_MACHINE, process.pid(), startOf(process), until.getEpochSecond());
  }

  /** What a label says; empty if it is none of a key that was made ahead. */
  static Optional<PoolLabel> parse(String label) {
    Matcher m = FORM.matcher(label);
    if (!m.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new PoolLabel(
            HexFormat.fromHexDigits(m.group(1)),
            Long.parseLong(m.group(2)),
            HexFormat.fromHexDigitsToLong(m.group(3)),
            HexFormat.fromHexDigitsToLong(m.group(4))));
  }

  /** Whether nobody needs the key any more. */
  boolean isAbandoned(Instant now) {
    return now.getEpochSecond() >= until || (machine == THIS_MACHINE && !isAlive());
  }

  private boolean isAlive() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> isStart(startOf(process)))
        .isPresent();
  }

  /** The system's time of its own start, which this is told by, wavers. */
  private boolean isStart(long other) {
    return start == 0 || other == 0 || Math.abs(start - other) <= WAVERING;
  }

  private static long startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::getEpochSecond).orElse(0L);
  }

  /**
   * Containers of one computer number their processes apart. Two computers may have the same name,
   * and their first numberings always do.
   */
  private static int thisMachine() {
    String host =
        read(Path.of("/proc/sys/kernel/hostname"))
            .or(() -> Optional.ofNullable(System.getenv("HOSTNAME")))
            .or(() -> Optional.ofNullable(System.getenv("COMPUTERNAME")))
            .orElse("");
    String computer = read(Path.of("/etc/machine-id")).orElse("");
    return (host + '/' + computer + '/' + processNumbers()).hashCode();
  }

  private static String processNumbers() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return ""; // Other systems than Linux have one numbering.
    }
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The label: printable ASCII, at most 64 characters. */
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return PREFIX
        + hex.toHexDigits(machine)
        + ':'
        + pid
        + ':'
        + Long.toHexString(start)
        + ':'
        + Long.toHexString(until);
  }
}
