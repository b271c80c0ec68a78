package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Signature keys that are entries of a {@link KeyStore} already, each with its certificate: a
 * PKCS#12 file, the platform's keystore, a card. The keystore belongs to someone else: entries are
 * neither made nor deleted here. Leaf and init keys, which come and go, are another source's.
 */
public final class KeyStoreKeySource implements KeySource {
  private static final Bytes TAG = Bytes.utf8("keystore");
  private static final int VERSION = 1;

  private final KeyStore keyStore;
  private final @Nullable Supplier<char[]> password;
  private final KeySource others;

  /**
   * @param keyStore loaded, and safe for use by several threads
   * @param password of the entries; each array it gives is wiped after use
   * @param others makes and keeps leaf and init keys
   */
  public KeyStoreKeySource(KeyStore keyStore, Supplier<char[]> password, KeySource others) {
    this(keyStore, others, password);
  }

  /** A source over a keystore whose entries have no password, as those of platforms are. */
  public KeyStoreKeySource(KeyStore keyStore, KeySource others) {
    this(keyStore, others, null);
  }

  private KeyStoreKeySource(
      KeyStore keyStore, KeySource others, @Nullable Supplier<char[]> password) {
    this.keyStore = keyStore;
    this.password = password;
    this.others = others;
  }

  /**
   * Opens the signature key of an entry.
   *
   * @throws KeyUnavailable if there is no such entry now, or the keystore does not give its key
   * @throws IllegalArgumentException if the entry is none with a private key and a certificate
   *     whose public key is of a signature scheme of MLS
   */
  public KeyHandle open(String alias) throws KeyUnavailable {
    try {
      if (!keyStore.containsAlias(alias)) {
        throw new KeyUnavailable("the keystore has no entry " + alias);
      }
      Certificate certificate = keyStore.getCertificate(alias);
      if (!(key(alias) instanceof PrivateKey privateKey) || certificate == null) {
        throw new IllegalArgumentException(
            "entry " + alias + " is no private key with a certificate");
      }
      Bytes publicKey = publicKey(alias, certificate);
      return new KeyHandle(ref(alias, publicKey), publicKey, privateKey);
    } catch (GeneralSecurityException | ProviderException e) {
      throw new KeyUnavailable("the keystore does not give entry " + alias, e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException for a signature key: use an entry that is there
   */
  @Override
  public KeyHandle create(Purpose purpose, CipherSuite suite, String label) throws KeyUnavailable {
    if (purpose == Purpose.SIGNATURE) {
      throw new IllegalArgumentException("a keystore's signature keys are opened by their alias");
    }
    return others.create(purpose, suite, label);
  }

  @Override
  public KeyHandle open(KeyRef ref) throws KeyUnavailable {
    Optional<Entry> entry = Entry.of(ref);
    if (entry.isEmpty()) {
      return others.open(ref);
    }
    KeyHandle handle = open(entry.get().alias());
    if (!handle.ref().equals(ref)) {
      throw new KeyUnavailable("entry " + entry.get().alias() + " holds another key now");
    }
    return handle;
  }

  /** {@inheritDoc} An entry of the keystore stays: it is its owner's to delete. */
  @Override
  public void destroy(KeyRef ref) throws KeyUnavailable {
    if (Entry.of(ref).isEmpty()) {
      others.destroy(ref);
    }
  }

  @Override
  public void sweep(String prefix, Set<KeyRef> known) throws KeyUnavailable {
    others.sweep(prefix, known);
  }

  private @Nullable Key key(String alias) throws GeneralSecurityException {
    if (password == null) {
      return keyStore.getKey(alias, null);
    }
    char[] given = password.get();
    try {
      return keyStore.getKey(alias, given);
    } finally {
      Arrays.fill(given, '\0');
    }
  }

  private static Bytes publicKey(String alias, Certificate certificate) {
    SignatureScheme scheme =
        PublicKeys.scheme(certificate.getPublicKey())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "MLS has no signatures with the "
                            + certificate.getPublicKey().getAlgorithm()
                            + " key of entry "
                            + alias));
    return PublicKeys.wire(scheme, certificate.getPublicKey());
  }

  private static KeyRef ref(String alias, Bytes publicKey) {
    TlsWriter w = new TlsWriter().opaque(TAG).u8(VERSION);
    return new KeyRef(w.opaque(Bytes.utf8(alias)).opaque(publicKey).toBytes());
  }

  /** What a reference of this source says: {@code source, version, alias, public key}. */
  private record Entry(String alias, Bytes publicKey) {
    static Optional<Entry> of(KeyRef ref) {
      try {
        return Optional.of(TlsReader.decode(ref.value(), Entry::decode));
      } catch (MalformedMessage e) {
        return Optional.empty();
      }
    }

    private static Entry decode(TlsReader r) throws MalformedMessage {
      if (!r.opaque("source").equals(TAG) || r.u8("version") != VERSION) {
        throw r.malformed("source", 0, "not of this source, or of a later version");
      }
      byte[] alias = r.opaque("alias").toArray();
      return new Entry(new String(alias, StandardCharsets.UTF_8), r.opaque("public_key"));
    }
  }
}
