package dev.hornbeam.pkcs11;

import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM_INFO;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** What a token can do, by its list of mechanisms and by what is known of its module. */
final class Abilities {
  private final Cryptoki cryptoki;
  private final long slotId;
  private final Map<Long, String> mechanisms;
  private final Set<KeyType> unwrappable;

  Abilities(
      Cryptoki cryptoki, long slotId, Map<Long, String> mechanisms, Set<KeyType> unwrappable) {
    this.cryptoki = cryptoki;
    this.slotId = slotId;
    this.mechanisms = mechanisms;
    this.unwrappable = unwrappable;
  }

  static Map<Long, String> mechanisms(Cryptoki cryptoki, long slotId) throws TokenException {
    long[] types =
        cryptoki.call("C_GetMechanismList", library -> library.C_GetMechanismList(slotId));
    Map<Long, String> names = new LinkedHashMap<>();
    for (long type : types) {
      names.put(type, PKCS11Constants.ckmCodeToName(type));
    }
    return Collections.unmodifiableMap(names);
  }

  Ability of(KeyType type, KeyUse use) throws TokenException {
    Optional<String> missing = missingToUse(type, use);
    if (missing.isPresent()) {
      return new Ability(type, use, Set.of(), missing.get());
    }
    Set<Ability.Feat> can = EnumSet.of(Ability.Feat.USE);
    List<String> why = new ArrayList<>();
    Optional<String> cannotMake = missingToMake(type);
    Optional<String> noSessionKeys = cannotMake.or(() -> quirks().lack("session-keys"));
    Optional<String> cannotWrap = noSessionKeys.or(() -> missingToWrap(type));
    add(Ability.Feat.MAKE_TOKEN_OBJECT, cannotMake, can, why);
    add(Ability.Feat.MAKE_SESSION_OBJECT, noSessionKeys, can, why);
    add(Ability.Feat.WRAP, cannotWrap, can, why);
    return new Ability(type, use, Set.copyOf(can), String.join("; ", why));
  }

  private static void add(
      Ability.Feat feat, Optional<String> missing, Set<Ability.Feat> can, List<String> why) {
    if (missing.isEmpty()) {
      can.add(feat);
    } else if (!why.contains(missing.get())) {
      why.add(missing.get());
    }
  }

  private Optional<String> missingToUse(KeyType type, KeyUse use) throws TokenException {
    long mechanism;
    switch (use) {
      case SIGN -> {
        if (type.signatureLength() == 0) {
          return Optional.of(type + " keys do not sign");
        }
        Optional<String> lack = quirks().lack("sign." + type);
        if (lack.isPresent()) {
          return lack;
        }
        mechanism =
            PublicPoints.isNist(type) ? PKCS11Constants.CKM_ECDSA : PKCS11Constants.CKM_EDDSA;
      }
      case DERIVE -> {
        if (type.sharedSecretLength() == 0) {
          return Optional.of(type + " keys do not derive");
        }
        Optional<String> lack = quirks().lack("derive");
        if (lack.isPresent()) {
          return lack;
        }
        mechanism = PKCS11Constants.CKM_ECDH1_DERIVE;
      }
      default -> throw new AssertionError(use);
    }
    return missing(mechanism, type).or(() -> missingCurve(type));
  }

  /** A module has no list of curves; how Montgomery and Edwards pairs are made tells of them. */
  private Optional<String> missingCurve(KeyType type) {
    boolean wantsOwnMechanism = !PublicPoints.isNist(type);
    long mechanism = quirks().method(type).mechanism();
    return wantsOwnMechanism && !mechanisms.containsKey(mechanism)
        ? Optional.of("no " + PKCS11Constants.ckmCodeToName(mechanism))
        : Optional.empty();
  }

  private Optional<String> missingToMake(KeyType type) throws TokenException {
    Optional<String> lack = quirks().lack("make");
    return lack.isPresent() ? lack : missing(quirks().method(type).mechanism(), type);
  }

  private Optional<String> missingToWrap(KeyType type) {
    Optional<String> lack = quirks().lack("wrap." + type);
    if (lack.isPresent()) {
      return lack;
    }
    if (unwrappable.contains(type)) {
      return Optional.of("the token refused to wrap such keys");
    }
    return Wrapping.forPrivateKeys(quirks(), mechanisms.keySet()).isPresent()
        ? Optional.empty()
        : Optional.of("no mechanism to wrap by AES");
  }

  private Optional<String> missing(long mechanism, KeyType type) throws TokenException {
    String name = PKCS11Constants.ckmCodeToName(mechanism);
    if (!mechanisms.containsKey(mechanism)) {
      return Optional.of("no " + name);
    }
    if (!PublicPoints.isNist(type)) {
      return Optional.empty();
    }
    CK_MECHANISM_INFO info =
        cryptoki.call(
            "C_GetMechanismInfo", library -> library.C_GetMechanismInfo(slotId, mechanism));
    int bits = bits(type);
    // Some modules tell no sizes, or tell them in bytes.
    boolean tellsBits = info.ulMaxKeySize >= bits(KeyType.P256);
    return tellsBits && (bits < info.ulMinKeySize || bits > info.ulMaxKeySize)
        ? Optional.of(name + " without " + type)
        : Optional.empty();
  }

  private static int bits(KeyType type) {
    return switch (type) {
      case P256 -> 256;
      case P384 -> 384;
      case P521 -> 521;
      case ED25519, X25519 -> 255;
      case ED448, X448 -> 448;
    };
  }

  private Quirks quirks() {
    return cryptoki.quirks();
  }
}
