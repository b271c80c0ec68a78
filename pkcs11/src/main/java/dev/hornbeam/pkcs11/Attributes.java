package dev.hornbeam.pkcs11;

import java.util.Map;

/**
 * Further attributes for a template, by {@code CKA_} number; these win over what is chosen here,
 * but for those that keep a private value on its token ({@code CKA_PRIVATE}, {@code CKA_SENSITIVE},
 * {@code CKA_EXTRACTABLE}), and those that a request says itself: {@code CKA_CLASS}, {@code
 * CKA_KEY_TYPE}, {@code CKA_TOKEN}, {@code CKA_ID}, {@code CKA_EC_PARAMS}, {@code CKA_EC_POINT} and
 * {@code CKA_VALUE} are passed over.
 *
 * @param values {@code Boolean}, {@code Long}, {@code String} or {@code byte[]}
 */
public record Attributes(Map<Long, Object> values) {
  /** None. */
  public static final Attributes NONE = new Attributes(Map.of());

  /**
   * Copies the map.
   *
   * @throws IllegalArgumentException if a value is of another class
   */
  public Attributes {
    values = Map.copyOf(values);
    for (Object value : values.values()) {
      boolean fits =
          value instanceof Boolean
              || value instanceof Long
              || value instanceof String
              || value instanceof byte[];
      if (!fits) {
        throw new IllegalArgumentException(
            "An attribute is a Boolean, Long, String or byte[], not " + value.getClass());
      }
    }
  }
}
