package dev.hornbeam.cli.inspect;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Collects what a {@link TlsReader} reads. After an error it holds what was read before. */
final class FieldTree implements TlsReader.Trace {
  /** A field, or a structure or vector of them. */
  sealed interface Entry {
    String name();

    int offset();
  }

  record Numeral(String name, int offset, long value) implements Entry {}

  record Opaque(String name, int offset, Bytes value) implements Entry {}

  /** A secret is never shown. */
  record Hidden(String name, int offset, int length) implements Entry {}

  /** A structure or a vector. */
  static final class Group implements Entry {
    private final String name;
    private final int offset;
    private final List<Entry> entries = new ArrayList<>();
    private boolean whole;

    Group(String name, int offset) {
      this.name = name;
      this.offset = offset;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int offset() {
      return offset;
    }

    List<Entry> entries() {
      return entries;
    }

    /** Whether it was read to its end. */
    boolean isWhole() {
      return whole;
    }
  }

  private final Deque<Group> open = new ArrayDeque<>();
  private final Group root;
  private final int base;

  /**
   * @param base what to add to every offset
   */
  FieldTree(String name, int base) {
    this.base = base;
    this.root = new Group(name, base);
    open.push(root);
  }

  Group root() {
    return root;
  }

  @Override
  public void enter(String name, int offset) {
    Group group = new Group(name, base + offset);
    add(group);
    open.push(group);
  }

  @Override
  public void field(String name, Object value, int offset) {
    add(
        value instanceof Bytes bytes
            ? new Opaque(name, base + offset, bytes)
            : new Numeral(name, base + offset, (Long) value));
  }

  @Override
  public void secret(String name, int length, int offset) {
    add(new Hidden(name, base + offset, length));
  }

  @Override
  public void leave() {
    open.pop().whole = true;
  }

  private void add(Entry entry) {
    open.element().entries.add(entry);
  }
}
