package dev.hornbeam.mls.types;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code Extension extensions<V>} (RFC 9420 s.13.4), in the order of the wire.
 *
 * @param list the extensions, of which the engine refuses two of one type: {@link #hasDuplicates}
 */
public record Extensions(List<Extension> list) implements Wire {
  /** No extensions. */
  public static final Extensions NONE = new Extensions(List.of());

  /** Copies the list. */
  public Extensions {
    list = List.copyOf(list);
  }

  /** These extensions, in this order. */
  public static Extensions of(Extension... extensions) {
    return new Extensions(List.of(extensions));
  }

  /**
   * Reads a list of extensions.
   *
   * @throws MalformedMessage if the bytes are not such a structure
   */
  public static Extensions decode(TlsReader r) throws MalformedMessage {
    return new Extensions(r.vector("extensions", Extension::decode));
  }

  @Override
  public void encode(TlsWriter w) {
    w.vector(list);
  }

  /** The data of the first extension of the type. */
  public Optional<Bytes> find(ExtensionType type) {
    return list.stream().filter(e -> e.type().equals(type)).map(Extension::data).findFirst();
  }

  /** Whether there is an extension of the type. */
  public boolean contains(ExtensionType type) {
    return find(type).isPresent();
  }

  /** The types of the extensions, in their order. */
  public List<ExtensionType> types() {
    return list.stream().map(Extension::type).toList();
  }

  /** Whether a type occurs twice, which no list of extensions may have (RFC 9420 s.13.4). */
  public boolean hasDuplicates() {
    return list.stream().map(Extension::type).distinct().count() < list.size();
  }

  /** Whether all of them may appear there (RFC 9420 s.17.3). */
  public boolean mayAppearIn(ExtensionType.Place place) {
    return list.stream().allMatch(each -> each.type().mayAppearIn(place));
  }

  /** These extensions, with this one at the end, in the place of any other of its type. */
  public Extensions with(Extension extension) {
    List<Extension> next = new ArrayList<>(list);
    next.removeIf(e -> e.type().equals(extension.type()));
    next.add(extension);
    return new Extensions(next);
  }
}
