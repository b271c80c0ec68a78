package dev.hornbeam.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * For whom a leaf key is made ahead, by the label of the key that it asked for.
 *
 * @param label of the keys that wait for it, by which a sweep of the client finds them; empty if it
 *     is no client of the engine's, for whom none wait
 */
record LeafOwner(KeyKind kind, String label) {
  /** Of a client's leaf key; what follows names the group. */
  private static final Pattern FORM = Pattern.compile("(hornbeam:[0-9a-f]{16}:leaf)(:.*)?");

  /** Who asks for a key with a label. */
  static LeafOwner asking(KeyKind kind, String label) {
    Matcher m = FORM.matcher(label);
    return new LeafOwner(kind, m.matches() ? m.group(1) : "");
  }

  /** Whether keys wait for it. */
  boolean isClient() {
    return !label.isEmpty();
  }
}
