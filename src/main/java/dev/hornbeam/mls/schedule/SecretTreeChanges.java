package dev.hornbeam.mls.schedule;

import java.util.List;

/**
 * Changes that belong together: they are stored in one transaction or not at all. Whoever holds
 * them closes them.
 */
public record SecretTreeChanges(List<SecretTreeChange> list) implements AutoCloseable {
  public SecretTreeChanges {
    list = List.copyOf(list);
  }

  /** Wipes the secrets of all changes. */
  @Override
  public void close() {
    list.forEach(SecretTreeChange::close);
  }
}
