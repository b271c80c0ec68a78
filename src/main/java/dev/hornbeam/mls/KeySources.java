package dev.hornbeam.mls;

import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.KeyStoreKeySource;
import dev.hornbeam.mls.crypto.SoftwareKeySource;
import dev.hornbeam.mls.types.KeySource;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.function.Supplier;

/** Where private keys can live without a token: in software, or in a {@link KeyStore}. */
public final class KeySources {
  private KeySources() {}

  /**
   * Keys in the memory of this process. A reference holds the key itself, so a store is as secret
   * as its keys, and a key is gone when the last copy of its reference is. Each such source opens
   * the references of any other. The fastest implementations at hand make the keys.
   */
  public static KeySource software() {
    return new SoftwareKeySource(CryptoProfile.fastest(), new SecureRandom());
  }

  /**
   * Signature keys of a {@link KeyStore}, named by their aliases: PKCS#12, PKCS#11, Windows-MY,
   * KeychainStore. Leaf and init keys, which such stores do not hold, are another source's.
   *
   * @param keyStore loaded, with a certificate for each key, and safe for use by several threads
   * @param password of the keys; asked for each time that a key is opened, and each array that it
   *     gives is wiped then
   * @param hpkeKeys makes, opens and destroys leaf and init keys
   */
  public static KeyStoreKeys keyStore(
      KeyStore keyStore, Supplier<char[]> password, KeySource hpkeKeys) {
    return new KeyStoreKeys(new KeyStoreKeySource(keyStore, password, hpkeKeys));
  }

  /**
   * Signature keys of a {@link KeyStore} that asks for no password of ours, named by their aliases.
   * The stores of platforms are such: the user's login opens them, or they ask the user themselves.
   *
   * <pre>{@code
   * KeyStore platform = KeyStore.getInstance("Windows-MY");  // KeychainStore on macOS
   * platform.load(null, null);
   * KeyStoreKeys keys = KeySources.keyStore(platform, KeySources.software());
   * MlsClient.builder(suite).signatureKey(keys.open("my alias")).keys(keys)
   * }</pre>
   *
   * <p>Such stores hold keys with certificates only, and not keys of every kind: Windows-MY has
   * ECDSA on NIST curves, which suites 2, 5 and 7 sign with. So they hold signature keys, and leaf
   * and init keys live elsewhere: in software, or on a token.
   *
   * @param keyStore loaded, with a certificate for each key, and safe for use by several threads
   * @param hpkeKeys makes, opens and destroys leaf and init keys
   */
  public static KeyStoreKeys keyStore(KeyStore keyStore, KeySource hpkeKeys) {
    return new KeyStoreKeys(new KeyStoreKeySource(keyStore, hpkeKeys));
  }
}
