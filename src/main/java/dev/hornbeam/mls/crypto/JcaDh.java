package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.types.CipherSuite.Kem;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.KeyAgreement;

/** The group of a KEM by a JCA provider, with software keys. */
record JcaDh(Kem kem, Provider provider) implements Dh {
  @Override
  public Implementation implementation() {
    return Implementation.of(provider);
  }

  @Override
  public RawKeyPair generate(SecureRandom random) {
    try {
      KeyPair pair = generatePair(random);
      byte[] publicKey = form().rawPublic(pair.getPublic());
      return new RawKeyPair(Secret.own(form().rawPrivate(pair.getPrivate())), Bytes.own(publicKey));
    } catch (GeneralSecurityException e) {
      throw new ProviderException(e);
    }
  }

  @Override
  public Ephemeral ephemeral(byte[] publicKey, SecureRandom random) throws CryptoRefused {
    PublicKey peer = peer(publicKey);
    try {
      KeyPair own = generatePair(random);
      return new Ephemeral(form().rawPublic(own.getPublic()), agree(own.getPrivate(), peer));
    } catch (GeneralSecurityException e) {
      throw new ProviderException(e);
    }
  }

  /**
   * The JCA has no such operation. On the curves of RFC 7748 it is an agreement with the base
   * point. On the NIST curves some providers put the public key into the encoding of a private one
   * that they take as a number; else {@link #publicByAgreement} finds it.
   */
  @Override
  public byte[] publicKey(byte[] privateKey) {
    try {
      if (!kem.isNist()) {
        return agree(own(privateKey), peer(MontgomeryCurve.of(kem).basePoint()));
      }
      NistCurve curve = NistCurve.of(kem);
      PrivateKey key =
          KeyFactory.getInstance(keyAlgorithm(), provider)
              .generatePrivate(new ECPrivateKeySpec(curve.scalar(privateKey), curve.spec()));
      Optional<byte[]> within = form().publicWithin(key);
      return within.isPresent() ? within.get() : publicByAgreement(privateKey, key);
    } catch (GeneralSecurityException | CryptoRefused e) {
      throw new ProviderException(e);
    }
  }

  @Override
  public byte[] agree(byte[] privateKey, byte[] publicKey) throws CryptoRefused {
    PublicKey peer = peer(publicKey);
    try {
      return agree(own(privateKey), peer);
    } catch (GeneralSecurityException e) {
      throw new ProviderException(e);
    }
  }

  @Override
  public boolean isPublicKey(byte[] publicKey) {
    return kem.isNist()
        ? NistCurve.of(kem).point(publicKey).isPresent()
        : MontgomeryCurve.of(kem).isPublicKey(publicKey);
  }

  /**
   * The public key of a scalar d from the provider's own ECDH and ECDSA: agreeing with the curve's
   * generator G gives the x-coordinate of dG, which leaves two points, and a signature under d
   * verifies with only one of them. Nothing is computed on d but by the provider.
   */
  private byte[] publicByAgreement(byte[] privateKey, PrivateKey key)
      throws GeneralSecurityException, CryptoRefused {
    NistCurve curve = NistCurve.of(kem);
    byte[] x = agree(key, peer(curve.encode(curve.spec().getGenerator())));
    byte[] message = Labels.ascii("which of two points");
    Signature signer = Signature.getInstance(curve.scheme().jca(), provider);
    signer.initSign(own(privateKey));
    signer.update(message);
    byte[] signature = signer.sign();
    for (byte[] candidate : curve.pointsAt(x)) {
      Signature verifier = Signature.getInstance(curve.scheme().jca(), provider);
      verifier.initVerify(peer(candidate));
      verifier.update(message);
      if (verifier.verify(signature)) {
        return candidate;
      }
    }
    throw new InvalidKeyException("neither point verifies");
  }

  private KeyPair generatePair(SecureRandom random) throws GeneralSecurityException {
    return form().generate(KeyPairGenerator.getInstance(keyAlgorithm(), provider), random);
  }

  private byte[] agree(PrivateKey own, PublicKey peer)
      throws GeneralSecurityException, CryptoRefused {
    KeyAgreement agreement =
        KeyAgreement.getInstance(kem.isNist() ? "ECDH" : keyAlgorithm(), provider);
    agreement.init(own);
    try {
      agreement.doPhase(peer, true);
      byte[] shared = Dh.fixedLength(agreement.generateSecret(), kem.dhLength());
      return kem.isNist() ? shared : Dh.nonZero(shared);
    } catch (InvalidKeyException | IllegalStateException e) {
      // The private key is good: it was taken above. Providers refuse points of small order here.
      throw new CryptoRefused("the agreement refuses a public key of " + kem, e);
    }
  }

  private PrivateKey own(byte[] raw) throws GeneralSecurityException {
    if (kem.isNist()) {
      NistCurve.of(kem).checkPrivateKey(raw);
    }
    byte[] encoded = form().privateKey(raw);
    try (Lent lent = new Lent(encoded)) {
      return KeyFactory.getInstance(keyAlgorithm(), provider).generatePrivate(lent.pkcs8());
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  private PublicKey peer(byte[] raw) throws CryptoRefused {
    if (!isPublicKey(raw)) {
      throw new CryptoRefused("not a public key of " + kem);
    }
    try {
      return KeyFactory.getInstance(keyAlgorithm(), provider).generatePublic(form().publicKey(raw));
    } catch (InvalidKeyException | InvalidKeySpecException e) {
      throw new CryptoRefused("the provider takes no such public key of " + kem, e);
    } catch (GeneralSecurityException e) {
      throw new ProviderException(e);
    }
  }

  private KeyForm form() {
    return KeyForm.of(kem);
  }

  /** Every provider that has either curve has this name; not all have the name of the curve. */
  private String keyAlgorithm() {
    return kem.isNist() ? "EC" : "XDH";
  }
}
