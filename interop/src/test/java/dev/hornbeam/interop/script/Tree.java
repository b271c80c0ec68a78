package dev.hornbeam.interop.script;

/** Where the ratchet tree of a Welcome or GroupInfo is. */
public enum Tree {
  /** In an extension. */
  INSIDE,
  /** Handed over beside it. */
  OUTSIDE
}
