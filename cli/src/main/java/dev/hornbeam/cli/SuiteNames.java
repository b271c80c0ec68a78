package dev.hornbeam.cli;

import dev.hornbeam.mls.types.CipherSuite;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The names of the cipher suites in RFC 9420 s.17.1, and what else a user may call them. */
public final class SuiteNames implements ITypeConverter<CipherSuite> {
  /** The name that the standard gives the suite. */
  public static String of(CipherSuite suite) {
    return switch (suite) {
      case X25519_AES128GCM_SHA256_ED25519 -> "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519";
      case P256_AES128GCM_SHA256_P256 -> "MLS_128_DHKEMP256_AES128GCM_SHA256_P256";
      case X25519_CHACHA20POLY1305_SHA256_ED25519 ->
          "MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519";
      case X448_AES256GCM_SHA512_ED448 -> "MLS_256_DHKEMX448_AES256GCM_SHA512_Ed448";
      case P521_AES256GCM_SHA512_P521 -> "MLS_256_DHKEMP521_AES256GCM_SHA512_P521";
      case X448_CHACHA20POLY1305_SHA512_ED448 -> "MLS_256_DHKEMX448_CHACHA20POLY1305_SHA512_Ed448";
      case P384_AES256GCM_SHA384_P384 -> "MLS_256_DHKEMP384_AES256GCM_SHA384_P384";
    };
  }

  /** The numbers of suites, in their order. */
  public static String numbers(Collection<CipherSuite> suites, String separator) {
    return suites.stream()
        .sorted()
        .map(suite -> Integer.toString(suite.code()))
        .collect(Collectors.joining(separator));
  }

  /** The suite by its number, its name in the standard, or its name in the engine. */
  @Override
  public CipherSuite convert(String value) {
    return byNumber(value)
        .or(() -> byName(value))
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'"
                        + value
                        + "' is no cipher suite; there are:"
                        + System.lineSeparator()
                        + list()));
  }

  private static Optional<CipherSuite> byNumber(String value) {
    try {
      return CipherSuite.of(Integer.decode(value));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<CipherSuite> byName(String value) {
    return Arrays.stream(CipherSuite.values())
        .filter(s -> of(s).equalsIgnoreCase(value) || s.name().equalsIgnoreCase(value))
        .findFirst();
  }

  private static String list() {
    return Arrays.stream(CipherSuite.values())
        .map(s -> String.format(Locale.ROOT, "  %d  %s", s.code(), of(s)))
        .collect(Collectors.joining(System.lineSeparator()));
  }
}
