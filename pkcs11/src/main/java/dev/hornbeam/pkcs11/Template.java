package dev.hornbeam.pkcs11;

import iaik.pkcs.pkcs11.wrapper.CK_ATTRIBUTE;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** The attributes of an object to be made or found. */
final class Template {
  // What keeps a private value on its token, or says what and where an object is.
  private static final Set<Long> OURS =
      Set.of(
          PKCS11Constants.CKA_CLASS,
          PKCS11Constants.CKA_KEY_TYPE,
          PKCS11Constants.CKA_TOKEN,
          PKCS11Constants.CKA_PRIVATE,
          PKCS11Constants.CKA_SENSITIVE,
          PKCS11Constants.CKA_EXTRACTABLE,
          PKCS11Constants.CKA_ID,
          PKCS11Constants.CKA_EC_PARAMS,
          PKCS11Constants.CKA_EC_POINT,
          PKCS11Constants.CKA_VALUE);

  private final Map<Long, Object> values = new LinkedHashMap<>();

  static Template of(long objectClass) {
    return new Template().with(PKCS11Constants.CKA_CLASS, objectClass);
  }

  Template with(long type, Object value) {
    values.put(type, value);
    return this;
  }

  /** Adds what a caller chose, but for what is not a caller's to choose. */
  Template with(Attributes chosen) {
    chosen
        .values()
        .forEach(
            (type, value) -> {
              if (!OURS.contains(type)) {
                values.put(type, value);
              }
            });
    return this;
  }

  CK_ATTRIBUTE[] toArray() {
    return values.entrySet().stream()
        .map(entry -> attribute(entry.getKey(), entry.getValue()))
        .toArray(CK_ATTRIBUTE[]::new);
  }

  private static CK_ATTRIBUTE attribute(long type, Object value) {
    CK_ATTRIBUTE attribute = new CK_ATTRIBUTE();
    attribute.type = type;
    attribute.pValue = value instanceof String text ? text.toCharArray() : value;
    return attribute;
  }
}
