package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.AesKey.Wrap;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.Trouble;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import org.jspecify.annotations.Nullable;

/** AES key wrap (RFC 3394) and key wrap with padding (RFC 5649) by a token's key. */
final class KeyWrapCipher extends TokenCipher {
  private static final int HALF_BLOCK = 8;

  private final Wrap wrap;

  KeyWrapCipher(TokenLink link, Wrap wrap) {
    super(link);
    this.wrap = wrap;
  }

  @Override
  void begin(TokenSecretKey with, @Nullable AlgorithmParameterSpec parameters, SecureRandom random)
      throws InvalidAlgorithmParameterException {
    if (parameters != null) {
      throw new InvalidAlgorithmParameterException("key wrap has the initial value of its RFC");
    }
  }

  @Override
  protected void engineInit(
      int opmode, Key key, @Nullable AlgorithmParameters parameters, SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    if (parameters != null) {
      throw new InvalidAlgorithmParameterException("key wrap has the initial value of its RFC");
    }
    engineInit(opmode, key, random);
  }

  @Override
  byte[] encrypt(TokenSecretKey with, byte[] plaintext)
      throws TokenException, InvalidKeyException, IllegalBlockSizeException {
    boolean fits =
        wrap == Wrap.KWP
            ? plaintext.length > 0
            : plaintext.length >= BLOCK && plaintext.length % HALF_BLOCK == 0;
    if (!fits) {
      throw new IllegalBlockSizeException(wrap + " does not wrap " + plaintext.length + " bytes");
    }
    return with.usable().wrap(wrap, plaintext);
  }

  @Override
  byte[] decrypt(TokenSecretKey with, byte[] ciphertext)
      throws TokenException, InvalidKeyException, IllegalBlockSizeException, BadPaddingException {
    int least = wrap == Wrap.KWP ? BLOCK : BLOCK + HALF_BLOCK;
    if (ciphertext.length < least || ciphertext.length % HALF_BLOCK != 0) {
      throw new IllegalBlockSizeException(
          wrap + " does not unwrap " + ciphertext.length + " bytes");
    }
    try {
      return with.usable().unwrap(wrap, ciphertext);
    } catch (TokenException e) {
      // A module has no code of its own for a wrong check value; what is no trouble of the token
      // or of the key is one of the data.
      if (e.trouble() != Trouble.OTHER) {
        throw e;
      }
      BadPaddingException wrong = new BadPaddingException("the token does not unwrap this");
      wrong.initCause(e);
      throw wrong;
    }
  }

  @Override
  protected int engineGetBlockSize() {
    return HALF_BLOCK;
  }

  @Override
  protected int engineGetOutputSize(int length) {
    int all = collected() + length;
    int padded = (all + HALF_BLOCK - 1) / HALF_BLOCK * HALF_BLOCK;
    return encrypts() ? padded + HALF_BLOCK : Math.max(0, all - HALF_BLOCK);
  }

  @Override
  protected byte @Nullable [] engineGetIV() {
    return null;
  }

  @Override
  protected @Nullable AlgorithmParameters engineGetParameters() {
    return null;
  }
}
