package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.types.CipherSuite.Kem;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * How the raw keys of MLS stand in the encodings that the JCA trades in: SubjectPublicKeyInfo (RFC
 * 5280) and PrivateKeyInfo (RFC 5208), with the algorithms of RFC 8410 and RFC 5480. In both the
 * raw key comes last, behind bytes that are the same for every key of an algorithm.
 */
@SuppressWarnings("ImmutableEnumChecker") // the prefixes are not written to
enum KeyForm {
  X25519(rfc8410("1.3.101.110"), 32, 32),
  X448(rfc8410("1.3.101.111"), 56, 56),
  ED25519(rfc8410("1.3.101.112"), 32, 32),
  ED448(rfc8410("1.3.101.113"), 57, 57),
  P256(rfc5480(SECObjectIdentifiers.secp256r1), 65, 32),
  P384(rfc5480(SECObjectIdentifiers.secp384r1), 97, 48),
  P521(rfc5480(SECObjectIdentifiers.secp521r1), 133, 66);

  private final AlgorithmIdentifier algorithm;
  private final int publicLength;
  private final int privateLength;
  private final byte[] publicPrefix;
  private final byte[] privatePrefix;

  KeyForm(AlgorithmIdentifier algorithm, int publicLength, int privateLength) {
    this.algorithm = algorithm;
    this.publicLength = publicLength;
    this.privateLength = privateLength;
    try {
      byte[] publicKey = new SubjectPublicKeyInfo(algorithm, new byte[publicLength]).getEncoded();
      publicPrefix = Arrays.copyOf(publicKey, publicKey.length - publicLength);
      ASN1OctetString zeros = new DEROctetString(new byte[privateLength]);
      ASN1Encodable inner = isNamedCurve() ? new ECPrivateKey(zeros, null, null) : zeros;
      byte[] privateKey = new PrivateKeyInfo(algorithm, inner).getEncoded();
      privatePrefix = Arrays.copyOf(privateKey, privateKey.length - privateLength);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static AlgorithmIdentifier rfc8410(String oid) {
    return new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid));
  }

  private static AlgorithmIdentifier rfc5480(ASN1ObjectIdentifier curve) {
    return new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve);
  }

  static KeyForm of(Kem kem) {
    return switch (kem) {
      case X25519 -> X25519;
      case X448 -> X448;
      case P256 -> P256;
      case P384 -> P384;
      case P521 -> P521;
    };
  }

  static KeyForm of(SignatureScheme scheme) {
    return switch (scheme) {
      case ED25519 -> ED25519;
      case ED448 -> ED448;
      case ECDSA_P256_SHA256 -> P256;
      case ECDSA_P384_SHA384 -> P384;
      case ECDSA_P521_SHA512 -> P521;
    };
  }

  /** A key pair of this form; the caller's reading of its encoding proves that it is one. */
  KeyPair generate(KeyPairGenerator generator, SecureRandom random)
      throws GeneralSecurityException {
    try {
      generator.initialize(generatorParameters(), random);
    } catch (InvalidAlgorithmParameterException | UnsupportedOperationException e) {
      // The generators for RFC 7748 and RFC 8032 of Conscrypt, and of the Amazon provider, know one
      // curve each, and take no names; what the latter throws is the default of the JCA.
      if (this != X25519 && this != ED25519) {
        throw new InvalidAlgorithmParameterException("its key generator does not know " + this, e);
      }
    }
    return generator.generateKeyPair();
  }

  private AlgorithmParameterSpec generatorParameters() {
    return switch (this) {
      case X25519 -> NamedParameterSpec.X25519;
      case X448 -> NamedParameterSpec.X448;
      case ED25519 -> NamedParameterSpec.ED25519;
      case ED448 -> NamedParameterSpec.ED448;
      case P256 -> new ECGenParameterSpec(NistCurve.P256.jca());
      case P384 -> new ECGenParameterSpec(NistCurve.P384.jca());
      case P521 -> new ECGenParameterSpec(NistCurve.P521.jca());
    };
  }

  /**
   * @throws InvalidKeyException if the length is wrong
   */
  X509EncodedKeySpec publicKey(byte[] raw) throws InvalidKeyException {
    if (raw.length != publicLength) {
      throw new InvalidKeyException("a public key of " + this + " has " + publicLength + " bytes");
    }
    return new X509EncodedKeySpec(Labels.concat(publicPrefix, raw));
  }

  /**
   * The PKCS#8 form of a private key, which the caller wipes.
   *
   * @throws IllegalArgumentException if the length is wrong
   */
  byte[] privateKey(byte[] raw) {
    if (raw.length != privateLength) {
      throw new IllegalArgumentException(
          "a private key of " + this + " has " + privateLength + " bytes");
    }
    return Labels.concat(privatePrefix, raw);
  }

  /**
   * The raw bytes of a public key.
   *
   * @throws InvalidKeyException if the key has no X.509 encoding or is of another algorithm
   */
  byte[] rawPublic(PublicKey key) throws InvalidKeyException {
    byte[] encoded = encoding(key, "X.509");
    if (encoded.length == publicPrefix.length + publicLength
        && Bytes.own(encoded).slice(0, publicPrefix.length).equals(Bytes.own(publicPrefix))) {
      return Arrays.copyOfRange(encoded, publicPrefix.length, encoded.length);
    }
    throw new InvalidKeyException("not a public key of " + this);
  }

  /**
   * The raw bytes of a private key that has an encoding, which the caller wipes.
   *
   * @throws InvalidKeyException if the key has no PKCS#8 encoding or is of another algorithm
   */
  byte[] rawPrivate(PrivateKey key) throws InvalidKeyException {
    byte[] encoded = encoding(key, "PKCS#8");
    try {
      PrivateKeyInfo info = PrivateKeyInfo.getInstance(encoded);
      if (!info.getPrivateKeyAlgorithm().equals(algorithm)) {
        throw new InvalidKeyException("not a private key of " + this);
      }
      ASN1Encodable inner = info.parsePrivateKey();
      ASN1OctetString raw =
          isNamedCurve()
              ? ECPrivateKey.getInstance(inner).getPrivateKey()
              : ASN1OctetString.getInstance(inner);
      byte[] octets = raw.getOctets().clone();
      wipe(info.getPrivateKey());
      wipe(raw);
      return Dh.fixedLength(octets, privateLength);
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidKeyException("not a private key of " + this, e);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  /** The public key that some providers write into the encoding of an EC private key. */
  Optional<byte[]> publicWithin(PrivateKey key) throws InvalidKeyException {
    byte[] encoded = encoding(key, "PKCS#8");
    try {
      PrivateKeyInfo info = PrivateKeyInfo.getInstance(encoded);
      ECPrivateKey parsed = ECPrivateKey.getInstance(info.parsePrivateKey());
      wipe(info.getPrivateKey());
      wipe(parsed.getPrivateKey());
      return Optional.ofNullable(parsed.getPublicKey())
          .map(bits -> bits.getOctets())
          .filter(octets -> octets.length == publicLength);
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidKeyException("not a private key of " + this, e);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  /** The parser gives the array that it holds. */
  private static void wipe(ASN1OctetString parsed) {
    Arrays.fill(parsed.getOctets(), (byte) 0);
  }

  private boolean isNamedCurve() {
    return algorithm.getParameters() != null;
  }

  private static byte[] encoding(Key key, String format) throws InvalidKeyException {
    byte[] encoded = key.getEncoded();
    if (encoded == null || !format.equals(key.getFormat())) {
      throw new InvalidKeyException("the key has no " + format + " encoding");
    }
    return encoded;
  }
}
