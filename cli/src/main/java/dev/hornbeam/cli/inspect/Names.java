package dev.hornbeam.cli.inspect;

import dev.hornbeam.cli.SuiteNames;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Grease;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the numbers of RFC 9420 are called, by the field that holds them. */
final class Names {
  /** RFC 9420 s.17.1 to s.17.5: the values from here on are for private use. */
  private static final long PRIVATE_USE = 0xf000;

  private Names() {}

  /** The meaning of a number, if its field is an enumeration or a registry. */
  static Optional<String> of(String field, long value) {
    return switch (field) {
      case "version" -> listed(value, List.of("mls10"));
      case "wire_format" ->
          listed(
              value,
              List.of(
                  "mls_public_message",
                  "mls_private_message",
                  "mls_welcome",
                  "mls_group_info",
                  "mls_key_package"));
      case "content_type" -> listed(value, List.of("application", "proposal", "commit"));
      case "sender_type" ->
          listed(value, List.of("member", "external", "new_member_proposal", "new_member_commit"));
      case "leaf_node_source" -> listed(value, List.of("key_package", "update", "commit"));
      case "node_type" -> listed(value, List.of("leaf", "parent"));
      case "psktype" -> listed(value, List.of("external", "resumption"));
      case "usage" -> listed(value, List.of("application", "reinit", "branch"));
      case "type" -> listed(value, List.of("proposal", "reference"));
      case "cipher_suite" -> registered(value, CipherSuite.of((int) value).map(SuiteNames::of));
      case "extension_type" -> registered(value, extension(value));
      case "proposal_type" ->
          registered(
              value,
              name(
                  value,
                  List.of(
                      "add",
                      "update",
                      "remove",
                      "psk",
                      "reinit",
                      "external_init",
                      "group_context_extensions")));
      case "credential_type" -> registered(value, name(value, List.of("basic", "x509")));
      default -> Optional.empty();
    };
  }

  private static Optional<String> extension(long value) {
    return value == 10
        ? Optional.of("last_resort")
        : name(
            value,
            List.of(
                "application_id",
                "ratchet_tree",
                "required_capabilities",
                "external_pub",
                "external_senders"));
  }

  private static Optional<String> listed(long value, List<String> names) {
    return Optional.of(name(value, names).orElse("unknown") + " (" + value + ")");
  }

  private static Optional<String> registered(long value, Optional<String> name) {
    if (name.isPresent()) {
      return name.map(n -> n + " (" + value + ")");
    }
    String kind = value >= PRIVATE_USE ? "private use" : "unknown";
    return Optional.of(
        String.format(
            Locale.ROOT, "%s (0x%04x)", Grease.isGrease((int) value) ? "GREASE" : kind, value));
  }

  /** The first name stands for 1. */
  private static Optional<String> name(long value, List<String> names) {
    return value >= 1 && value <= names.size()
        ? Optional.of(names.get((int) value - 1))
        : Optional.empty();
  }
}
