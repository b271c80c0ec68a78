package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.TokenException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.security.Security;
import java.util.Arrays;

/**
 * Random bytes of the token; a seed given to it is not needed, and ignored. Whoever needs random
 * bytes while the token is being opened gets another provider's.
 */
final class TokenSecureRandom extends SecureRandomSpi {
  private static final long serialVersionUID = 1;

  private final transient TokenLink link;

  TokenSecureRandom(TokenLink link) {
    this.link = link;
  }

  @Override
  protected void engineSetSeed(byte[] seed) {}

  @Override
  protected void engineNextBytes(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    if (link.isOpeningHere()) {
      another().nextBytes(bytes);
      return;
    }
    try {
      link.token().random(bytes);
    } catch (TokenException e) {
      throw TokenLink.failed(e);
    }
  }

  @Override
  protected byte[] engineGenerateSeed(int length) {
    byte[] seed = new byte[length];
    engineNextBytes(seed);
    return seed;
  }

  private static SecureRandom another() {
    return Arrays.stream(Security.getProviders())
        .filter(provider -> !(provider instanceof HornbeamProvider))
        .flatMap(provider -> provider.getServices().stream())
        .filter(service -> service.getType().equals("SecureRandom"))
        .findFirst()
        .map(TokenSecureRandom::of)
        .orElseThrow(() -> new ProviderException("no other provider has random numbers"));
  }

  private static SecureRandom of(Provider.Service service) {
    try {
      return SecureRandom.getInstance(service.getAlgorithm(), service.getProvider());
    } catch (NoSuchAlgorithmException e) {
      throw new ProviderException("another provider's random numbers are not to be had", e);
    }
  }

  @Serial
  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("a token's random generator stays with its token");
  }
}
