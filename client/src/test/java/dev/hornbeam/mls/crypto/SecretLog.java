package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.codec.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The operands of every primitive that a profile serves, in a file. They go there straight from the
 * arrays of the engine, through memory that is not of the Java heap, so that keeping them leaves no
 * copy for a heap dump to show.
 */
public final class SecretLog {
  private static final int CAPACITY = 1 << 26;

  /** What was done with which bytes. */
  public record Entry(String operation, List<byte[]> operands) {}

  private final MappedByteBuffer file;

  private SecretLog(MappedByteBuffer file) {
    this.file = file;
  }

  /** A log that begins empty. */
  public static SecretLog create(Path path) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      return new SecretLog(channel.map(FileChannel.MapMode.READ_WRITE, 0, CAPACITY));
    }
  }

  /** What a log holds. */
  public static List<Entry> read(Path path) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer in = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      for (int count = in.getInt(); count > 0; count = in.getInt()) {
        String operation = new String(bytes(in), StandardCharsets.UTF_8);
        List<byte[]> operands = new ArrayList<>();
        for (int i = 1; i < count; i++) {
          operands.add(bytes(in));
        }
        entries.add(new Entry(operation, operands));
      }
    }
    return entries;
  }

  private static byte[] bytes(ByteBuffer in) {
    byte[] bytes = new byte[in.getInt()];
    in.get(bytes);
    return bytes;
  }

  /** Adds an entry of this operation. */
  public void add(String operation, byte[]... operands) {
    file.putInt(1 + operands.length);
    put(operation.getBytes(StandardCharsets.UTF_8));
    for (byte[] operand : operands) {
      put(operand);
    }
  }

  /** Adds a secret, which stays the caller's. */
  public void add(String operation, Secret secret) {
    add(operation, secret.expose());
  }

  /** Adds a private key in software, which stays the caller's. */
  public void addKey(String operation, Object key) {
    add(operation, ((SoftwarePrivateKey) key).raw());
  }

  private void put(byte[] bytes) {
    file.putInt(bytes.length).put(bytes);
  }
}
