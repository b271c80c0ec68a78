package dev.hornbeam.mls;

/** Whether reserved values are sent, to keep peers tolerant of unknown ones (RFC 9420 s.13.5). */
public enum GreasePolicy {
  /** They are: one in each list of the capabilities but the versions, and in extensions. */
  SENT,
  /** They are not: what is sent says only what is meant. */
  NOT_SENT
}
