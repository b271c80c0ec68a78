package dev.hornbeam.testing.piv;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;

/**
 * Bytes that come or go in several APDUs, and the BER-TLV objects in them (lengths below 65536,
 * tags of one byte).
 */
final class TlvBuffer {
  private final byte[] bytes;
  private short length;
  private short position;

  TlvBuffer(short capacity) {
    bytes = new byte[capacity];
  }

  byte[] bytes() {
    return bytes;
  }

  short length() {
    return length;
  }

  /** What is between the position and the end. */
  short remaining() {
    return (short) (length - position);
  }

  short position() {
    return position;
  }

  void clear() {
    Util.arrayFillNonAtomic(bytes, (short) 0, (short) bytes.length, (byte) 0);
    length = 0;
    position = 0;
  }

  void append(byte[] from, short offset, short count) {
    if (count > bytes.length - length) {
      ISOException.throwIt(ISO7816.SW_WRONG_LENGTH);
    }
    Util.arrayCopyNonAtomic(from, offset, bytes, length, count);
    length = (short) (length + count);
  }

  /** Appends a tag and the length of what is appended next. */
  void appendHeader(byte tag, short valueLength) {
    if (valueLength > bytes.length - length - 4) {
      ISOException.throwIt(ISO7816.SW_WRONG_LENGTH);
    }
    bytes[length++] = tag;
    if (valueLength > 0xFF) {
      bytes[length++] = (byte) 0x82;
      bytes[length++] = (byte) (valueLength >> 8);
    } else if (valueLength > 0x7F) {
      bytes[length++] = (byte) 0x81;
    }
    bytes[length++] = (byte) valueLength;
  }

  static short headerLength(short valueLength) {
    return (short) (valueLength > 0xFF ? 4 : valueLength > 0x7F ? 3 : 2);
  }

  /** Moves the position on. */
  void skip(short count) {
    position = (short) (position + count);
  }

  /**
   * Reads the header at the position and moves to its value.
   *
   * @return the value's length
   */
  short readHeader(byte tag) {
    if (remaining() < 2 || bytes[position] != tag) {
      ISOException.throwIt(ISO7816.SW_WRONG_DATA);
    }
    position++;
    int value = bytes[position++] & 0xFF;
    if (value > 0x7F) {
      int count = value & 0x7F;
      if (count == 0 || count > 2 || remaining() < count) {
        ISOException.throwIt(ISO7816.SW_WRONG_DATA);
      }
      value = 0;
      for (int i = 0; i < count; i++) {
        value = (value << 8) | (bytes[position++] & 0xFF);
      }
    }
    if (value > remaining()) {
      ISOException.throwIt(ISO7816.SW_WRONG_DATA);
    }
    return (short) value;
  }

  /** The tag at the position, or 0 at the end. */
  byte tag() {
    return remaining() == 0 ? 0 : bytes[position];
  }
}
