package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.AesKey;
import dev.hornbeam.pkcs11.TokenException;
import java.io.ByteArrayOutputStream;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidParameterSpecException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/** AES-GCM (NIST SP 800-38D) by a token's key. */
final class GcmCipher extends TokenCipher {
  private static final int IV_LENGTH = 12;
  private static final int TAG_BITS = 128;
  private static final long CKR_ENCRYPTED_DATA_INVALID = 0x40;
  private static final long CKR_ENCRYPTED_DATA_LEN_RANGE = 0x41;

  private final ByteArrayOutputStream aad = new ByteArrayOutputStream();
  private byte[] iv = new byte[0];
  private int tagBits = TAG_BITS;
  private boolean spent;
  private byte[] lastIv = new byte[0];
  private Optional<TokenSecretKey> lastKey = Optional.empty();

  GcmCipher(TokenLink link) {
    super(link);
  }

  @Override
  void begin(TokenSecretKey with, @Nullable AlgorithmParameterSpec parameters, SecureRandom random)
      throws InvalidAlgorithmParameterException {
    aad.reset();
    if (parameters instanceof GCMParameterSpec gcm) {
      begin(with, gcm);
    } else if (parameters != null) {
      throw new InvalidAlgorithmParameterException("GCM takes a GCMParameterSpec");
    } else if (encrypts()) {
      byte[] fresh = new byte[IV_LENGTH];
      (random == null ? new SecureRandom() : random).nextBytes(fresh);
      begin(with, new GCMParameterSpec(TAG_BITS, fresh));
    } else {
      throw new InvalidAlgorithmParameterException("GCM needs the IV to decrypt");
    }
  }

  private void begin(TokenSecretKey with, GCMParameterSpec gcm)
      throws InvalidAlgorithmParameterException {
    int bits = gcm.getTLen();
    byte[] newIv = gcm.getIV();
    if (bits < 96 || bits > TAG_BITS || bits % Byte.SIZE != 0) {
      throw new InvalidAlgorithmParameterException("a tag has 96 to 128 bits, not " + bits);
    }
    if (newIv.length == 0 || newIv.length > AesKey.MAX_GCM_IV) {
      throw new InvalidAlgorithmParameterException(
          "an IV has 1 to " + AesKey.MAX_GCM_IV + " bytes, not " + newIv.length);
    }
    if (encrypts() && lastKey.filter(with::equals).isPresent() && Arrays.equals(newIv, lastIv)) {
      throw new InvalidAlgorithmParameterException("this IV was just used with this key");
    }
    iv = newIv;
    tagBits = bits;
    spent = false;
  }

  @Override
  protected void engineInit(
      int opmode, Key key, @Nullable AlgorithmParameters parameters, SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    try {
      engineInit(
          opmode,
          key,
          parameters == null ? null : parameters.getParameterSpec(GCMParameterSpec.class),
          random);
    } catch (InvalidParameterSpecException e) {
      throw new InvalidAlgorithmParameterException("these are no parameters of GCM", e);
    }
  }

  @Override
  protected void engineUpdateAAD(byte[] bytes, int offset, int length) {
    requireFresh();
    if (collected() > 0) {
      throw new IllegalStateException("additional data come before the data");
    }
    aad.write(bytes, offset, length);
  }

  @Override
  byte[] encrypt(TokenSecretKey with, byte[] plaintext) throws TokenException, InvalidKeyException {
    requireFresh();
    // Even if it fails: the token may have used the IV.
    spent = true;
    lastIv = iv.clone();
    lastKey = Optional.of(with);
    byte[] additional = aad.toByteArray();
    aad.reset();
    return with.usable().encryptGcm(iv, additional, tagBits, plaintext);
  }

  @Override
  byte[] decrypt(TokenSecretKey with, byte[] ciphertext)
      throws TokenException, InvalidKeyException, AEADBadTagException {
    byte[] additional = aad.toByteArray();
    aad.reset();
    if (ciphertext.length < tagBits / Byte.SIZE) {
      throw new AEADBadTagException("the ciphertext is shorter than its tag");
    }
    try {
      return with.usable().decryptGcm(iv, additional, tagBits, ciphertext);
    } catch (TokenException e) {
      long ckr = e.ckr().orElse(0);
      if (ckr == CKR_ENCRYPTED_DATA_INVALID || ckr == CKR_ENCRYPTED_DATA_LEN_RANGE) {
        AEADBadTagException wrong = new AEADBadTagException("the tag is wrong");
        wrong.initCause(e);
        throw wrong;
      }
      throw e;
    }
  }

  private void requireFresh() {
    if (encrypts() && spent) {
      throw new IllegalStateException("the IV was used: initialise the cipher with another one");
    }
  }

  @Override
  protected int engineGetBlockSize() {
    return BLOCK;
  }

  @Override
  protected int engineGetOutputSize(int length) {
    int all = collected() + length;
    int tag = tagBits / Byte.SIZE;
    return encrypts() ? all + tag : Math.max(0, all - tag);
  }

  @Override
  protected byte @Nullable [] engineGetIV() {
    return iv.length == 0 ? null : iv.clone();
  }

  @Override
  protected @Nullable AlgorithmParameters engineGetParameters() {
    if (iv.length == 0) {
      return null;
    }
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("GCM");
      parameters.init(new GCMParameterSpec(tagBits, iv));
      return parameters;
    } catch (GeneralSecurityException e) {
      throw new ProviderException("no provider knows the parameters of GCM", e);
    }
  }
}
