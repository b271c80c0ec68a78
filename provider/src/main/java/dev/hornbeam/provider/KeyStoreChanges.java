package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.Attributes;
import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.KeyPairRequest;
import dev.hornbeam.pkcs11.KeyUse;
import dev.hornbeam.pkcs11.ObjectInfo.Kind;
import dev.hornbeam.pkcs11.Storage;
import dev.hornbeam.pkcs11.StoredKey;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.provider.KeyStoreContents.Entry;
import dev.hornbeam.provider.KeyStoreContents.EntryKind;
import dev.hornbeam.provider.Templates.Half;
import dev.hornbeam.provider.Templates.Operation;
import java.security.InvalidKeyException;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Changes what is on a token, as a KeyStore is told to. */
final class KeyStoreChanges {
  private static final SecureRandom IDS = new SecureRandom();

  private final TokenLink link;
  private final Token token;
  private final KeyStoreContents before;

  KeyStoreChanges(TokenLink link, Token token, KeyStoreContents before) {
    this.link = link;
    this.token = token;
    this.before = before;
  }

  /** Puts a private key and its chain under an alias, in the place of what has that alias. */
  void put(String alias, PrivateKey key, Certificate[] certificates)
      throws KeyStoreException, TokenException {
    List<X509Certificate> chain = x509(certificates);
    Optional<Entry> old = before.entry(alias);
    requireOwnId(old);
    KeyId id =
        key instanceof TokenPrivateKey own
            ? adopt(label(alias, old), own, chain.get(0))
            : bring(label(alias, old), key, chain.get(0));
    for (X509Certificate issuer : chain.subList(1, chain.size())) {
      if (!before.holds(issuer)) {
        // Without a label it is no entry of its own.
        token.putCertificate(KeyId.random(IDS), "", issuer);
      }
    }
    // Last, so that nothing is lost if the new one cannot be put.
    if (old.isPresent() && !old.get().id().equals(id)) {
      remove(old.get());
    }
  }

  /** Gives an AES key of the token another alias. */
  void rename(String alias, TokenSecretKey key) throws KeyStoreException, TokenException {
    if (key.link() != link) {
      throw new KeyStoreException("the key is one of another token: " + key);
    }
    rename(alias, key.key().id(), key.key().label());
  }

  /** Gives a private key of the token another alias. */
  void rename(String alias, TokenPrivateKey key) throws KeyStoreException, TokenException {
    StoredKey stored = stored(key);
    rename(alias, stored.id(), stored.label());
  }

  private void rename(String alias, KeyId id, String current)
      throws KeyStoreException, TokenException {
    Optional<Entry> old = before.entry(alias);
    requireOwnId(old);
    if (!current.equals(label(alias, old))) {
      token.relabel(id, label(alias, old));
    }
    if (old.isPresent() && !old.get().id().equals(id)) {
      remove(old.get());
    }
  }

  /** Puts a certificate under an alias, in the place of a certificate that has that alias. */
  void put(String alias, Certificate certificate) throws KeyStoreException, TokenException {
    X509Certificate x509 = x509(new Certificate[] {certificate}).get(0);
    Optional<Entry> old = before.entry(alias);
    if (old.isPresent() && old.get().kind() != EntryKind.CERTIFICATE) {
      throw new KeyStoreException("the alias is one of a key: " + alias);
    }
    token.putCertificate(KeyId.random(IDS), label(alias, old), x509);
    if (old.isPresent()) {
      remove(old.get());
    }
  }

  void remove(Entry entry) throws KeyStoreException, TokenException {
    requireOwnId(Optional.of(entry));
    switch (entry.kind()) {
      case PRIVATE_KEY ->
          token.destroy(entry.id(), Kind.PRIVATE_KEY, Kind.PUBLIC_KEY, Kind.CERTIFICATE);
      case SECRET_KEY -> token.destroy(entry.id(), Kind.SECRET_KEY);
      case CERTIFICATE -> token.destroy(entry.id(), Kind.CERTIFICATE);
    }
  }

  /** What is destroyed, or gets another label, is all that has an id. */
  private void requireOwnId(Optional<Entry> old) throws KeyStoreException, TokenException {
    if (old.isEmpty() || old.get().kind() == EntryKind.CERTIFICATE) {
      return;
    }
    Kind kind = old.get().kind() == EntryKind.PRIVATE_KEY ? Kind.PRIVATE_KEY : Kind.SECRET_KEY;
    long count =
        token.objects().stream()
            .filter(object -> object.kind() == kind)
            .filter(object -> object.id().equals(Optional.of(old.get().id())))
            .count();
    if (count > 1) {
      throw new KeyStoreException(
          "other keys have the id " + old.get().id() + ", too: give each its own first");
    }
  }

  /** A key that is on the token already gets its certificate and its label. */
  private KeyId adopt(String label, TokenPrivateKey own, X509Certificate certificate)
      throws KeyStoreException, TokenException {
    StoredKey stored = stored(own);
    try {
      if (!Arrays.equals(
          stored.publicKey(), PublicKeys.raw(stored.type(), certificate.getPublicKey()))) {
        throw new KeyStoreException("the certificate is one of another key");
      }
    } catch (InvalidKeyException e) {
      throw new KeyStoreException("the certificate is one of another kind of key", e);
    }
    token.putCertificate(stored.id(), label, certificate);
    if (!stored.label().equals(label)) {
      token.relabel(stored.id(), label);
    }
    return stored.id();
  }

  private StoredKey stored(TokenPrivateKey own) throws KeyStoreException {
    if (own.link() != link) {
      throw new KeyStoreException("the key is one of another token, which does not let go: " + own);
    }
    if (!(own.key() instanceof StoredKey stored)) {
      throw new KeyStoreException("the key is no object of the token, and cannot be made one");
    }
    return stored;
  }

  /** A software key is imported. */
  private KeyId bring(String label, PrivateKey key, X509Certificate certificate)
      throws KeyStoreException, TokenException {
    KeyId id = KeyId.random(IDS);
    try (SoftwareKey software = SoftwareKey.of(key, certificate.getPublicKey())) {
      Templates templates = link.configuration().templates();
      token.importKeyPair(
          new KeyPairRequest(
              software.type(),
              software.type().signatureLength() > 0 ? KeyUse.SIGN : KeyUse.DERIVE,
              Storage.TOKEN,
              id,
              label,
              templates.attributes(
                  Operation.IMPORT, Half.PRIVATE, software.type(), Attributes.NONE),
              templates.attributes(
                  Operation.IMPORT, Half.PUBLIC, software.type(), Attributes.NONE)),
          software.privateKey(),
          software.publicKey());
    } catch (InvalidKeyException e) {
      throw new KeyStoreException(e.getMessage(), e);
    }
    try {
      token.putCertificate(id, label, certificate);
    } catch (TokenException e) {
      token.destroy(id, Kind.PRIVATE_KEY, Kind.PUBLIC_KEY, Kind.CERTIFICATE);
      throw e;
    }
    return id;
  }

  /** An entry that is there keeps its label, by whatever name it was called. */
  private static String label(String alias, Optional<Entry> old) {
    return old.map(Entry::label).filter(label -> !label.isEmpty()).orElse(alias);
  }

  private static List<X509Certificate> x509(Certificate[] chain) throws KeyStoreException {
    List<X509Certificate> all = new ArrayList<>();
    for (Certificate certificate : chain == null ? new Certificate[0] : chain) {
      if (!(certificate instanceof X509Certificate x509)) {
        throw new KeyStoreException("a token holds certificates of X.509 only");
      }
      all.add(x509);
    }
    if (all.isEmpty()) {
      throw new KeyStoreException("a certificate is missing");
    }
    return all;
  }
}
