package dev.hornbeam.mls.testing;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;

/**
 * A JCA provider with opaque keys, as a token's are: they have no encoding and no other provider
 * takes them, and this one takes no others. What it does it has the JDK do.
 */
public final class OpaqueKeyProvider extends Provider {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "HornbeamOpaqueTestKeys";
  private static final List<String> AGREEMENTS = List.of("X25519", "X448", "ECDH");
  private static final List<String> SIGNATURES =
      List.of("Ed25519", "Ed448", "SHA256withECDSA", "SHA384withECDSA", "SHA512withECDSA");

  private OpaqueKeyProvider() {
    super(NAME, "1", "opaque keys for tests");
    AGREEMENTS.forEach(a -> putService(new OpaqueService(this, "KeyAgreement", a)));
    SIGNATURES.forEach(s -> putService(new OpaqueService(this, "Signature", s)));
  }

  /** Makes the provider known to the JCA, last in its list; again does nothing. */
  public static void register() {
    if (Security.getProvider(NAME) == null) {
      Security.addProvider(new OpaqueKeyProvider());
    }
  }

  /**
   * The opaque private half of a pair.
   *
   * @param beforeUse called before each operation; a runtime exception that it throws is what the
   *     operation throws
   */
  public static PrivateKey opaque(KeyPair pair, Runnable beforeUse) {
    return new OpaqueKey(pair.getPrivate(), beforeUse);
  }

  @SuppressWarnings("serial") // a handle to this process's memory
  private static final class OpaqueKey implements PrivateKey {
    private final transient PrivateKey inside;
    private final transient Runnable beforeUse;

    OpaqueKey(PrivateKey inside, Runnable beforeUse) {
      this.inside = inside;
      this.beforeUse = beforeUse;
    }

    static OpaqueKey of(Key key) throws InvalidKeyException {
      if (key instanceof OpaqueKey opaque) {
        opaque.beforeUse.run();
        return opaque;
      }
      throw new InvalidKeyException("not a key of this provider");
    }

    @Override
    public String getAlgorithm() {
      return inside.getAlgorithm();
    }

    @SuppressWarnings("NullAway") // the JCA's contract for a key without an encoding
    @Override
    public String getFormat() {
      return null;
    }

    @SuppressWarnings("NullAway") // the JCA's contract for a key without an encoding
    @Override
    public byte[] getEncoded() {
      return null;
    }
  }

  private static final class OpaqueService extends Service {
    OpaqueService(Provider provider, String type, String algorithm) {
      super(provider, type, algorithm, OpaqueKeyProvider.class.getName(), null, null);
    }

    @Override
    public Object newInstance(Object unused) throws NoSuchAlgorithmException {
      return getType().equals("KeyAgreement")
          ? new OpaqueAgreement(KeyAgreement.getInstance(getAlgorithm()))
          : new OpaqueSignature(Signature.getInstance(getAlgorithm()));
    }

    @Override
    public boolean supportsParameter(Object key) {
      return key instanceof OpaqueKey;
    }
  }

  private static final class OpaqueAgreement extends KeyAgreementSpi {
    private final KeyAgreement inside;

    OpaqueAgreement(KeyAgreement inside) {
      this.inside = inside;
    }

    @Override
    protected void engineInit(Key key, SecureRandom random) throws InvalidKeyException {
      inside.init(OpaqueKey.of(key).inside);
    }

    @Override
    protected void engineInit(Key key, AlgorithmParameterSpec params, SecureRandom random)
        throws InvalidKeyException, InvalidAlgorithmParameterException {
      inside.init(OpaqueKey.of(key).inside, params);
    }

    @Override
    @SuppressWarnings("NullAway") // the JCA's contract for the last phase
    protected Key engineDoPhase(Key key, boolean lastPhase) throws InvalidKeyException {
      return inside.doPhase(key, lastPhase);
    }

    @Override
    protected byte[] engineGenerateSecret() {
      return inside.generateSecret();
    }

    @Override
    protected int engineGenerateSecret(byte[] sharedSecret, int offset) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected SecretKey engineGenerateSecret(String algorithm) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class OpaqueSignature extends SignatureSpi {
    private final Signature inside;

    OpaqueSignature(Signature inside) {
      this.inside = inside;
    }

    @Override
    protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
      inside.initSign(OpaqueKey.of(key).inside);
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
      throw new InvalidKeyException("this provider has no public keys");
    }

    @Override
    protected void engineUpdate(byte b) throws SignatureException {
      inside.update(b);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
      inside.update(bytes, offset, length);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
      return inside.sign();
    }

    @Override
    protected boolean engineVerify(byte[] signature) {
      throw new UnsupportedOperationException();
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
      throw new InvalidParameterException(name);
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
      throw new InvalidParameterException(name);
    }
  }
}
