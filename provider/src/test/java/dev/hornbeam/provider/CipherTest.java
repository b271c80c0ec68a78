package dev.hornbeam.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.TokenException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.ProviderException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CipherTest {
  private static final String GCM = "AES/GCM/NoPadding";
  private static final byte[] AAD = "additional".getBytes(StandardCharsets.UTF_8);
  private static final byte[] DATA = "some data to be kept".getBytes(StandardCharsets.UTF_8);

  private static TokenFixture tokens;
  private static HornbeamProvider provider;
  private static SecretKey key;
  // A key that SoftHSM and the JDK both have.
  private static final SecretKey SOFTWARE =
      new SecretKeySpec("a test key of thirty-two bytes !".getBytes(StandardCharsets.UTF_8), "AES");
  private static SecretKey known;

  @BeforeAll
  static void start() throws Exception {
    tokens = TokenFixture.of("cipher");
    provider = tokens.provider("cipher", "cipher");
    key = generate(32, "data");
    byte[] value = SOFTWARE.getEncoded();
    Path file = Files.write(tokens.files().file("aes"), value);
    tokens
        .hsm()
        .tool("cipher")
        .asUser(
            "--write-object",
            file.toString(),
            "--type",
            "secrkey",
            "--key-type",
            "AES:32",
            "--label",
            "known",
            "--id",
            "aa",
            "--usage-decrypt",
            "--usage-wrap")
        .orThrow();
    known =
        provider.secretKey(
            provider.token().aesKey(KeyId.of(new byte[] {(byte) 0xaa})).orElseThrow());
  }

  @AfterAll
  static void stop() {
    tokens.close();
  }

  private static SecretKey generate(int length, String label) throws Exception {
    KeyGenerator generator = KeyGenerator.getInstance("AES");
    generator.init(TokenAesSpec.of(length, label));
    assertSame(provider, generator.getProvider());
    return generator.generateKey();
  }

  @Test
  void aKeyShowsNothing() {
    assertEquals("AES", key.getAlgorithm());
    assertNull(key.getEncoded());
    assertNull(key.getFormat());
    assertEquals("AES key \"data\" on token \"cipher\"", key.toString());
  }

  @Test
  void gcmAgreesWithTheJdk() throws Exception {
    Cipher cipher = Cipher.getInstance(GCM);
    cipher.init(Cipher.ENCRYPT_MODE, known);
    assertSame(provider, cipher.getProvider());
    cipher.updateAAD(AAD);
    byte[] ciphertext = cipher.doFinal(DATA);
    assertEquals(DATA.length + 16, ciphertext.length);

    for (SecretKey other : new SecretKey[] {SOFTWARE, known}) {
      Cipher back = Cipher.getInstance(GCM);
      back.init(Cipher.DECRYPT_MODE, other, cipher.getParameters());
      back.updateAAD(AAD);
      byte[] start = back.update(ciphertext, 0, 5);
      byte[] rest = back.doFinal(ciphertext, 5, ciphertext.length - 5);
      assertEquals(DATA.length, (start == null ? 0 : start.length) + rest.length);
      assertArrayEquals(DATA, rest);
    }
    for (int flipped : new int[] {0, ciphertext.length - 1}) {
      byte[] wrong = ciphertext.clone();
      wrong[flipped] ^= 1;
      Cipher back = Cipher.getInstance(GCM);
      back.init(Cipher.DECRYPT_MODE, known, new GCMParameterSpec(128, cipher.getIV()));
      back.updateAAD(AAD);
      assertThrows(AEADBadTagException.class, () -> back.doFinal(wrong));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "AES/KW/NoPadding,16",
    "AES/KW/NoPadding,40",
    "AES/KWP/NoPadding,16",
    "AES/KWP/NoPadding,40"
  })
  void keyWrapAgreesWithTheJdk(String transformation, int length) throws Exception {
    byte[] secret = new byte[length];
    secret[0] = 7;
    Cipher software = Cipher.getInstance(transformation);
    software.init(Cipher.ENCRYPT_MODE, SOFTWARE);
    byte[] expected = software.doFinal(secret);
    Cipher token = Cipher.getInstance(transformation);
    token.init(Cipher.ENCRYPT_MODE, known);
    assertSame(provider, token.getProvider());
    assertArrayEquals(expected, token.doFinal(secret));
    token.init(Cipher.DECRYPT_MODE, known);
    assertArrayEquals(secret, token.doFinal(expected));
  }

  @Test
  void anIvIsUsedOnce() throws Exception {
    Cipher cipher = Cipher.getInstance(GCM, provider);
    GCMParameterSpec iv = new GCMParameterSpec(128, new byte[12]);
    cipher.init(Cipher.ENCRYPT_MODE, key, iv);
    cipher.doFinal(DATA);
    assertThrows(IllegalStateException.class, () -> cipher.doFinal(DATA));
    assertThrows(
        InvalidAlgorithmParameterException.class, () -> cipher.init(Cipher.ENCRYPT_MODE, key, iv));
    assertThrows(
        InvalidKeyException.class, () -> cipher.init(Cipher.DECRYPT_MODE, key), "without an IV");
  }

  @Test
  void aShortBufferSpendsNothing() throws Exception {
    Cipher cipher = Cipher.getInstance(GCM, provider);
    cipher.init(Cipher.ENCRYPT_MODE, key);
    byte[] buffer = new byte[DATA.length + 16];
    assertThrows(
        ShortBufferException.class,
        () -> cipher.doFinal(DATA, 0, DATA.length, new byte[DATA.length]));
    assertEquals(buffer.length, cipher.doFinal(DATA, 0, DATA.length, buffer));
  }

  @ParameterizedTest
  @ValueSource(strings = {"AES/KW/NoPadding", "AESWrap", "AES/KWP/NoPadding", "AESWrapPad"})
  void keysAreWrapped(String transformation) throws Exception {
    SecretKey secret = new SecretKeySpec(DATA, 0, 16, "AES");
    Cipher cipher = Cipher.getInstance(transformation);
    cipher.init(Cipher.WRAP_MODE, key);
    assertSame(provider, cipher.getProvider());
    byte[] wrapped = cipher.wrap(secret);
    assertEquals(24, wrapped.length);
    cipher.init(Cipher.UNWRAP_MODE, key);
    assertEquals(secret, cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY));
    wrapped[0] ^= 1;
    assertThrows(InvalidKeyException.class, () -> cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY));
  }

  @Test
  void privateKeysAreWrapped() throws Exception {
    KeyPair pair = TokenFixture.software(KeyType.ED25519);
    Cipher cipher = Cipher.getInstance("AESWrapPad");
    cipher.init(Cipher.WRAP_MODE, key);
    byte[] wrapped = cipher.wrap(pair.getPrivate());
    cipher.init(Cipher.UNWRAP_MODE, key);
    assertArrayEquals(
        pair.getPrivate().getEncoded(),
        cipher.unwrap(wrapped, "EdDSA", Cipher.PRIVATE_KEY).getEncoded());
  }

  @Test
  void dataOfAWrongLengthAreNotWrapped() throws Exception {
    Cipher cipher = Cipher.getInstance("AESWrap", provider);
    cipher.init(Cipher.ENCRYPT_MODE, key);
    assertThrows(IllegalBlockSizeException.class, () -> cipher.doFinal(new byte[17]));
    assertThrows(IllegalBlockSizeException.class, () -> cipher.doFinal(new byte[8]));
    Cipher padded = Cipher.getInstance("AESWrapPad", provider);
    padded.init(Cipher.ENCRYPT_MODE, key);
    assertThrows(IllegalBlockSizeException.class, () -> padded.doFinal(new byte[0]));
    padded.init(Cipher.DECRYPT_MODE, key);
    assertThrows(IllegalBlockSizeException.class, () -> padded.doFinal(new byte[17]));
  }

  /** SoftHSM pads by rules of its own, so it is not asked to. */
  @Test
  void whatATokenDoesWronglyIsRefused() throws Exception {
    Cipher padded = Cipher.getInstance("AESWrapPad", provider);
    padded.init(Cipher.ENCRYPT_MODE, key);
    ProviderException refused =
        assertThrows(ProviderException.class, () -> padded.doFinal(new byte[17]));
    assertInstanceOf(TokenException.class, refused.getCause());
  }

  @Test
  void aTokensKeyIsNotWrapped() throws Exception {
    Cipher cipher = Cipher.getInstance("AESWrap", provider);
    cipher.init(Cipher.WRAP_MODE, key);
    assertThrows(InvalidKeyException.class, () -> cipher.wrap(generate(16, "other")));
  }

  @Test
  void softwareKeysGoElsewhere() throws Exception {
    Cipher named = Cipher.getInstance(GCM, provider);
    SecretKey software = new SecretKeySpec(new byte[16], "AES");
    assertThrows(InvalidKeyException.class, () -> named.init(Cipher.ENCRYPT_MODE, software));
    byte[] fresh = KeyGenerator.getInstance("AES").generateKey().getEncoded();
    assertEquals(32, Arrays.copyOf(fresh, 32).length);
  }
}
