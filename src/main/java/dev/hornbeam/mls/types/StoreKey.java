package dev.hornbeam.mls.types;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;
import java.util.Arrays;

/**
 * The name of one thing that a client keeps. A database can take it as the primary key of one
 * table, or make a table of each kind. Fields that a kind does not use are zero or empty.
 *
 * @param kind what is kept
 * @param scope the group it belongs to, or empty for what belongs to the client
 * @param epoch the epoch it belongs to, an unsigned number
 * @param index a position, as the kind says
 * @param name a name, as the kind says
 */
public record StoreKey(Kind kind, Bytes scope, long epoch, long index, Bytes name)
    implements Wire, Comparable<StoreKey> {
  /** What is kept. */
  public enum Kind {
    /** A group: its context, this member's place in it and whether it goes on. */
    GROUP(1, Secrecy.PUBLIC),
    /** A node of the ratchet tree that is not blank; {@code index} is its place in the array. */
    TREE_NODE(2, Secrecy.PUBLIC),
    /** The key references of this member's signature key and leaf key. */
    OWN_KEYS(3, Secrecy.SECRET),
    /** The private key of a parent node; {@code index} is its place in the array. */
    PATH_KEY(4, Secrecy.SECRET),
    /** The secrets of the current epoch. */
    EPOCH_SECRETS(5, Secrecy.SECRET),
    /** A node of the secret tree of {@code epoch}; {@code index} is its place in the array. */
    SECRET_TREE_NODE(6, Secrecy.SECRET),
    /** A ratchet of {@code epoch}; {@code index} is twice the leaf, plus one for applications. */
    RATCHET(7, Secrecy.SECRET),
    /** A past epoch whose late messages are still read. */
    PAST_EPOCH(8, Secrecy.SECRET),
    /** A leaf as it was until {@code epoch} ended; {@code index} is its leaf index. */
    PAST_LEAF(9, Secrecy.PUBLIC),
    /** A proposal of the current epoch; {@code index} counts them, {@code name} refers to it. */
    PROPOSAL(10, Secrecy.PUBLIC),
    /** The keys behind an Update of this member's; {@code name} is the new leaf's public key. */
    UPDATE_KEYS(11, Secrecy.SECRET),
    /** The resumption PSK of {@code epoch}. */
    RESUMPTION_PSK(12, Secrecy.SECRET),
    /**
     * A received message that the application has not acknowledged; {@code index} counts them, and
     * {@code name} is the epoch's confirmed transcript hash.
     */
    INBOX(13, Secrecy.SECRET),
    /** A key package of this client's; {@code name} is its reference. */
    KEY_PACKAGE(14, Secrecy.SECRET),
    /** An external pre-shared key; {@code name} is its id. */
    PSK(15, Secrecy.SECRET),
    /** A private key that was made; {@code name} is the hash of its reference. */
    KEY(16, Secrecy.SECRET);

    private enum Secrecy {
      PUBLIC,
      SECRET
    }

    private final int code;
    private final Secrecy secrecy;

    Kind(int code, Secrecy secrecy) {
      this.code = code;
      this.secrecy = secrecy;
    }

    /** The number that stands for this kind in stored bytes; it never changes. */
    public int code() {
      return code;
    }

    /** Whether the value must be kept from others. */
    public boolean isSecret() {
      return secrecy == Secrecy.SECRET;
    }
  }

  /** A thing of a group that has one of its kind. */
  public static StoreKey of(Kind kind, GroupId group) {
    return new StoreKey(kind, group.value(), 0, 0, Bytes.EMPTY);
  }

  /** A thing of a group at an epoch and position, unsigned numbers. */
  public static StoreKey of(Kind kind, GroupId group, long epoch, long index) {
    return new StoreKey(kind, group.value(), epoch, index, Bytes.EMPTY);
  }

  /** A thing of the client's, by name. */
  public static StoreKey ofClient(Kind kind, Bytes name) {
    return new StoreKey(kind, Bytes.EMPTY, 0, 0, name);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws MalformedMessage if the bytes are no such encoding
   */
  public static StoreKey decode(TlsReader r) throws MalformedMessage {
    int at = r.offset();
    int code = r.u8("kind");
    Kind kind =
        Arrays.stream(Kind.values())
            .filter(k -> k.code == code)
            .findFirst()
            .orElseThrow(() -> r.malformed("kind", at, "no kind has the number " + code));
    return new StoreKey(kind, r.opaque("scope"), r.u64("epoch"), r.u64("index"), r.opaque("name"));
  }

  @Override
  public void encode(TlsWriter w) {
    w.u8(kind.code).opaque(scope).u64(epoch).u64(index).opaque(name);
  }

  /**
   * By scope, kind, epoch, index and name; scope and name as unsigned bytes, the numbers unsigned.
   * This order keeps together what is dropped together.
   */
  @Override
  public int compareTo(StoreKey other) {
    int order = scope.compareTo(other.scope);
    if (order == 0) {
      order = kind.compareTo(other.kind);
    }
    if (order == 0) {
      order = Long.compareUnsigned(epoch, other.epoch);
    }
    if (order == 0) {
      order = Long.compareUnsigned(index, other.index);
    }
    return order == 0 ? name.compareTo(other.name) : order;
  }
}
