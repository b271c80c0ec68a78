package dev.hornbeam.mls.fuzz;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.ContentType;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.StoreKey;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Genuine bytes for the decoders: the messages of live groups, everything that is in them, and
 * everything that their members keep. A decoder's seeds are those that it takes.
 */
final class Genuine {
  /** Of one decoder; more of the same kind teach it nothing. */
  private static final int MOST = 12;

  private final Set<Bytes> bytes = new LinkedHashSet<>();
  private final IdentityHashMap<Object, Boolean> seen = new IdentityHashMap<>();

  private Genuine() {}

  /** For each decoder, by its place in {@link Decoders#ALL}. */
  static Map<Integer, Set<Bytes>> seeds(Collection<CipherSuite> suites) throws Exception {
    Genuine genuine = new Genuine();
    genuine.bytes.add(keyStoreEntry());
    genuine.bytes.add(skippedKey());
    for (CipherSuite suite : suites) {
      genuine.collect(new LiveGroup(suite));
    }
    Map<Integer, Set<Bytes>> seeds = new TreeMap<>();
    for (int i = 0; i < Decoders.ALL.size(); i++) {
      seeds.put(i, genuine.taken(Decoders.ALL.get(i)));
    }
    return seeds;
  }

  private Set<Bytes> taken(Decoders.Decoder decoder) {
    Set<Bytes> taken = new LinkedHashSet<>();
    Set<Integer> lengths = new LinkedHashSet<>();
    for (Bytes each : bytes) {
      if (taken.size() < MOST && !lengths.contains(each.length()) && takes(decoder, each)) {
        taken.add(each);
        lengths.add(each.length());
      }
    }
    return taken;
  }

  /** As {@code KeyStoreKeySource} refers to an entry of a keystore. */
  private static Bytes keyStoreEntry() {
    return new TlsWriter()
        .opaque(Bytes.utf8("keystore"))
        .u8(1)
        .opaque(Bytes.utf8("alias"))
        .opaque(Bytes.utf8("public key"))
        .toBytes();
  }

  /** As a ratchet keeps the key and the nonce of a message that has not come. */
  private static Bytes skippedKey() {
    CipherSuite.Aead aead = LiveGroup.SUITE.aead();
    return new TlsWriter()
        .u32(1)
        .opaque(Bytes.own(new byte[aead.keyLength()]))
        .opaque(Bytes.own(new byte[aead.nonceLength()]))
        .toBytes();
  }

  private static boolean takes(Decoders.Decoder decoder, Bytes input) {
    try {
      decoder.decode(input);
      return true;
    } catch (MlsException refused) {
      return false;
    }
  }

  private void collect(LiveGroup group) throws Exception {
    for (Bytes message : group.messages.values()) {
      collect(message);
    }
    collect(group.groupInfo);
    collect(group.welcome);
    for (Party party : List.of(group.alice, group.bob, group.dave)) {
      for (Map.Entry<StoreKey, Bytes> row : party.rows().entrySet()) {
        add(row.getKey().encoded());
        add(row.getValue());
        add(new TlsWriter().struct(row.getKey()).opaque(row.getValue()).toBytes());
      }
    }
    walk(group.insider().state());
  }

  private void collect(Bytes message) throws Exception {
    bytes.add(message);
    walk(MlsMessage.decode(message));
  }

  private void add(Bytes each) {
    bytes.add(each);
    for (ContentType type : ContentType.values()) {
      bytes.add(new TlsWriter().u8(type.code()).raw(each).toBytes());
    }
  }

  /** What is in a structure: fields of the engine's own types, and what lists and options hold. */
  private void walk(Object value) throws IllegalAccessException {
    if (value instanceof Optional<?> optional) {
      if (optional.isPresent()) {
        walk(optional.get());
      }
    } else if (value instanceof Iterable<?> list && value instanceof Collection) {
      for (Object each : list) {
        walk(each);
      }
    } else if (isEngines(value.getClass()) && seen.put(value, true) == null) {
      if (value instanceof Bytes each) {
        add(each);
      } else if (value instanceof Secret) {
        return;
      } else if (value instanceof Wire wire) {
        add(wire.encoded());
      }
      fields(value);
    }
  }

  private void fields(Object value) throws IllegalAccessException {
    for (Field field : value.getClass().getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
        field.setAccessible(true);
        Object inside = field.get(value);
        if (inside != null) {
          walk(inside);
        }
      }
    }
  }

  private static boolean isEngines(Class<?> type) {
    return type.getName().startsWith("dev.hornbeam.mls.")
        && !type.isEnum()
        && !type.getName().startsWith("dev.hornbeam.mls.crypto.Primitive");
  }
}
