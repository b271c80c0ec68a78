package dev.hornbeam.provider;

import static dev.hornbeam.provider.Mechanisms.CKM_AES_GCM;
import static dev.hornbeam.provider.Mechanisms.CKM_AES_KEY_GEN;
import static dev.hornbeam.provider.Mechanisms.CKM_AES_KEY_WRAP;
import static dev.hornbeam.provider.Mechanisms.CKM_AES_KEY_WRAP_KWP;
import static dev.hornbeam.provider.Mechanisms.CKM_AES_KEY_WRAP_PAD;
import static dev.hornbeam.provider.Mechanisms.CKM_ECDH1_DERIVE;
import static dev.hornbeam.provider.Mechanisms.CKM_ECDSA;
import static dev.hornbeam.provider.Mechanisms.CKM_EC_EDWARDS_KEY_PAIR_GEN;
import static dev.hornbeam.provider.Mechanisms.CKM_EC_KEY_PAIR_GEN;
import static dev.hornbeam.provider.Mechanisms.CKM_EC_MONTGOMERY_KEY_PAIR_GEN;
import static dev.hornbeam.provider.Mechanisms.CKM_EDDSA;

import dev.hornbeam.pkcs11.AesKey.Wrap;
import dev.hornbeam.provider.Configuration.Random;
import dev.hornbeam.provider.EcdsaSignature.Form;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Provider.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The services of one instance: the same whether its token is there or not. */
final class Services {
  private static final String DHKEM = "dev.hornbeam.provider.Dhkem";

  private final Provider provider;
  private final TokenLink link;
  private final List<Service> all = new ArrayList<>();

  private Services(Provider provider, TokenLink link) {
    this.provider = provider;
    this.link = link;
  }

  static List<Service> of(Provider provider, TokenLink link) {
    Services services = new Services(provider, link);
    services.add("KeyStore", "PKCS11", List.of("Hornbeam"), TokenKeyStore::new);
    if (link.configuration().offers().random() == Random.TOKEN) {
      services.add("SecureRandom", "PKCS11", List.of(), TokenSecureRandom::new);
    }
    services.signatures();
    services.agreements();
    services.keys();
    services.ciphers();
    return services.all;
  }

  private void signatures() {
    if (allowed(CKM_EDDSA)) {
      eddsa("EdDSA", List.of(), Optional.empty());
      eddsa("Ed25519", oid("1.3.101.112"), Optional.of(Curve.ED25519));
      eddsa("Ed448", oid("1.3.101.113"), Optional.of(Curve.ED448));
    }
    if (allowed(CKM_ECDSA)) {
      ecdsa("NONEwithECDSA", List.of(), Prehash::given);
      ecdsa("SHA256withECDSA", oid("1.2.840.10045.4.3.2"), () -> Prehash.by("SHA-256"));
      ecdsa("SHA384withECDSA", oid("1.2.840.10045.4.3.3"), () -> Prehash.by("SHA-384"));
      ecdsa("SHA512withECDSA", oid("1.2.840.10045.4.3.4"), () -> Prehash.by("SHA-512"));
    }
  }

  private void agreements() {
    if (allowed(CKM_ECDH1_DERIVE)) {
      agreement("X25519", oid("1.3.101.110"), List.of(Curve.X25519));
      agreement("X448", oid("1.3.101.111"), List.of(Curve.X448));
      agreement("XDH", List.of(), List.of(Curve.X25519, Curve.X448));
      agreement("ECDH", List.of(), List.of(Curve.P256, Curve.P384, Curve.P521));
      if (kemIsThere()) {
        add("KEM", "DHKEM", List.of(), Services::kem);
      }
    }
  }

  private void keys() {
    kind("EC", List.of("EllipticCurve"), CKM_EC_KEY_PAIR_GEN, Curve.P256, Curve.P384, Curve.P521);
    kind("EdDSA", List.of(), CKM_EC_EDWARDS_KEY_PAIR_GEN, Curve.ED25519, Curve.ED448);
    kind("Ed25519", oid("1.3.101.112"), CKM_EC_EDWARDS_KEY_PAIR_GEN, Curve.ED25519);
    kind("Ed448", oid("1.3.101.113"), CKM_EC_EDWARDS_KEY_PAIR_GEN, Curve.ED448);
    kind("XDH", List.of(), CKM_EC_MONTGOMERY_KEY_PAIR_GEN, Curve.X25519, Curve.X448);
    kind("X25519", oid("1.3.101.110"), CKM_EC_MONTGOMERY_KEY_PAIR_GEN, Curve.X25519);
    kind("X448", oid("1.3.101.111"), CKM_EC_MONTGOMERY_KEY_PAIR_GEN, Curve.X448);
    if (allowed(CKM_AES_KEY_GEN)) {
      add("KeyGenerator", "AES", List.of(), TokenKeyGenerator::new);
    }
  }

  private void ciphers() {
    if (allowed(CKM_AES_GCM)) {
      add("Cipher", "AES/GCM/NoPadding", List.of(), GcmCipher::new);
    }
    if (allowed(CKM_AES_KEY_WRAP)) {
      add(
          "Cipher",
          "AES/KW/NoPadding",
          List.of("AESWrap"),
          token -> new KeyWrapCipher(token, Wrap.KW));
    }
    if (allowed(CKM_AES_KEY_WRAP_PAD) || allowed(CKM_AES_KEY_WRAP_KWP)) {
      add(
          "Cipher",
          "AES/KWP/NoPadding",
          List.of("AESWrapPad"),
          token -> new KeyWrapCipher(token, Wrap.KWP));
    }
  }

  private void eddsa(String algorithm, List<String> aliases, Optional<Curve> curve) {
    add("Signature", algorithm, aliases, token -> new EdDsaSignature(token, curve));
  }

  /** Makes what hashes. */
  @FunctionalInterface
  private interface HashMaker {
    Prehash make() throws NoSuchAlgorithmException;
  }

  private void ecdsa(String algorithm, List<String> aliases, HashMaker hash) {
    add("Signature", algorithm, aliases, token -> new EcdsaSignature(token, hash.make(), Form.DER));
    add(
        "Signature",
        algorithm + "inP1363Format",
        List.of(),
        token -> new EcdsaSignature(token, hash.make(), Form.P1363));
  }

  private void agreement(String algorithm, List<String> aliases, List<Curve> curves) {
    add(
        "KeyAgreement",
        algorithm,
        aliases,
        token -> new TokenKeyAgreement(token, curves::contains));
  }

  private void kind(String algorithm, List<String> aliases, long generation, Curve... curves) {
    List<Curve> list = List.of(curves);
    add("KeyFactory", algorithm, aliases, token -> new TokenKeyFactory(token, list::contains));
    if (allowed(generation)) {
      add("KeyPairGenerator", algorithm, aliases, token -> new TokenKeyPairGenerator(token, list));
    }
  }

  private boolean allowed(long mechanism) {
    return link.configuration().mechanisms().allow(mechanism);
  }

  private static List<String> oid(String oid) {
    return List.of(oid, "OID." + oid);
  }

  private void add(String type, String name, List<String> aliases, TokenService.Maker maker) {
    all.add(new TokenService(provider, link, type, name, aliases, maker));
  }

  /** On Java 21 and later, if this was built there, too. */
  private static boolean kemIsThere() {
    try {
      return Runtime.version().feature() >= 21 && Class.forName(DHKEM) != null;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static Object kem(TokenLink link) throws NoSuchAlgorithmException {
    try {
      return Class.forName(DHKEM).getDeclaredConstructor(TokenLink.class).newInstance(link);
    } catch (ReflectiveOperationException e) {
      throw new NoSuchAlgorithmException("the KEM was not built in", e);
    }
  }
}
