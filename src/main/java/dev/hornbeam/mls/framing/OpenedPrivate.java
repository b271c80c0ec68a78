package dev.hornbeam.mls.framing;

/** What became of a PrivateMessage whose sender data was read. */
public sealed interface OpenedPrivate permits OwnEcho, OpenedMessage {}
