package dev.hornbeam.mls.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TlsWriterTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 16383, 16384, 100_000})
  void theSizeOfAVectorIsToldBeforehand(int length) {
    Bytes encoded = new TlsWriter().opaque(new byte[length]).toBytes();
    assertEquals(encoded.length(), TlsWriter.opaqueSize(length));
  }

  @Test
  void whatIsFinishedIsTheSameWhetherItFillsTheCapacity() {
    byte[] value = {1, 2, 3};
    Bytes exact = new TlsWriter(TlsWriter.opaqueSize(3)).opaque(value).finish();
    Bytes roomy = new TlsWriter(100).opaque(value).finish();
    assertEquals(Bytes.fromHex("03010203"), exact);
    assertEquals(exact, roomy);
  }

  @Test
  void aFinishedWriterStartsAgain() {
    TlsWriter writer = new TlsWriter(1).u8(1);
    Bytes first = writer.finish();
    assertEquals(Bytes.fromHex("02"), writer.u8(2).finish());
    assertEquals(Bytes.fromHex("01"), first);
  }

  @Test
  void aLargeVectorInAVectorKeepsItsBytes() {
    byte[] large = new byte[70_000];
    large[0] = 1;
    large[69_999] = 2;
    Bytes nested =
        new TlsWriter().vector(List.of(Bytes.copyOf(large)), TlsWriter::opaque).toBytes();
    assertEquals(4 + 4 + 70_000, nested.length());
    assertEquals(Bytes.copyOf(large), nested.slice(8, nested.length()));
  }
}
