package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.types.CipherSuite.Aead;
import dev.hornbeam.mls.types.CipherSuite.Hash;
import dev.hornbeam.mls.types.CipherSuite.Kem;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What one JCA provider can do, found by trying, since a list of services does not say it all. */
record ProviderPrimitives(Primitives primitives, List<Lack> lacking) {
  private static final byte[] MESSAGE = Labels.ascii("message");

  /** An attempt to use a primitive. */
  private interface Trial {
    boolean works() throws CryptoRefused;
  }

  static ProviderPrimitives of(Provider provider) {
    ProviderPrimitives found = new ProviderPrimitives(new Primitives(), new ArrayList<>());
    SecureRandom random = new SecureRandom();
    for (Hash hash : Hash.values()) {
      found.tryHash(hash, provider);
    }
    for (Aead aead : Aead.values()) {
      found.tryAead(aead, provider);
    }
    for (Kem kem : Kem.values()) {
      Dh dh = new JcaDh(kem, provider);
      if (found.attempt(Primitive.of(kem), () -> works(dh, random))) {
        found.primitives.put(kem, dh);
      }
    }
    for (SignatureScheme scheme : SignatureScheme.values()) {
      Signer signer = new JcaSigner(scheme, provider);
      if (found.attempt(Primitive.of(scheme), () -> works(signer, random))) {
        found.primitives.put(scheme, signer);
      }
    }
    return found;
  }

  private void tryHash(Hash hash, Provider provider) {
    Digest digest = new JcaDigest(hash, provider);
    if (attempt(Primitive.of(hash), () -> digest.hash(MESSAGE).length == hash.length())) {
      primitives.put(hash, digest);
    }
    Hmac hmac = new JcaHmac(hash, provider);
    if (attempt(Primitive.hmac(hash), () -> hmac.mac(MESSAGE, MESSAGE).length == hash.length())) {
      primitives.put(hash, hmac);
    }
  }

  private void tryAead(Aead aead, Provider provider) {
    Optional<JcaAead> known =
        JcaAead.transformations(aead).stream()
            .filter(name -> provider.getService("Cipher", name) != null)
            .map(name -> new JcaAead(aead, name, provider))
            .findFirst();
    // AES-GCM may be there as a mode of AES, which is no service of its own.
    AeadCipher cipher =
        known.orElse(new JcaAead(aead, JcaAead.transformations(aead).get(0), provider));
    if (attempt(Primitive.of(aead), () -> works(aead, cipher))) {
      primitives.put(aead, cipher);
    }
  }

  private boolean attempt(Primitive primitive, Trial trial) {
    String reason;
    try {
      if (trial.works()) {
        return true;
      }
      reason = "gives a wrong result";
    } catch (CryptoRefused | RuntimeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      reason = Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
    }
    lacking.add(new Lack(primitive, reason));
    return false;
  }

  private static boolean works(Aead aead, AeadCipher cipher) throws CryptoRefused {
    byte[] key = new byte[aead.keyLength()];
    byte[] nonce = new byte[aead.nonceLength()];
    byte[] sealed = cipher.seal(key, nonce, MESSAGE, MESSAGE);
    return sealed.length == MESSAGE.length + aead.tagLength()
        && Bytes.own(MESSAGE).matches(Bytes.own(cipher.open(key, nonce, MESSAGE, sealed)));
  }

  private static boolean works(Dh dh, SecureRandom random) throws CryptoRefused {
    RawKeyPair pair = dh.generate(random);
    Dh.Ephemeral ephemeral = dh.ephemeral(pair.publicKey().view(), random);
    try (Secret privateKey = pair.privateKey();
        Secret theirs = Secret.own(ephemeral.sharedSecret());
        Secret ours = Secret.own(dh.agree(privateKey.expose(), ephemeral.publicKey()))) {
      return ours.matches(theirs)
          && pair.publicKey().matches(Bytes.own(dh.publicKey(privateKey.expose())));
    }
  }

  private static boolean works(Signer signer, SecureRandom random) {
    RawKeyPair pair = signer.generate(random);
    try (Secret privateKey = pair.privateKey()) {
      byte[] signature = signer.sign(privateKey.expose(), MESSAGE, random);
      return signer.verify(pair.publicKey().view(), MESSAGE, signature);
    }
  }
}
