package dev.hornbeam.cli.inspect;

import dev.hornbeam.cli.inspect.FieldTree.Numeral;
import dev.hornbeam.cli.inspect.FieldTree.Opaque;
import dev.hornbeam.mls.codec.Bytes;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Puts the value of one field in words. */
final class Values {
  /** Fields that applications fill, often with text. */
  private static final Set<String> TEXTS =
      Set.of(
          "identity",
          "group_id",
          "psk_id",
          "psk_group_id",
          "application_id",
          "application_data",
          "authenticated_data");

  private static final int LONG = 32;
  private static final int SHOWN = 16;

  /** How much of a long value is shown. */
  enum Detail {
    SHORT,
    FULL
  }

  private final Detail detail;

  Values(Detail detail) {
    this.detail = detail;
  }

  Detail detail() {
    return detail;
  }

  String of(Numeral field) {
    return switch (field.name()) {
      case "not_before", "not_after" -> date(field.value());
      default -> Names.of(field.name(), field.value()).orElse(Long.toUnsignedString(field.value()));
    };
  }

  String of(Opaque field) {
    Bytes value = field.value();
    if (value.isEmpty()) {
      return "empty";
    }
    String length = " (" + count(value.length(), "byte") + ")";
    if (TEXTS.contains(field.name())) {
      Optional<String> text = printable(value);
      if (text.isPresent()) {
        return '"' + shortened(text.get()) + '"' + length;
      }
    }
    String certificate = field.name().equals("cert_data") ? certificate(value) : "";
    return certificate + shortened(value) + length;
  }

  static String count(int n, String thing) {
    return n + " " + thing + (n == 1 ? "" : "s");
  }

  private String shortened(Bytes value) {
    return detail == Detail.FULL || value.length() <= LONG
        ? value.hex()
        : value.slice(0, SHOWN).hex() + "...";
  }

  private String shortened(String text) {
    return detail == Detail.FULL || text.length() <= 2 * LONG
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONG)) + "...";
  }

  /** Seconds since 1970, unsigned; the end of a lifetime may be beyond every calendar. */
  private static String date(long seconds) {
    boolean isDate = seconds >= 0 && seconds <= Instant.MAX.getEpochSecond();
    String number = " (" + Long.toUnsignedString(seconds) + ")";
    return (isDate ? Instant.ofEpochSecond(seconds).toString() : "beyond dates") + number;
  }

  /** The text, if every character of it can be shown without any effect on a terminal. */
  private static Optional<String> printable(Bytes value) {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value.view())).toString();
      return text.codePoints().allMatch(Values::isPrintable) ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static String certificate(Bytes der) {
    try {
      var factory = CertificateFactory.getInstance("X.509");
      var certificate =
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der.view()));
      String subject = certificate.getSubjectX500Principal().getName();
      return subject.codePoints().allMatch(Values::isPrintable) ? subject + ", " : "";
    } catch (CertificateException e) {
      return "no certificate, ";
    }
  }
}
