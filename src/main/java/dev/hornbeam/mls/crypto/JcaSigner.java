package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Arrays;

/** A signature scheme by a JCA provider, with software keys. */
record JcaSigner(SignatureScheme scheme, Provider provider) implements Signer {
  @Override
  public Implementation implementation() {
    return Implementation.of(provider);
  }

  @Override
  public RawKeyPair generate(SecureRandom random) {
    try {
      KeyPair pair =
          form().generate(KeyPairGenerator.getInstance(keyAlgorithm(), provider), random);
      byte[] publicKey = form().rawPublic(pair.getPublic());
      return new RawKeyPair(Secret.own(form().rawPrivate(pair.getPrivate())), Bytes.own(publicKey));
    } catch (GeneralSecurityException e) {
      throw new ProviderException(e);
    }
  }

  /**
   * As {@link JcaDh#publicKey} for ECDSA. For EdDSA the JCA has no such operation; most providers'
   * generators draw the seed from the source given, and so make the very pair.
   *
   * @throws UnsupportedOperationException if this provider's does not
   */
  @Override
  public byte[] publicKey(byte[] privateKey) {
    if (!scheme.isEdDsa()) {
      return new JcaDh(NistCurve.of(scheme).kem(), provider).publicKey(privateKey);
    }
    EdwardsCurve.of(scheme).checkPrivateKey(privateKey);
    RawKeyPair pair = generate(new GivenBytes(privateKey));
    try (Secret made = pair.privateKey();
        Secret given = Secret.copyOf(privateKey)) {
      if (made.matches(given)) {
        return pair.publicKey().toArray();
      }
    }
    throw new UnsupportedOperationException(
        provider.getName() + " computes no public key of " + scheme.jca());
  }

  @Override
  public byte[] sign(byte[] privateKey, byte[] message, SecureRandom random) {
    try {
      return sign(own(privateKey), message, random);
    } catch (GeneralSecurityException e) {
      throw new ProviderException(e);
    }
  }

  @Override
  public byte[] sign(SoftwarePrivateKey privateKey, byte[] message, SecureRandom random) {
    try {
      return sign(privateKey.prepared(provider, this::own), message, random);
    } catch (GeneralSecurityException e) {
      throw new ProviderException(e);
    }
  }

  private byte[] sign(PrivateKey own, byte[] message, SecureRandom random)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm(), provider);
    signature.initSign(own, random);
    signature.update(message);
    return signature.sign();
  }

  @Override
  public boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
    boolean canBeKey =
        scheme.isEdDsa() ? EdwardsCurve.of(scheme).isCandidate(publicKey) : isPublicKey(publicKey);
    if (!canBeKey) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(algorithm(), provider);
      verifier.initVerify(
          KeyFactory.getInstance(keyAlgorithm(), provider)
              .generatePublic(form().publicKey(publicKey)));
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @Override
  public boolean isPublicKey(byte[] publicKey) {
    return scheme.isEdDsa()
        ? EdwardsCurve.of(scheme).isPublicKey(publicKey)
        : NistCurve.of(scheme).point(publicKey).isPresent();
  }

  private PrivateKey own(byte[] raw) throws GeneralSecurityException {
    byte[] encoded = form().privateKey(raw);
    try (Lent lent = new Lent(encoded)) {
      return KeyFactory.getInstance(keyAlgorithm(), provider).generatePrivate(lent.pkcs8());
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  private KeyForm form() {
    return KeyForm.of(scheme);
  }

  /** For EdDSA the JCA's name of both curves, as not all providers have the name of the curve. */
  private String algorithm() {
    return scheme.isEdDsa() ? "EdDSA" : scheme.jca();
  }

  private String keyAlgorithm() {
    return scheme.isEdDsa() ? "EdDSA" : "EC";
  }
}
