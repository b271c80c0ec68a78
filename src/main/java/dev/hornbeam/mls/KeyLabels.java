package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeySource;
import java.util.HexFormat;

/**
 * What the keys of one client are labelled with, in the form that {@link KeySource#create} says.
 *
 * @param prefix of leaf and init keys
 */
record KeyLabels(String prefix) {
  private static final int CLIENT_BYTES = 8;
  private static final int GROUP_BYTES = 6;
  private static final String BRAND = "hornbeam:";

  /**
   * The labels of a client.
   *
   * @param name one that no other client has; clients of several suites may share it
   */
  static KeyLabels of(SuiteCrypto crypto, Bytes name) {
    return new KeyLabels(BRAND + client(crypto, name) + ":");
  }

  /** The label of a signature key, which does not have the prefix: no sweep is to find it. */
  static String signature(SuiteCrypto crypto, Bytes name) {
    return BRAND + "signature:" + client(crypto, name);
  }

  /** An init key, or a leaf key for a key package. */
  String of(KeySource.Purpose purpose) {
    return prefix + (purpose == KeySource.Purpose.INIT ? "init" : "leaf");
  }

  /**
   * A leaf key.
   *
   * @param epoch in which it is used at first; an unsigned number
   */
  String leaf(GroupId group, long epoch) {
    byte[] id = group.value().toArray();
    String start = HexFormat.of().formatHex(id, 0, Math.min(GROUP_BYTES, id.length));
    return of(KeySource.Purpose.LEAF) + ":" + start + ":" + Long.toUnsignedString(epoch);
  }

  /** Clients of several suites over one store sweep apart, as their key packages live apart. */
  private static String client(SuiteCrypto crypto, Bytes name) {
    Bytes hash = crypto.hash(new TlsWriter().u16(crypto.suite().code()).opaque(name).toBytes());
    return HexFormat.of().formatHex(hash.toArray(), 0, CLIENT_BYTES);
  }
}
