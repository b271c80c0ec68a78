package dev.hornbeam.mls.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.types.CipherSuite.Kem;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that the RFCs of the curves print: a small check that needs no files. */
class StandardVectorsTest {
  private static final byte[] SAMPLE = "sample".getBytes(StandardCharsets.UTF_8);

  static Stream<Arguments> kems() {
    return profilesWith(Arguments.of(Kem.X25519), Arguments.of(Kem.X448));
  }

  static Stream<Arguments> schemes() {
    return Arrays.stream(TestProfile.values())
        .flatMap(p -> Arrays.stream(SignatureScheme.values()).map(s -> Arguments.of(p, s)))
        .filter(a -> has((TestProfile) a.get()[0], Primitive.of((SignatureScheme) a.get()[1])));
  }

  private static Stream<Arguments> profilesWith(Arguments... kems) {
    return Arrays.stream(TestProfile.values())
        .flatMap(p -> Arrays.stream(kems).map(k -> Arguments.of(p, k.get()[0])))
        .filter(a -> has((TestProfile) a.get()[0], Primitive.of((Kem) a.get()[1])));
  }

  private static boolean has(TestProfile profile, Primitive primitive) {
    return profile.profile().lacking().stream().noneMatch(l -> l.primitive() == primitive);
  }

  /** RFC 7748 s.5.2. */
  @ParameterizedTest
  @MethodSource("kems")
  void montgomery(TestProfile profile, Kem kem) throws Exception {
    Dh dh = profile.profile().dh(kem);
    String[] v =
        kem == Kem.X25519
            ? new String[] {
              "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
              "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
              "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"
            }
            : new String[] {
              "3d262fddf9ec8e88495266fea19a34d28882acef045104d0d1aae121700a779c984c24f8cdd78fbff44943eb"
                  + "a368f54b29259a4f1c600ad3",
              "06fce640fa3487bfda5f6cf2d5263f8aad88334cbd07437f020f08f9814dc031ddbdc38c19c6da2583fa5429"
                  + "db94ada18aa7a7fb4ef8a086",
              "ce3e4ff95a60dc6697da1db1d85e6afbdf79b50a2412d7546d5f239fe14fbaadeb445fc66a01b0779d982239"
                  + "61111e21766282f73dd96b6f"
            };
    assertArrayEquals(hex(v[2]), dh.agree(hex(v[0]), hex(v[1])));
  }

  /** RFC 8032 s.7.1 and 7.4, with an empty message; RFC 6979 App. A.2.5 to A.2.7, "sample". */
  @ParameterizedTest
  @MethodSource("schemes")
  void signatures(TestProfile profile, SignatureScheme scheme) throws Exception {
    Signer signer = profile.profile().signer(scheme);
    byte[] message = scheme.isEdDsa() ? new byte[0] : SAMPLE;
    String[] v = vector(scheme);
    byte[] privateKey = hex(v[0]);
    byte[] expected = scheme.isEdDsa() ? hex(v[1]) : der(scheme, v[1], v[2]);
    byte[] publicKey = CryptoProfile.portable().signer(scheme).publicKey(privateKey);
    assertTrue(signer.verify(publicKey, message, expected));
    assertFalse(signer.verify(publicKey, new byte[1], expected));
    byte[] signature = signer.sign(privateKey, message, new SecureRandom());
    if (scheme.isEdDsa() || profile == TestProfile.PORTABLE) {
      assertArrayEquals(expected, signature);
    } else {
      assertTrue(signer.verify(publicKey, message, signature));
    }
  }

  private static String[] vector(SignatureScheme scheme) {
    return switch (scheme) {
      case ED25519 ->
          new String[] {
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
          };
      case ED448 ->
          new String[] {
            "6c82a562cb808d10d632be89c8513ebf6c929f34ddfa8c9f63c9960ef6e348a3"
                + "528c8a3fcc2f044e39a3fc5b94492f8f032e7549a20098f95b",
            "533a37f6bbe457251f023c0d88f976ae2dfb504a843e34d2074fd823d41a591f"
                + "2b233f034f628281f2fd7a22ddd47d7828c59bd0a21bfd3980ff0d2028d4b18a"
                + "9df63e006c5d1c2d345b925d8dc00b4104852db99ac5c7cdda8530a113a0f4db"
                + "b61149f05a7363268c71d95808ff2e652600"
          };
      case ECDSA_P256_SHA256 ->
          new String[] {
            "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
            "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
            "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
          };
      case ECDSA_P384_SHA384 ->
          new String[] {
            "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d8"
                + "96d5724e4c70a825f872c9ea60d2edf5",
            "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c"
                + "81a648152e44acf96e36dd1e80fabe46",
            "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94f"
                + "a329c145786e679e7b82c71a38628ac8"
          };
      case ECDSA_P521_SHA512 ->
          new String[] {
            "00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75"
                + "caa896eb32f1f47c70855836a6d16fcc1466f6d8fbec67db89ec0c08b0e996b8"
                + "3538",
            "00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f"
                + "174e25a1ee9017b5d450606add152b534931d7d4e8455cc91f9b15bf05ec36e3"
                + "77fa",
            "00617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b68af"
                + "282623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e44da4"
                + "a67a"
          };
    };
  }

  private static byte[] der(SignatureScheme scheme, String r, String s) throws Exception {
    return StandardDSAEncoding.INSTANCE.encode(
        NistCurve.of(scheme).domain().getN(), number(r), number(s));
  }

  private static BigInteger number(String hex) {
    return BigIntegers.fromUnsignedByteArray(hex(hex));
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
