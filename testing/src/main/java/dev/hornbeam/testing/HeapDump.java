package dev.hornbeam.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A heap dump of HotSpot (the {@code hprof} format), searched for bytes. A test that searches for
 * secrets does so in another JVM than the one dumped, so that what it knows is not found.
 *
 * <p>The dump has the elements of arrays of numbers with their highest byte first, whatever the
 * machine's order is, and arrays one after the other as they lie in the heap.
 */
public final class HeapDump {
  /** The code of the type of a field that refers to an object. */
  private static final int REFERENCE = 2;

  private final ByteBuffer bytes;
  private final Map<Long, String> texts = new HashMap<>();
  private final Map<Long, ClassInfo> classes = new HashMap<>();
  private final int recordsAt;

  private HeapDump(ByteBuffer bytes) {
    this.bytes = bytes;
    int at = 0;
    while (bytes.get(at) != 0) {
      at++;
    }
    if (bytes.getInt(at + 1) != Long.BYTES) {
      throw new FixtureException("a heap dump whose ids are not of 8 bytes");
    }
    this.recordsAt = at + 1 + Integer.BYTES + Long.BYTES;
    names();
    walk(new ClassReader());
  }

  /**
   * @param file written by the JVM; it is read while this object is used
   * @return the dump
   */
  public static HeapDump of(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new HeapDump(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Bytes to look for.
   *
   * @param name what they are
   * @param value eight bytes or more
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Needle(String name, byte[] value) {}

  /**
   * Bytes that were found.
   *
   * @param needle what was looked for
   * @param place the array or object that they are in, and what has a reference to it: a class and
   *     its field; only {@code byte[32]} if nothing has
   */
  public record Hit(Needle needle, String place) {}

  /**
   * @param needles what to look for
   * @return each place where one of them is, in the order of the heap
   */
  public List<Hit> search(List<Needle> needles) {
    NavigableMap<Integer, Needle> found = new NeedleSearch(needles).in(bytes);
    if (found.isEmpty()) {
      return List.of();
    }
    Owners owners = new Owners(found);
    walk(owners);
    Holders holders = new Holders();
    owners.ids.values().forEach(holders::lookFor);
    holders.look();
    List<Hit> hits = new ArrayList<>();
    found.forEach((at, needle) -> hits.add(new Hit(needle, place(owners, holders, at))));
    return hits;
  }

  /**
   * @param needle what to look for
   * @return whether it is there
   */
  public boolean contains(Needle needle) {
    return !new NeedleSearch(List.of(needle)).in(bytes).isEmpty();
  }

  private static String place(Owners owners, Holders holders, int at) {
    String what = Objects.requireNonNull(owners.places.getOrDefault(at, "no object"));
    Long id = owners.ids.get(at);
    return id == null ? what : what + holders.of(id);
  }

  private record Field(String name, int type) {}

  private record ClassInfo(long superclass, List<Field> fields) {}

  /** Sees the objects of the heap; offsets are those of the file. */
  private interface Visitor {
    default void classDump(long id, ClassInfo info) {}

    default void statics(long id, String field, long value) {}

    default void instance(long id, long type, int at, int length) {}

    default void objects(long id, long type, int at, int count) {}

    default void primitives(long id, int type, int at, int count) {}
  }

  private final class ClassReader implements Visitor {
    @Override
    public void classDump(long id, ClassInfo info) {
      classes.put(id, info);
    }
  }

  /** Says in which array, or object, each position is. */
  private final class Owners implements Visitor {
    private final NavigableMap<Integer, Needle> found;
    private final Map<Integer, String> places = new HashMap<>();
    private final Map<Integer, Long> ids = new HashMap<>();

    Owners(NavigableMap<Integer, Needle> found) {
      this.found = found;
    }

    @Override
    public void primitives(long id, int type, int at, int count) {
      for (int position : found.subMap(at, at + count * size(type)).keySet()) {
        places.put(position, typeName(type) + "[" + count + "]");
        ids.put(position, id);
      }
    }

    @Override
    public void instance(long id, long type, int at, int length) {
      for (int position : found.subMap(at, at + length).keySet()) {
        places.put(position, className(type));
        ids.put(position, id);
      }
    }
  }

  /** Finds what has references to objects, through up to three arrays. */
  private final class Holders implements Visitor {
    private final Map<Long, @Nullable String> wanted = new HashMap<>();
    private final Map<Long, Long> outer = new HashMap<>();
    private boolean isNew;

    void lookFor(long id) {
      if (wanted.putIfAbsent(id, "") == null) {
        isNew = true;
      }
    }

    void look() {
      for (int i = 0; i < 3 && isNew; i++) {
        isNew = false;
        walk(this);
      }
    }

    String of(long id) {
      Long array = outer.get(id);
      String direct = Objects.requireNonNull(wanted.getOrDefault(id, ""));
      return direct.isEmpty() && array != null ? of(array) : direct;
    }

    private void add(long id, String holder) {
      wanted.computeIfPresent(
          id,
          (key, known) ->
              known.contains(holder)
                  ? known
                  : known.isEmpty() ? " in " + holder : known + ", " + holder);
    }

    @Override
    public void statics(long id, String field, long value) {
      if (wanted.containsKey(value)) {
        add(value, "static " + className(id) + "." + field);
      }
    }

    @Override
    public void instance(long id, long type, int at, int length) {
      int offset = at;
      ClassInfo info = classes.get(type);
      for (long each = type; info != null; each = info.superclass(), info = classes.get(each)) {
        for (Field field : info.fields()) {
          if (field.type() == REFERENCE && wanted.containsKey(bytes.getLong(offset))) {
            add(bytes.getLong(offset), className(type) + "." + field.name());
          }
          offset += size(field.type());
        }
      }
    }

    @Override
    public void objects(long id, long type, int at, int count) {
      for (int i = 0; i < count; i++) {
        long element = bytes.getLong(at + i * Long.BYTES);
        if (wanted.containsKey(element) && id != element) {
          outer.put(element, id);
          lookFor(id);
        }
      }
    }
  }

  private void names() {
    Map<Long, Long> nameOfClass = new HashMap<>();
    records(
        (tag, at, length) -> {
          if (tag == 0x01) { // a text
            byte[] text = new byte[length - Long.BYTES];
            bytes.get(at + Long.BYTES, text);
            texts.put(bytes.getLong(at), new String(text, StandardCharsets.UTF_8));
          } else if (tag == 0x02) { // a class that was loaded
            nameOfClass.put(bytes.getLong(at + 4), bytes.getLong(at + 16));
          }
        });
    // A class is looked up by its object's id from here on; ids of texts and objects are addresses.
    nameOfClass.forEach(
        (id, name) -> texts.put(id, Objects.requireNonNull(texts.get(name)).replace('/', '.')));
  }

  private String className(long id) {
    return Objects.requireNonNull(texts.getOrDefault(id, "?"));
  }

  private interface Records {
    void record(int tag, int at, int length);
  }

  private void records(Records reader) {
    int at = recordsAt;
    while (at < bytes.limit()) {
      int length = bytes.getInt(at + 5);
      reader.record(bytes.get(at) & 0xff, at + 9, length);
      at += 9 + length;
    }
  }

  private void walk(Visitor visitor) {
    records(
        (tag, at, length) -> {
          if (tag == 0x0c || tag == 0x1c) { // a heap dump, or a segment of one
            int next = at;
            while (next < at + length) {
              next = object(next, visitor);
            }
          }
        });
  }

  /** Reads one sub-record of a heap dump, and returns where the next one is. */
  private int object(int at, Visitor visitor) {
    int tag = bytes.get(at) & 0xff;
    int id = at + 1;
    int body = id + Long.BYTES;
    return switch (tag) {
      // Roots, which tell nothing about what is where.
      case 0xff, 0x05, 0x07 -> body;
      case 0x01, 0x02, 0x03, 0x08 -> body + 8;
      case 0x04, 0x06 -> body + 4;
      case 0x20 -> classDump(id, visitor);
      case 0x21 -> { // an object
        int length = bytes.getInt(body + 12);
        visitor.instance(bytes.getLong(id), bytes.getLong(body + 4), body + 16, length);
        yield body + 16 + length;
      }
      case 0x22 -> { // an array of references
        int count = bytes.getInt(body + 4);
        visitor.objects(bytes.getLong(id), bytes.getLong(body + 8), body + 16, count);
        yield body + 16 + count * Long.BYTES;
      }
      case 0x23 -> { // an array of numbers
        int count = bytes.getInt(body + 4);
        int type = bytes.get(body + 8);
        visitor.primitives(bytes.getLong(id), type, body + 9, count);
        yield body + 9 + count * size(type);
      }
      default -> throw new FixtureException("a heap dump with an unknown record " + tag);
    };
  }

  private int classDump(int id, Visitor visitor) {
    long type = bytes.getLong(id);
    long superclass = bytes.getLong(id + 12);
    int at = id + 8 + 4 + 6 * Long.BYTES + 4;
    int constants = bytes.getShort(at) & 0xffff;
    at += 2;
    for (int i = 0; i < constants; i++) {
      at += 3 + size(bytes.get(at + 2));
    }
    int statics = bytes.getShort(at) & 0xffff;
    at += 2;
    for (int i = 0; i < statics; i++) {
      int kind = bytes.get(at + 8);
      if (kind == REFERENCE) {
        String name = Objects.requireNonNull(texts.getOrDefault(bytes.getLong(at), "?"));
        visitor.statics(type, name, bytes.getLong(at + 9));
      }
      at += 9 + size(kind);
    }
    int count = bytes.getShort(at) & 0xffff;
    at += 2;
    List<Field> fields = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String name = Objects.requireNonNull(texts.getOrDefault(bytes.getLong(at), "?"));
      fields.add(new Field(name, bytes.get(at + 8)));
      at += 9;
    }
    visitor.classDump(type, new ClassInfo(superclass, fields));
    return at;
  }

  private static int size(int type) {
    return switch (type) {
      case 4, 8 -> 1;
      case 5, 9 -> 2;
      case 6, 10 -> 4;
      case REFERENCE, 7, 11 -> 8;
      default -> throw new FixtureException("a heap dump with an unknown type " + type);
    };
  }

  private static String typeName(int type) {
    return switch (type) {
      case 4 -> "boolean";
      case 5 -> "char";
      case 6 -> "float";
      case 7 -> "double";
      case 8 -> "byte";
      case 9 -> "short";
      case 10 -> "int";
      default -> "long";
    };
  }
}
