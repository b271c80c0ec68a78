package dev.hornbeam.mls.framing;

/**
 * A message of this member's own that came back. Its key was deleted when it was sent, so its
 * content stays closed.
 *
 * @param generation of the message, a {@code uint32}
 */
public record OwnEcho(long generation) implements OpenedPrivate {}
