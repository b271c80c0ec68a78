package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.Attributes;
import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.KeyPairRequest;
import dev.hornbeam.pkcs11.Storage;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.TokenKey;
import dev.hornbeam.provider.Templates.Half;
import dev.hornbeam.provider.Templates.Operation;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidParameterException;
import java.security.KeyPair;
import java.security.KeyPairGeneratorSpi;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes key pairs on the token. Without a {@link TokenKeySpec}, and without {@code
 * keyPairGenerator} in the configuration, it refuses: {@link java.security.KeyPairGenerator} then
 * asks the next provider, unless this one was named.
 */
final class TokenKeyPairGenerator extends KeyPairGeneratorSpi {
  private static final SecureRandom IDS = new SecureRandom();

  private final TokenLink link;
  private final List<Curve> curves;
  private Optional<TokenKeySpec> spec = Optional.empty();

  /**
   * @param curves those of the algorithm; the first is the one that is made if nothing is said
   */
  TokenKeyPairGenerator(TokenLink link, List<Curve> curves) {
    this.link = link;
    this.curves = List.copyOf(curves);
  }

  @Override
  public void initialize(int keySize, SecureRandom random) {
    Curve curve =
        curves.stream()
            .filter(candidate -> sizeOf(candidate) == keySize)
            .findFirst()
            .orElseThrow(
                () -> new InvalidParameterException("no curve of " + keySize + " bits: " + curves));
    spec = Optional.of(unnamed(curve).orElseThrow(TokenKeyPairGenerator::notOffered));
  }

  @Override
  public void initialize(@Nullable AlgorithmParameterSpec parameters, SecureRandom random)
      throws InvalidAlgorithmParameterException {
    if (parameters instanceof TokenKeySpec given) {
      if (!curves.contains(Curve.of(given.type()))) {
        throw new InvalidAlgorithmParameterException(given.type() + " is none of " + curves);
      }
      spec = Optional.of(given);
      return;
    }
    Curve curve =
        curve(parameters)
            .filter(curves::contains)
            .orElseThrow(
                () -> new InvalidAlgorithmParameterException("parameters of none of " + curves));
    spec =
        Optional.of(
            unnamed(curve)
                .orElseThrow(
                    () -> new InvalidAlgorithmParameterException(notOffered().getMessage())));
  }

  @Override
  public KeyPair generateKeyPair() {
    TokenKeySpec wanted =
        spec.or(() -> unnamed(curves.get(0))).orElseThrow(TokenKeyPairGenerator::notOffered);
    try {
      Token token = link.token();
      TokenKey key =
          wanted.storage() == Storage.TOKEN
              ? token.generate(request(wanted))
              : token.generateInSession(request(wanted));
      return new KeyPair(PublicKeys.of(key.type(), key.publicKey()), TokenPrivateKey.of(link, key));
    } catch (TokenException e) {
      throw TokenLink.failed(e);
    }
  }

  private KeyPairRequest request(TokenKeySpec wanted) {
    Templates templates = link.configuration().templates();
    return new KeyPairRequest(
        wanted.type(),
        wanted.use(),
        wanted.storage(),
        wanted.id().orElseGet(() -> KeyId.random(IDS)),
        wanted.label(),
        templates.attributes(Operation.GENERATE, Half.PRIVATE, wanted.type(), wanted.privateKey()),
        templates.attributes(Operation.GENERATE, Half.PUBLIC, wanted.type(), wanted.publicKey()));
  }

  /** The pair that is made for those who did not ask for a token, if the configuration says so. */
  private Optional<TokenKeySpec> unnamed(Curve curve) {
    return link.configuration()
        .offers()
        .keyPairs()
        .map(
            storage -> {
              TokenKeySpec plain = TokenKeySpec.of(curve.type()).withStorage(storage);
              // Whoever makes a pair for a session may want to agree on a secret as well.
              return storage == Storage.SESSION && curve.isNist()
                  ? plain.withPrivateKey(new Attributes(Map.of(AttributeNames.CKA_DERIVE, true)))
                  : plain;
            });
  }

  private static InvalidParameterException notOffered() {
    return new InvalidParameterException(
        "keys are made on the token with a TokenKeySpec only,"
            + " unless the configuration says keyPairGenerator = token (or session)");
  }

  private static Optional<Curve> curve(@Nullable AlgorithmParameterSpec parameters) {
    if (parameters instanceof NamedParameterSpec named) {
      return Curve.named(named.getName());
    }
    if (parameters instanceof ECGenParameterSpec named) {
      return Curve.named(named.getName());
    }
    return parameters instanceof ECParameterSpec ec ? Curve.of(ec) : Optional.empty();
  }

  /** What the JDK calls the size of a curve. */
  private static int sizeOf(Curve curve) {
    return switch (curve) {
      case ED25519, X25519 -> 255;
      case ED448, X448 -> 448;
      case P256 -> 256;
      case P384 -> 384;
      case P521 -> 521;
    };
  }
}
