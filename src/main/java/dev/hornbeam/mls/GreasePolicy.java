package dev.hornbeam.mls;

/** Whether reserved values are sent, to keep peers tolerant of unknown ones (RFC 9420 s.13.5). */
public enum GreasePolicy {
  SENT,
  NOT_SENT
}
