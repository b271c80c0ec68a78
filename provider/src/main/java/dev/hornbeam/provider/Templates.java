package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.Attributes;
import dev.hornbeam.pkcs11.KeyType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configuration's {@code attributes(operation, class, algorithm) = {...}}, in their order. */
record Templates(List<Template> all) {
  static final Templates NONE = new Templates(List.of());

  /** How a key comes to be. */
  enum Operation {
    /** It is made on the token. */
    GENERATE,
    /** It is put there. */
    IMPORT
  }

  /** Which half of a pair. */
  enum Half {
    /** {@code CKO_PRIVATE_KEY}. */
    PRIVATE,
    /** {@code CKO_PUBLIC_KEY}. */
    PUBLIC
  }

  /** What PKCS#11 calls kinds of keys. */
  enum KeyAlgorithm {
    /** {@code CKK_EC}. */
    EC,
    /** {@code CKK_EC_EDWARDS}. */
    EC_EDWARDS,
    /** {@code CKK_EC_MONTGOMERY}. */
    EC_MONTGOMERY,
    /** One that is not used here. */
    OTHER;

    static KeyAlgorithm of(KeyType type) {
      return switch (type) {
        case P256, P384, P521 -> EC;
        case ED25519, ED448 -> EC_EDWARDS;
        case X25519, X448 -> EC_MONTGOMERY;
      };
    }
  }

  /**
   * One line; what is empty stands for all.
   *
   * @param attributes by {@code CKA_} number; empty for one that is to be left out again
   */
  record Template(
      Optional<Operation> operation,
      Optional<Half> half,
      Optional<KeyAlgorithm> algorithm,
      Map<Long, Optional<Object>> attributes) {
    private boolean applies(Operation to, Half of, KeyType type) {
      return operation.filter(other -> other != to).isEmpty()
          && half.filter(other -> other != of).isEmpty()
          && algorithm.filter(other -> other != KeyAlgorithm.of(type)).isEmpty();
    }
  }

  /** Copies the list. */
  Templates {
    all = List.copyOf(all);
  }

  /** What a key gets: later lines win over earlier ones, and the caller's own over all. */
  Attributes attributes(Operation operation, Half half, KeyType type, Attributes own) {
    Map<Long, Object> values = new HashMap<>();
    for (Template template : all) {
      if (template.applies(operation, half, type)) {
        template
            .attributes()
            .forEach(
                (number, value) ->
                    value.ifPresentOrElse(
                        given -> values.put(number, given), () -> values.remove(number)));
      }
    }
    values.putAll(own.values());
    return new Attributes(values);
  }
}
