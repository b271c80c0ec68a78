package dev.hornbeam.mls.fuzz;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import java.util.Optional;

/**
 * Any bytes for any decoder, which the first byte chooses: it refuses them as it says it does, or
 * makes something of them whose encoding they are. What that costs is bounded by their number.
 */
public final class DecoderTarget {
  private static final Bound BOUND = new Bound(120, 20_000);

  private DecoderTarget() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0 || (input[0] & 0xff) >= Decoders.ALL.size()) {
      return;
    }
    Decoders.Decoder decoder = Decoders.ALL.get(input[0] & 0xff);
    Bytes bytes = Bytes.own(input).slice(1, input.length);
    try {
      Object value = decoder.decode(bytes);
      Optional<Bytes> encoded = decoder.encode(value);
      if (encoded.isPresent() && !encoded.get().equals(bytes)) {
        throw new AssertionError(decoder.name() + " encodes as " + encoded.get().hex());
      }
    } catch (MlsException refused) {
      // As it should be.
    }
    BOUND.check(decoder.name(), bytes.length(), () -> decoder.decode(bytes));
  }
}
