package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.types.CipherSuite.Hash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.ProviderException;

/** A hash function of a JCA provider. */
record JcaDigest(Hash hash, Provider provider) implements Digest {
  @Override
  public Implementation implementation() {
    return Implementation.of(provider);
  }

  @Override
  public byte[] hash(byte[] data) {
    try {
      return MessageDigest.getInstance(hash.jca(), provider).digest(data);
    } catch (NoSuchAlgorithmException e) {
      throw new ProviderException(e);
    }
  }
}
