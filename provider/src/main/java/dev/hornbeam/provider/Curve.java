package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.KeyType;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** What the JCA calls the curves of {@link KeyType}, and the head of a public key's X.509 form. */
enum Curve {
  ED25519(KeyType.ED25519, "EdDSA", "Ed25519", "302a300506032b6570032100"),
  ED448(KeyType.ED448, "EdDSA", "Ed448", "3043300506032b6571033a00"),
  X25519(KeyType.X25519, "XDH", "X25519", "302a300506032b656e032100"),
  X448(KeyType.X448, "XDH", "X448", "3042300506032b656f033900"),
  P256(KeyType.P256, "EC", "secp256r1", "3059301306072a8648ce3d020106082a8648ce3d030107034200"),
  P384(KeyType.P384, "EC", "secp384r1", "3076301006072a8648ce3d020106052b81040022036200"),
  P521(KeyType.P521, "EC", "secp521r1", "30819b301006072a8648ce3d020106052b8104002303818600");

  private final KeyType type;
  private final String algorithm;
  private final String jca;
  private final String x509Head;

  Curve(KeyType type, String algorithm, String jca, String x509Head) {
    this.type = type;
    this.algorithm = algorithm;
    this.jca = jca;
    this.x509Head = x509Head;
  }

  static Curve of(KeyType type) {
    return switch (type) {
      case ED25519 -> ED25519;
      case ED448 -> ED448;
      case X25519 -> X25519;
      case X448 -> X448;
      case P256 -> P256;
      case P384 -> P384;
      case P521 -> P521;
    };
  }

  /** A curve by any of its names, in whatever case, or its object identifier. */
  static Optional<Curve> named(String name) {
    return Arrays.stream(values())
        .filter(curve -> curve.names().stream().anyMatch(name::equalsIgnoreCase))
        .findFirst();
  }

  /** The curve of NIST that has these parameters, if one has. */
  static Optional<Curve> of(ECParameterSpec parameters) {
    return Arrays.stream(values())
        .filter(Curve::isNist)
        .filter(curve -> curve.hasParameters(parameters))
        .findFirst();
  }

  KeyType type() {
    return type;
  }

  /** What a key of it says as its algorithm: {@code EC}, {@code EdDSA} or {@code XDH}. */
  String algorithm() {
    return algorithm;
  }

  /** The name of the curve. */
  String jca() {
    return jca;
  }

  /** What comes before the bytes of a public key in its SubjectPublicKeyInfo. */
  byte[] x509Head() {
    return HexFormat.of().parseHex(x509Head);
  }

  boolean isNist() {
    return algorithm.equals("EC");
  }

  NamedParameterSpec named() {
    return new NamedParameterSpec(jca);
  }

  /** The parameters of a curve of NIST. */
  ECParameterSpec parameters() {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(jca));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new ProviderException("no provider knows the curve " + jca, e);
    }
  }

  private List<String> names() {
    return switch (this) {
      case ED25519 -> List.of(jca, "1.3.101.112");
      case ED448 -> List.of(jca, "1.3.101.113");
      case X25519 -> List.of(jca, "1.3.101.110");
      case X448 -> List.of(jca, "1.3.101.111");
      case P256 ->
          List.of(
              jca, "P-256", "NIST P-256", "prime256v1", "X9.62 prime256v1", "1.2.840.10045.3.1.7");
      case P384 -> List.of(jca, "P-384", "NIST P-384", "1.3.132.0.34");
      case P521 -> List.of(jca, "P-521", "NIST P-521", "1.3.132.0.35");
    };
  }

  private boolean hasParameters(ECParameterSpec other) {
    ECParameterSpec own = parameters();
    return own.getCurve().equals(other.getCurve())
        && own.getGenerator().equals(other.getGenerator())
        && own.getOrder().equals(other.getOrder());
  }
}
