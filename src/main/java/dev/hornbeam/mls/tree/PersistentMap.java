package dev.hornbeam.mls.tree;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map whose versions share all but one path: an AVL tree. It compares keys and
 * hashes none, so that nobody can choose keys that make it slow.
 */
final class PersistentMap<K extends Comparable<K>, V> {
  private final @Nullable Entry<K, V> root;

  private PersistentMap(@Nullable Entry<K, V> root) {
    this.root = root;
  }

  private record Entry<K extends Comparable<K>, V>(
      K key, V value, @Nullable Entry<K, V> left, @Nullable Entry<K, V> right, int height) {
    static <K extends Comparable<K>, V> Entry<K, V> of(
        K key, V value, @Nullable Entry<K, V> left, @Nullable Entry<K, V> right) {
      return new Entry<>(key, value, left, right, 1 + Math.max(heightOf(left), heightOf(right)));
    }

    Entry<K, V> over(@Nullable Entry<K, V> newLeft, @Nullable Entry<K, V> newRight) {
      return of(key, value, newLeft, newRight);
    }
  }

  static <K extends Comparable<K>, V> PersistentMap<K, V> empty() {
    return new PersistentMap<>(null);
  }

  /** A copy of the map, whose order must be the keys' own. */
  static <K extends Comparable<K>, V> PersistentMap<K, V> copyOf(SortedMap<K, V> map) {
    return new PersistentMap<>(build(map.entrySet().iterator(), map.size()));
  }

  Optional<V> get(K key) {
    Entry<K, V> at = root;
    while (at != null) {
      int order = key.compareTo(at.key);
      if (order == 0) {
        return Optional.of(at.value);
      }
      at = order < 0 ? at.left : at.right;
    }
    return Optional.empty();
  }

  /** This map with the value at the key, in the place of any other. */
  PersistentMap<K, V> with(K key, V value) {
    return new PersistentMap<>(insert(root, key, value));
  }

  /** This map without the key. */
  PersistentMap<K, V> without(K key) {
    return new PersistentMap<>(remove(root, key));
  }

  /** The keys, in order. */
  List<K> keys() {
    List<K> keys = new ArrayList<>();
    collect(root, keys);
    return keys;
  }

  int height() {
    return heightOf(root);
  }

  private static <K extends Comparable<K>, V> int heightOf(@Nullable Entry<K, V> entry) {
    return entry == null ? 0 : entry.height;
  }

  private static <K extends Comparable<K>, V> @Nullable Entry<K, V> build(
      Iterator<Map.Entry<K, V>> entries, int size) {
    if (size == 0) {
      return null;
    }
    Entry<K, V> left = build(entries, size / 2);
    Map.Entry<K, V> middle = entries.next();
    return Entry.of(middle.getKey(), middle.getValue(), left, build(entries, size - size / 2 - 1));
  }

  private static <K extends Comparable<K>, V> Entry<K, V> insert(
      @Nullable Entry<K, V> at, K key, V value) {
    if (at == null) {
      return Entry.of(key, value, null, null);
    }
    int order = key.compareTo(at.key);
    if (order == 0) {
      return Entry.of(key, value, at.left, at.right);
    }
    return order < 0
        ? balance(at.over(insert(at.left, key, value), at.right))
        : balance(at.over(at.left, insert(at.right, key, value)));
  }

  private static <K extends Comparable<K>, V> @Nullable Entry<K, V> remove(
      @Nullable Entry<K, V> at, K key) {
    if (at == null) {
      return null;
    }
    int order = key.compareTo(at.key);
    if (order < 0) {
      return balance(at.over(remove(at.left, key), at.right));
    }
    if (order > 0) {
      return balance(at.over(at.left, remove(at.right, key)));
    }
    if (at.right == null) {
      return at.left;
    }
    Entry<K, V> next = at.right;
    while (next.left != null) {
      next = next.left;
    }
    return balance(next.over(at.left, remove(at.right, next.key)));
  }

  /** The same entries with heights that differ by at most one, given that by two they do. */
  private static <K extends Comparable<K>, V> Entry<K, V> balance(Entry<K, V> at) {
    Entry<K, V> left = at.left;
    Entry<K, V> right = at.right;
    if (left != null && left.height > heightOf(right) + 1) {
      boolean inner = heightOf(left.right) > heightOf(left.left);
      return rotateRight(inner ? at.over(rotateLeft(left), right) : at);
    }
    if (right != null && right.height > heightOf(left) + 1) {
      boolean inner = heightOf(right.left) > heightOf(right.right);
      return rotateLeft(inner ? at.over(left, rotateRight(right)) : at);
    }
    return at;
  }

  private static <K extends Comparable<K>, V> Entry<K, V> rotateRight(Entry<K, V> at) {
    Entry<K, V> top = at.left;
    return top == null ? at : top.over(top.left, at.over(top.right, at.right));
  }

  private static <K extends Comparable<K>, V> Entry<K, V> rotateLeft(Entry<K, V> at) {
    Entry<K, V> top = at.right;
    return top == null ? at : top.over(at.over(at.left, top.left), top.right);
  }

  private static <K extends Comparable<K>, V> void collect(@Nullable Entry<K, V> at, List<K> keys) {
    if (at != null) {
      collect(at.left, keys);
      keys.add(at.key);
      collect(at.right, keys);
    }
  }
}
