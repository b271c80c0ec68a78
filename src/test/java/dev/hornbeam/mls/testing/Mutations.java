package dev.hornbeam.mls.testing;

import dev.hornbeam.mls.codec.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What can become of a message on its way. */
public final class Mutations {
  private Mutations() {}

  /** Cut off before each of its bytes. */
  public static List<Bytes> truncated(Bytes message) {
    List<Bytes> mutants = new ArrayList<>();
    for (int i = 0; i < message.length(); i++) {
      mutants.add(message.slice(0, i));
    }
    return mutants;
  }

  /** With one bit of each byte turned. */
  public static List<Bytes> flipped(Bytes message, Random random) {
    List<Bytes> mutants = new ArrayList<>();
    for (int i = 0; i < message.length(); i++) {
      byte[] bytes = message.toArray();
      bytes[i] ^= (byte) (1 << random.nextInt(8));
      mutants.add(Bytes.own(bytes));
    }
    return mutants;
  }

  /** With a length in the place of its bytes, one after the other, that announces too much. */
  public static List<Bytes> withLengths(Bytes message) {
    List<Bytes> mutants = new ArrayList<>();
    for (String length : List.of("40ff", "7fff", "80004000", "80ffffff", "bfffffff", "ffffffff")) {
      byte[] header = Bytes.fromHex(length).view();
      for (int i = 0; i + header.length <= message.length(); i++) {
        byte[] bytes = message.toArray();
        System.arraycopy(header, 0, bytes, i, header.length);
        mutants.add(Bytes.own(bytes));
      }
    }
    return mutants;
  }

  /** With more bytes behind it, or a byte more or less inside. */
  public static List<Bytes> stretched(Bytes message, Random random) {
    List<Bytes> mutants = new ArrayList<>();
    for (int more : new int[] {1, 2, 100, 70_000}) {
      mutants.add(Bytes.own(Arrays.copyOf(message.view(), message.length() + more)));
    }
    for (int i = 0; i < 50; i++) {
      int at = random.nextInt(message.length());
      byte[] longer = new byte[message.length() + 1];
      System.arraycopy(message.view(), 0, longer, 0, at);
      longer[at] = (byte) random.nextInt();
      System.arraycopy(message.view(), at, longer, at + 1, message.length() - at);
      mutants.add(Bytes.own(longer));
      byte[] shorter = new byte[message.length() - 1];
      System.arraycopy(message.view(), 0, shorter, 0, at);
      System.arraycopy(message.view(), at + 1, shorter, at, message.length() - at - 1);
      mutants.add(Bytes.own(shorter));
    }
    return mutants;
  }

  /** Random bytes, some of which begin as a message does. */
  public static List<Bytes> noise(int count, Random random) {
    List<Bytes> mutants = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      if (bytes.length > 4 && random.nextBoolean()) {
        bytes[0] = 0;
        bytes[1] = 1;
        bytes[2] = 0;
        bytes[3] = (byte) (1 + random.nextInt(5));
      }
      mutants.add(Bytes.own(bytes));
    }
    return mutants;
  }

  /** All of these that are not the message itself. */
  public static List<Bytes> all(Bytes message, Random random) {
    List<Bytes> mutants = new ArrayList<>(truncated(message));
    mutants.addAll(flipped(message, random));
    mutants.addAll(stretched(message, random));
    mutants.addAll(noise(100, random));
    mutants.removeIf(message::equals);
    return mutants;
  }
}
