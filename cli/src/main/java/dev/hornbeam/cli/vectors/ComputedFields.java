package dev.hornbeam.cli.vectors;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.Wire;
import java.util.Iterator;

/** Hexadecimal fields of a case: computed once, for writing a case and for checking one. */
record ComputedFields(ObjectNode json) {
  ComputedFields put(String field, Bytes value) {
    json.put(field, value.hex());
    return this;
  }

  ComputedFields put(String field, Secret value) {
    return put(field, Bytes.copyOf(value.expose()));
  }

  ComputedFields put(String field, Wire value) {
    return put(field, value.encoded());
  }

  /** Checks each of these fields against the case. */
  void check(VectorCase vector) throws VectorMismatch {
    for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      vector.check(name, Bytes.fromHex(json.get(name).asText()));
    }
  }
}
