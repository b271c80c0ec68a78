package dev.hornbeam.provider;

import java.security.InvalidParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.List;
import java.util.Map;

/** One service of an instance, which takes the keys of that instance and no others. */
final class TokenService extends Provider.Service {
  private final TokenLink link;
  private final Maker maker;

  /** Makes the implementation. */
  @FunctionalInterface
  interface Maker {
    Object make(TokenLink link) throws NoSuchAlgorithmException;
  }

  TokenService(
      Provider provider,
      TokenLink link,
      String type,
      String algorithm,
      List<String> aliases,
      Maker maker) {
    super(
        provider,
        type,
        algorithm,
        "dev.hornbeam.provider." + type,
        aliases,
        type.equals("SecureRandom") ? Map.of("ThreadSafe", "true") : Map.of());
    this.link = link;
    this.maker = maker;
  }

  @Override
  public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
    if (parameter != null) {
      throw new InvalidParameterException(getType() + " takes no parameters here");
    }
    return maker.make(link);
  }

  @Override
  public boolean supportsParameter(Object parameter) {
    return switch (getType()) {
      case "Cipher" -> parameter instanceof TokenSecretKey key && key.link() == link;
      case "Signature", "KeyAgreement", "KEM" ->
          parameter instanceof TokenPrivateKey key && key.link() == link;
      default -> super.supportsParameter(parameter);
    };
  }
}
