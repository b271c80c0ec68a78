package dev.hornbeam.cli.inspect;

import dev.hornbeam.cli.BadInput;
import dev.hornbeam.mls.codec.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** How a file holds its bytes. White space in the texts counts for nothing. */
enum InputFormat {
  RAW("raw bytes") {
    @Override
    Bytes decode(byte[] file) {
      return Bytes.own(file);
    }
  },

  /** Of either case, perhaps behind {@code 0x}. */
  HEX("hexadecimal") {
    @Override
    Bytes decode(byte[] file) throws BadInput {
      String digits = hexDigits(file);
      for (int i = 0; i < digits.length(); i++) {
        if (Character.digit(digits.charAt(i), 16) < 0) {
          throw new BadInput("'" + digits.charAt(i) + "' is not a hexadecimal digit");
        }
      }
      if (digits.length() % 2 != 0) {
        throw new BadInput("the number of hexadecimal digits is odd: " + digits.length());
      }
      return Bytes.fromHex(digits);
    }
  },

  /** Of either alphabet of RFC 4648, with or without padding. */
  BASE64("base64") {
    @Override
    Bytes decode(byte[] file) throws BadInput {
      String text = withoutSpace(file).replace('-', '+').replace('_', '/');
      try {
        return Bytes.own(Base64.getDecoder().decode(text));
      } catch (IllegalArgumentException e) {
        throw new BadInput("not base64: " + e.getMessage(), e);
      }
    }
  };

  private final String title;

  InputFormat(String title) {
    this.title = title;
  }

  /** For people. */
  String title() {
    return title;
  }

  /**
   * @throws BadInput if the file is not of this format
   */
  abstract Bytes decode(byte[] file) throws BadInput;

  /**
   * The format that a file seems to have. An MLSMessage starts with a zero byte, so it is never
   * taken for a text.
   */
  static InputFormat of(byte[] file) {
    if (hexDigits(file).chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0)) {
      return HEX;
    }
    boolean isText = withoutSpace(file).chars().allMatch(InputFormat::isBase64);
    return isText ? BASE64 : RAW;
  }

  private static boolean isBase64(int c) {
    return c < 128 && (Character.isLetterOrDigit(c) || "+/-_=".indexOf(c) >= 0);
  }

  private static String hexDigits(byte[] file) {
    String text = withoutSpace(file);
    return text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
  }

  private static String withoutSpace(byte[] file) {
    StringBuilder text = new StringBuilder(file.length);
    for (char c : new String(file, StandardCharsets.ISO_8859_1).toCharArray()) {
      if (" \t\r\n\f".indexOf(c) < 0) {
        text.append(c);
      }
    }
    return text.toString();
  }
}
