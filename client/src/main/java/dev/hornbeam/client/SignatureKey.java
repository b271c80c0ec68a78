package dev.hornbeam.client;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.KeyHandle;
import java.util.List;
import java.util.Optional;

/**
 * A signature key that was found on a token, with its certificate if there is one.
 *
 * @param key for {@code MlsClientBuilder.signatureKey}
 * @param certificate in DER, as the token has it; it was not checked
 */
public record SignatureKey(KeyHandle key, Optional<Bytes> certificate) {
  /**
   * A credential of that one certificate. An issuer's certificates, which the other members may
   * need, are added by whoever has them.
   */
  public Optional<Credential> credential() {
    return certificate.map(each -> new Credential.X509(List.of(each)));
  }
}
