package dev.hornbeam.provider;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which mechanisms may be used, as {@code enabledMechanisms} and {@code disabledMechanisms} say.
 *
 * @param enabled these only, if it is present
 * @param disabled all but these, if {@code enabled} is empty
 */
record Mechanisms(Optional<Set<Long>> enabled, Set<Long> disabled) {
  static final long CKM_EC_KEY_PAIR_GEN = 0x1040;
  static final long CKM_ECDSA = 0x1041;
  static final long CKM_ECDH1_DERIVE = 0x1050;
  static final long CKM_EC_EDWARDS_KEY_PAIR_GEN = 0x1055;
  static final long CKM_EC_MONTGOMERY_KEY_PAIR_GEN = 0x1056;
  static final long CKM_EDDSA = 0x1057;
  static final long CKM_AES_KEY_GEN = 0x1080;
  static final long CKM_AES_GCM = 0x1087;
  static final long CKM_AES_KEY_WRAP = 0x2109;
  static final long CKM_AES_KEY_WRAP_PAD = 0x210a;
  static final long CKM_AES_KEY_WRAP_KWP = 0x210b;

  static final Mechanisms ALL = new Mechanisms(Optional.empty(), Set.of());

  /** PKCS#11's names of those that are used here. */
  static final Map<String, Long> NUMBERS =
      Map.ofEntries(
          Map.entry("CKM_EC_KEY_PAIR_GEN", CKM_EC_KEY_PAIR_GEN),
          Map.entry("CKM_ECDSA_KEY_PAIR_GEN", CKM_EC_KEY_PAIR_GEN),
          Map.entry("CKM_ECDSA", CKM_ECDSA),
          Map.entry("CKM_ECDH1_DERIVE", CKM_ECDH1_DERIVE),
          Map.entry("CKM_EC_EDWARDS_KEY_PAIR_GEN", CKM_EC_EDWARDS_KEY_PAIR_GEN),
          Map.entry("CKM_EC_MONTGOMERY_KEY_PAIR_GEN", CKM_EC_MONTGOMERY_KEY_PAIR_GEN),
          Map.entry("CKM_EDDSA", CKM_EDDSA),
          Map.entry("CKM_AES_KEY_GEN", CKM_AES_KEY_GEN),
          Map.entry("CKM_AES_GCM", CKM_AES_GCM),
          Map.entry("CKM_AES_KEY_WRAP", CKM_AES_KEY_WRAP),
          Map.entry("CKM_AES_KEY_WRAP_PAD", CKM_AES_KEY_WRAP_PAD),
          Map.entry("CKM_AES_KEY_WRAP_KWP", CKM_AES_KEY_WRAP_KWP));

  /** Copies the sets. */
  Mechanisms {
    enabled = enabled.map(Set::copyOf);
    disabled = Set.copyOf(disabled);
  }

  boolean allow(long mechanism) {
    return enabled.map(set -> set.contains(mechanism)).orElse(!disabled.contains(mechanism));
  }
}
