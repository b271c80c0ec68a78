package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.TokenException;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What the ciphers have in common: the input is collected, and given to the token at the end, so
 * that nothing leaves before a tag was checked.
 */
abstract sealed class TokenCipher extends CipherSpi permits GcmCipher, KeyWrapCipher {
  static final int BLOCK = 16;

  private final TokenLink link;
  private Wiped input = new Wiped();
  private Optional<TokenSecretKey> key = Optional.empty();
  private int mode;

  TokenCipher(TokenLink link) {
    this.link = link;
  }

  /** A buffer that can be wiped; what it grew out of is left to the garbage collector. */
  private static final class Wiped extends ByteArrayOutputStream {
    void wipe() {
      Arrays.fill(buf, (byte) 0);
      reset();
    }
  }

  /** Takes the parameters of an operation that begins; null for none. */
  abstract void begin(
      TokenSecretKey with, @Nullable AlgorithmParameterSpec parameters, SecureRandom random)
      throws InvalidAlgorithmParameterException;

  abstract byte[] encrypt(TokenSecretKey with, byte[] plaintext)
      throws TokenException, InvalidKeyException, IllegalBlockSizeException;

  abstract byte[] decrypt(TokenSecretKey with, byte[] ciphertext)
      throws TokenException, InvalidKeyException, IllegalBlockSizeException, BadPaddingException;

  /** Whether it encrypts, be it data or keys. */
  final boolean encrypts() {
    return mode == Cipher.ENCRYPT_MODE || mode == Cipher.WRAP_MODE;
  }

  final int collected() {
    return input.size();
  }

  @Override
  protected final void engineSetMode(String name) throws NoSuchAlgorithmException {
    throw new NoSuchAlgorithmException("the mode is a part of the transformation's name");
  }

  @Override
  protected final void engineSetPadding(String name) throws NoSuchPaddingException {
    throw new NoSuchPaddingException("the padding is a part of the transformation's name");
  }

  @Override
  protected final void engineInit(
      int opmode, Key secretKey, @Nullable AlgorithmParameterSpec parameters, SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    TokenSecretKey own = TokenKeys.ownSecret(link, secretKey);
    input.wipe();
    key = Optional.empty();
    mode = opmode;
    begin(own, parameters, random);
    key = Optional.of(own);
  }

  @Override
  protected final void engineInit(int opmode, Key secretKey, SecureRandom random)
      throws InvalidKeyException {
    try {
      engineInit(opmode, secretKey, (AlgorithmParameterSpec) null, random);
    } catch (InvalidAlgorithmParameterException e) {
      throw new InvalidKeyException(e.getMessage(), e);
    }
  }

  @Override
  protected byte[] engineUpdate(byte[] bytes, int offset, int length) {
    input.write(bytes, offset, length);
    return new byte[0];
  }

  @Override
  protected int engineUpdate(byte[] bytes, int offset, int length, byte[] to, int toOffset) {
    engineUpdate(bytes, offset, length);
    return 0;
  }

  @Override
  protected final byte[] engineDoFinal(byte @Nullable [] bytes, int offset, int length)
      throws IllegalBlockSizeException, BadPaddingException {
    if (bytes != null) {
      input.write(bytes, offset, length);
    }
    return finish(input.toByteArray());
  }

  @Override
  protected final int engineDoFinal(
      byte @Nullable [] bytes, int offset, int length, byte[] to, int toOffset)
      throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
    // Before anything is spent: the caller may come again with a longer buffer.
    if (to.length - toOffset < engineGetOutputSize(length)) {
      throw new ShortBufferException("up to " + engineGetOutputSize(length) + " bytes are needed");
    }
    byte[] output = engineDoFinal(bytes, offset, length);
    System.arraycopy(output, 0, to, toOffset, output.length);
    if (!encrypts()) {
      Arrays.fill(output, (byte) 0);
    }
    return output.length;
  }

  @Override
  protected final byte[] engineWrap(Key secret)
      throws IllegalBlockSizeException, InvalidKeyException {
    byte[] encoded = secret.getEncoded();
    if (encoded == null) {
      throw new InvalidKeyException("a key without an encoding cannot be wrapped here: " + secret);
    }
    try {
      return finish(encoded);
    } catch (BadPaddingException e) {
      throw new AssertionError("wrapping has no padding to be checked", e);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  @Override
  protected final Key engineUnwrap(byte[] wrapped, String algorithm, int type)
      throws InvalidKeyException, NoSuchAlgorithmException {
    byte[] encoded;
    try {
      encoded = finish(wrapped.clone());
    } catch (IllegalBlockSizeException | BadPaddingException e) {
      throw new InvalidKeyException("the key cannot be unwrapped", e);
    }
    try {
      return switch (type) {
        case Cipher.SECRET_KEY -> new SecretKeySpec(encoded, algorithm);
        case Cipher.PRIVATE_KEY ->
            KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        case Cipher.PUBLIC_KEY ->
            KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
        default -> throw new InvalidKeyException("no such type of key: " + type);
      };
    } catch (NoSuchAlgorithmException e) {
      throw e;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new InvalidKeyException("what was unwrapped is no key of " + algorithm, e);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  @Override
  protected final int engineGetKeySize(Key secretKey) throws InvalidKeyException {
    return TokenKeys.ownSecret(link, secretKey).key().length() * Byte.SIZE;
  }

  /** One operation; it takes ownership of the bytes. */
  private byte[] finish(byte[] bytes) throws IllegalBlockSizeException, BadPaddingException {
    TokenSecretKey own =
        key.orElseThrow(() -> new IllegalStateException("the cipher has no key, or a used IV"));
    try {
      return encrypts() ? encrypt(own, bytes) : decrypt(own, bytes);
    } catch (TokenException e) {
      throw TokenLink.failed(e);
    } catch (InvalidKeyException e) {
      throw new IllegalStateException(e.getMessage(), e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
      input.wipe();
    }
  }
}
