package dev.hornbeam.mls;

import dev.hornbeam.mls.crypto.KeyStoreKeySource;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource;
import java.util.Set;

/**
 * A {@link KeySource} whose signature keys are those of a keystore: {@link KeySources#keyStore}. It
 * makes none there and destroys none. Safe for use by several threads.
 */
public final class KeyStoreKeys implements KeySource {
  private final KeyStoreKeySource source;

  KeyStoreKeys(KeyStoreKeySource source) {
    this.source = source;
  }

  /**
   * Opens the signature key of an alias, for {@link MlsClientBuilder#signatureKey}.
   *
   * @throws KeyUnavailable if there is no such key, or it cannot be opened now
   * @throws IllegalArgumentException if the alias has no private key with a certificate whose
   *     public key is of a signature scheme of MLS
   */
  public KeyHandle open(String alias) throws KeyUnavailable {
    return source.open(alias);
  }

  @Override
  public KeyHandle create(Purpose purpose, CipherSuite suite, String label) throws KeyUnavailable {
    return source.create(purpose, suite, label);
  }

  @Override
  public KeyHandle open(KeyRef ref) throws KeyUnavailable {
    return source.open(ref);
  }

  @Override
  public void destroy(KeyRef ref) throws KeyUnavailable {
    source.destroy(ref);
  }

  @Override
  public void sweep(String prefix, Set<KeyRef> known) throws KeyUnavailable {
    source.sweep(prefix, known);
  }
}
