package dev.hornbeam.provider;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** PKCS#11's names of attributes, and their numbers (PKCS#11 3.0, header file). */
final class AttributeNames {
  static final long CKA_DERIVE = 0x10c;

  private static final Map<String, Long> NUMBERS = new HashMap<>();

  static {
    put(0x000, "CLASS", "TOKEN", "PRIVATE", "LABEL");
    put(0x086, "TRUSTED");
    put(0x100, "KEY_TYPE", "SUBJECT", "ID", "SENSITIVE", "ENCRYPT", "DECRYPT", "WRAP", "UNWRAP");
    put(0x108, "SIGN", "SIGN_RECOVER", "VERIFY", "VERIFY_RECOVER", "DERIVE");
    put(0x110, "START_DATE", "END_DATE");
    put(0x120, "MODULUS", "MODULUS_BITS", "PUBLIC_EXPONENT");
    put(0x161, "VALUE_LEN", "EXTRACTABLE", "LOCAL", "NEVER_EXTRACTABLE", "ALWAYS_SENSITIVE");
    put(0x170, "MODIFIABLE", "COPYABLE", "DESTROYABLE");
    put(0x180, "EC_PARAMS", "EC_POINT");
    put(0x202, "ALWAYS_AUTHENTICATE");
    put(0x210, "WRAP_WITH_TRUSTED");
  }

  private AttributeNames() {}

  /** The number of a name such as {@code CKA_SIGN}. */
  static Optional<Long> number(String name) {
    return Optional.ofNullable(NUMBERS.get(name));
  }

  private static void put(long first, String... names) {
    for (int i = 0; i < names.length; i++) {
      NUMBERS.put("CKA_" + names[i], first + i);
    }
  }
}
