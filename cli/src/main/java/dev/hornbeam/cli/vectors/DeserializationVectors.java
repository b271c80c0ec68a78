package dev.hornbeam.cli.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MalformedMessage;
import java.util.List;
import java.util.Set;

/** The length headers of vectors. */
final class DeserializationVectors implements VectorKind {
  /** Both sides of each size of the header. */
  private static final List<Integer> LENGTHS =
      List.of(0, 1, 62, 63, 64, 65, 255, 16382, 16383, 16384, 65535, TlsWriter.MAX_VECTOR);

  @Override
  public String name() {
    return "deserialization";
  }

  @Override
  public Set<String> fields() {
    return Set.of("vlbytes_header", "length");
  }

  @Override
  public void verify(VectorCase vector) throws VectorMismatch, MalformedMessage {
    long length = vector.uint32("length");
    int decoded = TlsReader.decode(vector.bytes("vlbytes_header"), r -> r.length("vlbytes_header"));
    vector.check("length", length, (long) decoded);
    vector.check("vlbytes_header", header(decoded));
  }

  @Override
  public void generate(SuiteCrypto crypto, ArrayNode out) {
    for (int length : LENGTHS) {
      out.addObject().put("vlbytes_header", header(length).hex()).put("length", length);
    }
  }

  private static Bytes header(int length) {
    return new TlsWriter().length(length).toBytes();
  }
}
