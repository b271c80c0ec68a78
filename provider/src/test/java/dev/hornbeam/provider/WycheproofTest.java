package dev.hornbeam.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import dev.hornbeam.pkcs11.AesKey;
import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.KeyPairRequest;
import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.KeyUse;
import dev.hornbeam.pkcs11.ObjectInfo.Kind;
import dev.hornbeam.pkcs11.Storage;
import dev.hornbeam.pkcs11.StoredKey;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.provider.WycheproofVectors.Case;
import dev.hornbeam.testing.NssSoftokn;
import dev.hornbeam.testing.SoftHsm;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X448PrivateKeyParameters;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.util.Arrays;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Project Wycheproof's cases of key agreement, each with its private key on a token: every valid
 * one gives its secret, every invalid one is refused as a bad public key; and those of AES-GCM.
 *
 * <p>How many cases run is fixed. They are all of them, but for X25519 on NSS, where one private
 * key in four is taken unless the system property {@code hornbeam.nightly} is true.
 */
class WycheproofTest {
  private static final KeyId ID = KeyId.of(new byte[] {0x57});

  private static TokenFixture tokens;
  private static HornbeamProvider softHsm;
  private static NssSoftokn softokn;
  private static HornbeamProvider nss;

  @BeforeAll
  static void start() throws Exception {
    tokens = TokenFixture.of("wycheproof");
    softHsm = tokens.provider("wycheproof", "wycheproof");
    softokn = NssSoftokn.start();
    nss =
        tokens.add(
            "--name = nss\nlibrary = "
                + NssSoftokn.library()
                + "\nslotListIndex = 1\nnssArgs = \""
                + softokn.initArguments()
                + "\"\npinFile = "
                + tokens.files().write("nss-pin", softokn.token().pin() + "\n")
                + "\n");
  }

  @AfterAll
  static void stop() {
    tokens.close();
    softokn.close();
  }

  @ParameterizedTest
  @CsvSource({
    "P256,ecdh_secp256r1_ecpoint_test.json,355",
    "P384,ecdh_secp384r1_ecpoint_test.json,790",
    "P521,ecdh_secp521r1_ecpoint_test.json,661",
    "X25519,x25519_test.json,518",
    "X448,x448_test.json,510",
  })
  void softHsmAgrees(KeyType type, String file, int all) throws Exception {
    assertEquals(all, run(softHsm, type, file, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "P256,ecdh_secp256r1_ecpoint_test.json,355,355,1",
    "P384,ecdh_secp384r1_ecpoint_test.json,790,790,1",
    "P521,ecdh_secp521r1_ecpoint_test.json,661,661,1",
    "X25519,x25519_test.json,518,135,4",
  })
  void nssAgrees(KeyType type, String file, int all, int some, int oneIn) throws Exception {
    if (Boolean.getBoolean("hornbeam.nightly")) {
      assertEquals(all, run(nss, type, file, 1));
    } else {
      assertEquals(some, run(nss, type, file, oneIn));
    }
  }

  @Test
  void softHsmEncrypts() throws Exception {
    Map<String, List<Case>> all = WycheproofVectors.read("aes_gcm_test.json", "key");
    int ran = 0;
    softHsm.token().login();
    try (RawImport raw = RawImport.of(SoftHsm.library(), "wycheproof")) {
      for (Map.Entry<String, List<Case>> entry : all.entrySet()) {
        raw.putAesKey(ID, HexFormat.of().parseHex(entry.getKey()));
        SecretKey key = softHsm.secretKey(softHsm.token().aesKey(ID).orElseThrow());
        for (Case each : entry.getValue()) {
          try {
            check(key, each);
          } catch (Exception | AssertionError e) {
            fail("aes_gcm_test.json " + each, e);
          }
          ran++;
        }
        softHsm.token().destroy(ID, Kind.SECRET_KEY);
      }
    }
    assertEquals(316, ran);
  }

  private static void check(SecretKey key, Case each) throws Exception {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", softHsm);
    GCMParameterSpec parameters =
        new GCMParameterSpec(each.group().get("tagSize").asInt(), each.hex("iv"));
    byte[] message = each.hex("msg");
    byte[] sealed = Arrays.concatenate(each.hex("ct"), each.hex("tag"));
    // Of the six without an IV and the three with 257 bytes of it, no more is asked.
    if (each.hex("iv").length == 0 || each.hex("iv").length > AesKey.MAX_GCM_IV) {
      assertThrows(
          InvalidAlgorithmParameterException.class,
          () -> cipher.init(Cipher.DECRYPT_MODE, key, parameters));
      return;
    }
    cipher.init(Cipher.DECRYPT_MODE, key, parameters);
    cipher.updateAAD(each.hex("aad"));
    if (each.is("valid")) {
      assertArrayEquals(message, cipher.doFinal(sealed));
      cipher.init(Cipher.ENCRYPT_MODE, key, parameters);
      cipher.updateAAD(each.hex("aad"));
      assertArrayEquals(sealed, cipher.doFinal(message));
    } else {
      assertThrows(AEADBadTagException.class, () -> cipher.doFinal(sealed));
    }
  }

  /**
   * Runs the cases of one private key in so many; a private key that the token does not take is a
   * failure.
   *
   * @return how many cases ran
   */
  private static int run(HornbeamProvider provider, KeyType type, String file, int oneIn)
      throws Exception {
    Token token = provider.token();
    List<Map.Entry<String, List<Case>>> keys =
        List.copyOf(WycheproofVectors.read(file, "private").entrySet());
    int ran = 0;
    for (int i = 0; i < keys.size(); i += oneIn) {
      PrivateKey key = provider.privateKey(imported(token, type, keys.get(i).getKey()));
      for (Case each : keys.get(i).getValue()) {
        try {
          check(provider, type, key, each);
        } catch (Exception | AssertionError e) {
          fail(file + " " + each, e);
        }
        ran++;
      }
      token.destroy(ID, Kind.PRIVATE_KEY, Kind.PUBLIC_KEY);
    }
    return ran;
  }

  private static StoredKey imported(Token token, KeyType type, String hex) throws Exception {
    Curve curve = Curve.of(type);
    byte[] value = HexFormat.of().parseHex(hex);
    if (curve.isNist()) {
      // The files have them as signed numbers.
      value = BigIntegers.asUnsignedByteArray(type.sharedSecretLength(), new BigInteger(1, value));
    }
    return token.importKeyPair(
        KeyPairRequest.of(type, KeyUse.DERIVE, Storage.TOKEN, ID, "wycheproof"),
        value,
        publicKey(curve, value));
  }

  private static byte[] publicKey(Curve curve, byte[] value) {
    return switch (curve) {
      case X25519 -> new X25519PrivateKeyParameters(value).generatePublicKey().getEncoded();
      case X448 -> new X448PrivateKeyParameters(value).generatePublicKey().getEncoded();
      case P256, P384, P521 ->
          ECNamedCurveTable.getParameterSpec(curve.jca())
              .getG()
              .multiply(new BigInteger(1, value))
              .getEncoded(false);
      case ED25519, ED448 -> throw new AssertionError(curve);
    };
  }

  private static void check(HornbeamProvider provider, KeyType type, PrivateKey key, Case each)
      throws Exception {
    Curve curve = Curve.of(type);
    Bare peer = Bare.of(curve, each.hex("public"));
    byte[] shared = each.hex("shared");
    KeyAgreement agreement = KeyAgreement.getInstance(curve.isNist() ? "ECDH" : "XDH", provider);
    agreement.init(key);
    // Compressed points are "acceptable": RFC 9180 s.7.1.1 has the uncompressed form alone. So are
    // keys of small order: s.7.1.4 there refuses their secret, which is zero.
    boolean isAcceptable =
        each.is("acceptable") && !curve.isNist() && new BigInteger(1, shared).signum() != 0;
    if (each.is("valid") || isAcceptable) {
      agreement.doPhase(peer.ofTheJdk(), true);
      assertArrayEquals(shared, agreement.generateSecret());
    } else {
      assertThrows(InvalidKeyException.class, () -> agreement.doPhase(peer, true));
      assertThrows(GeneralSecurityException.class, () -> agreement.doPhase(peer.ofTheJdk(), true));
      assertThrows(IllegalStateException.class, agreement::generateSecret);
    }
  }

  /** A public key that nobody looked at: whatever bytes there are, in an X.509 encoding. */
  private record Bare(String algorithm, String hex) implements PublicKey {
    static Bare of(Curve curve, byte[] key) throws IOException {
      byte[] proper =
          Arrays.copyOf(curve.x509Head(), curve.x509Head().length + curve.type().publicKeyLength());
      return new Bare(
          curve.algorithm(),
          HexFormat.of()
              .formatHex(
                  new SubjectPublicKeyInfo(
                          SubjectPublicKeyInfo.getInstance(proper).getAlgorithm(), key)
                      .getEncoded("DER")));
    }

    PublicKey ofTheJdk() throws GeneralSecurityException {
      return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(getEncoded()));
    }

    @Override
    public String getAlgorithm() {
      return algorithm;
    }

    @Override
    public String getFormat() {
      return "X.509";
    }

    @Override
    public byte[] getEncoded() {
      return HexFormat.of().parseHex(hex);
    }
  }
}
