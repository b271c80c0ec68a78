package dev.hornbeam.testing.piv;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;

/**
 * The card's data objects (NIST SP 800-73-4 part 1 s.3), by the last byte of their tag: 5FC1xx, or
 * 7E for the discovery object, which no 5FC1xx of PIV ends with.
 */
final class DataObjects {
  private final Value[] values = new Value[256];

  /** One object; Java Card has no arrays of arrays. */
  private static final class Value {
    private final byte[] bytes;

    Value(short length) {
      bytes = new byte[length];
    }
  }

  /** GET DATA (part 2 s.3.1.2). */
  void read(TlvBuffer command, TlvBuffer answer) {
    Value value = values[index(command)];
    if (value == null) {
      throw new ISOException(ISO7816.SW_FILE_NOT_FOUND);
    }
    answer.append(value.bytes, (short) 0, (short) value.bytes.length);
  }

  /** PUT DATA (part 2 s.3.3.2): what follows the tag is kept as it will be read. */
  void write(TlvBuffer command) {
    int index = index(command);
    Value value = new Value(command.remaining());
    Util.arrayCopyNonAtomic(
        command.bytes(), command.position(), value.bytes, (short) 0, command.remaining());
    values[index] = value;
  }

  /** Reads the tag list and moves behind it. */
  private static int index(TlvBuffer command) {
    short length = command.readHeader((byte) 0x5C);
    if (length != 1 && length != 3) {
      throw new ISOException(ISO7816.SW_FILE_NOT_FOUND);
    }
    command.skip(length);
    return command.bytes()[command.position() - 1] & 0xFF;
  }
}
