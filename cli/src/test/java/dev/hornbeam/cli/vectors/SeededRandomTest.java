package dev.hornbeam.cli.vectors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SeededRandomTest {
  /** The definition, written out: SHA-256(SHA-256(04 "seed") || uint64 counter). */
  @Test
  void bytesAreHashesOfKeyAndCounter() throws Exception {
    var sha256 = MessageDigest.getInstance("SHA-256");
    byte[] key = sha256.digest(HexFormat.of().parseHex("0473656564"));
    byte[] expected = new byte[64];
    for (int i = 0; i < 2; i++) {
      sha256.update(key);
      System.arraycopy(
          sha256.digest(new byte[] {0, 0, 0, 0, 0, 0, 0, (byte) i}), 0, expected, 32 * i, 32);
    }
    byte[] actual = new byte[50];
    new SeededRandom("seed").nextBytes(actual);
    assertArrayEquals(Arrays.copyOf(expected, 50), actual);
  }

  @Test
  void partsOfASeedDoNotRunTogether() {
    assertEquals(new SeededRandom("a", "b").nextLong(), new SeededRandom("a", "b").nextLong());
    assertFalse(new SeededRandom("a", "b").nextLong() == new SeededRandom("ab").nextLong());
  }

  @Test
  void anotherSeedIsRefused() {
    var random = new SeededRandom("seed");
    assertThrows(UnsupportedOperationException.class, () -> random.setSeed(7));
  }
}
