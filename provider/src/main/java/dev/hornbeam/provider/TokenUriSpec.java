package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.Pkcs11Uri;
import java.security.spec.KeySpec;

/**
 * A private key of a token by its URI of RFC 7512, for {@link
 * java.security.KeyFactory#generatePrivate}: by its {@code id}, or by its {@code object} label.
 *
 * @param uri such as {@code pkcs11:token=alice;id=%01}; what it says about the token must be true
 *     of the provider's
 */
public record TokenUriSpec(String uri) implements KeySpec {
  /**
   * @throws IllegalArgumentException if it is no such URI, or names no object
   */
  public TokenUriSpec {
    Pkcs11Uri parsed = Pkcs11Uri.parse(uri);
    if (parsed.id().isEmpty() && parsed.object().isEmpty()) {
      throw new IllegalArgumentException("the URI names a token, and no key on it");
    }
  }

  /** The URI, without a PIN in it. */
  @Override
  public String toString() {
    return Pkcs11Uri.parse(uri).toString();
  }
}
