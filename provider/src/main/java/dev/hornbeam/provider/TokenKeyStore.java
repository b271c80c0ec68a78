package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.PinSource;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.Trouble;
import dev.hornbeam.provider.KeyStoreContents.Entry;
import dev.hornbeam.provider.KeyStoreContents.EntryKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStore.CallbackHandlerProtection;
import java.security.KeyStore.LoadStoreParameter;
import java.security.KeyStore.PasswordProtection;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.KeyStore.ProtectionParameter;
import java.security.KeyStore.SecretKeyEntry;
import java.security.KeyStore.TrustedCertificateEntry;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.Optional;
import javax.security.auth.callback.CallbackHandler;
import org.jspecify.annotations.Nullable;

/**
 * A token as a KeyStore: loaded without a stream, by PIN or handler; written through at once. What
 * it shows is what was there when it was loaded or last changed through it. Passwords of entries
 * are not looked at: the token has its PIN.
 */
final class TokenKeyStore extends KeyStoreSpi {
  private final TokenLink link;
  private volatile KeyStoreContents contents = KeyStoreContents.none();

  TokenKeyStore(TokenLink link) {
    this.link = link;
  }

  // --- Loading ---

  @Override
  public void engineLoad(@Nullable InputStream stream, char @Nullable [] pin) throws IOException {
    if (stream != null) {
      throw new IOException("a token is loaded without a stream");
    }
    load(
        pin == null
            ? Optional.empty()
            : Optional.of((token, occasion) -> Optional.of(pin.clone())));
  }

  @Override
  public void engineLoad(@Nullable LoadStoreParameter parameter) throws IOException {
    ProtectionParameter protection = parameter == null ? null : parameter.getProtectionParameter();
    if (protection instanceof CallbackHandlerProtection asking) {
      CallbackHandler handler = asking.getCallbackHandler();
      load(Optional.of(PinSource.callback(handler)));
      // It can be asked again, unlike a PIN that was given once.
      link.pins().handler(handler);
    } else if (protection instanceof PasswordProtection given) {
      engineLoad(null, given.getPassword());
    } else if (protection == null) {
      engineLoad(null, null);
    } else {
      throw new IllegalArgumentException(
          "a token is loaded by a password or a callback handler, not by "
              + protection.getClass().getName());
    }
  }

  private void load(Optional<PinSource> pin) throws IOException {
    try {
      Token token = link.token();
      if (pin.isPresent()) {
        link.pins().with(pin.get(), token::login);
      } else {
        token.login();
      }
      contents = KeyStoreContents.of(token.objects());
    } catch (TokenException e) {
      if (e.trouble() == Trouble.PIN_WRONG) {
        // What the contract of KeyStore.load says, so that a Builder asks again.
        UnrecoverableKeyException wrong = new UnrecoverableKeyException(e.getMessage());
        wrong.initCause(e);
        throw new IOException(e.getMessage(), wrong);
      }
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Nothing is left to be stored. */
  @Override
  public void engineStore(@Nullable OutputStream stream, char @Nullable [] password)
      throws IOException {
    if (stream != null) {
      throw new IOException("a token is not written to a stream");
    }
  }

  @Override
  public void engineStore(@Nullable LoadStoreParameter parameter) {}

  // --- Reading ---

  @Override
  public Enumeration<String> engineAliases() {
    return Collections.enumeration(contents.aliases());
  }

  @Override
  public int engineSize() {
    return contents.aliases().size();
  }

  @Override
  public boolean engineContainsAlias(String alias) {
    return contents.entry(alias).isPresent();
  }

  @Override
  public boolean engineIsKeyEntry(String alias) {
    return contents.entry(alias).filter(entry -> entry.kind() != EntryKind.CERTIFICATE).isPresent();
  }

  @Override
  public boolean engineIsCertificateEntry(String alias) {
    return contents.entry(alias).filter(entry -> entry.kind() == EntryKind.CERTIFICATE).isPresent();
  }

  @Override
  public @Nullable Key engineGetKey(String alias, char @Nullable [] password)
      throws UnrecoverableKeyException {
    Optional<Entry> entry = contents.entry(alias);
    try {
      return entry.isPresent() ? key(entry.get()).orElse(null) : null;
    } catch (TokenException e) {
      UnrecoverableKeyException exception = new UnrecoverableKeyException(e.getMessage());
      exception.initCause(e);
      throw exception;
    }
  }

  private Optional<Key> key(Entry entry) throws TokenException {
    return switch (entry.kind()) {
      case PRIVATE_KEY ->
          link.token().privateKey(entry.id()).map(key -> TokenPrivateKey.of(link, key));
      case SECRET_KEY -> link.token().aesKey(entry.id()).map(key -> new TokenSecretKey(link, key));
      case CERTIFICATE -> Optional.empty();
    };
  }

  @Override
  public @Nullable Certificate engineGetCertificate(String alias) {
    return contents.entry(alias).flatMap(Entry::certificate).orElse(null);
  }

  @Override
  public Certificate @Nullable [] engineGetCertificateChain(String alias) {
    return contents
        .entry(alias)
        .filter(entry -> entry.kind() == EntryKind.PRIVATE_KEY)
        .flatMap(Entry::certificate)
        .map(this::chain)
        .orElse(null);
  }

  private Certificate[] chain(X509Certificate leaf) {
    return contents.chain(leaf).toArray(Certificate[]::new);
  }

  @Override
  public @Nullable String engineGetCertificateAlias(Certificate certificate) {
    return contents.entry(certificate).map(Entry::alias).orElse(null);
  }

  /** Tokens do not know. */
  @Override
  public @Nullable Date engineGetCreationDate(String alias) {
    return null;
  }

  @Override
  public KeyStore.@Nullable Entry engineGetEntry(
      String alias, @Nullable ProtectionParameter protection) throws UnrecoverableKeyException {
    Optional<Entry> entry = contents.entry(alias);
    if (entry.isEmpty()) {
      return null;
    }
    Optional<X509Certificate> certificate = entry.get().certificate();
    if (entry.get().kind() == EntryKind.CERTIFICATE) {
      return new TrustedCertificateEntry(certificate.orElseThrow());
    }
    Key key = engineGetKey(alias, null);
    if (key instanceof TokenSecretKey secret) {
      return new SecretKeyEntry(secret);
    }
    if (key instanceof TokenPrivateKey own) {
      return certificate.isPresent()
          ? new PrivateKeyEntry(own, chain(certificate.get()))
          : new BareKeyEntry(own, PublicKeys.of(own.key().type(), own.key().publicKey()));
    }
    return null;
  }

  @Override
  public boolean engineEntryInstanceOf(String alias, Class<? extends KeyStore.Entry> type) {
    Optional<Entry> entry = contents.entry(alias);
    if (entry.isEmpty()) {
      return false;
    }
    return switch (entry.get().kind()) {
      case CERTIFICATE -> type == TrustedCertificateEntry.class;
      case SECRET_KEY -> type == SecretKeyEntry.class;
      case PRIVATE_KEY ->
          type
              == (entry.get().certificate().isPresent()
                  ? PrivateKeyEntry.class
                  : BareKeyEntry.class);
    };
  }

  // --- Changing ---

  @Override
  public void engineSetKeyEntry(
      String alias, Key key, char @Nullable [] password, Certificate[] chain)
      throws KeyStoreException {
    if (key instanceof PrivateKey privateKey) {
      change(changes -> changes.put(alias, privateKey, chain));
    } else if (key instanceof TokenSecretKey secret) {
      change(changes -> changes.rename(alias, secret));
    } else {
      throw new KeyStoreException("secret keys of software are not imported");
    }
  }

  @Override
  public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain)
      throws KeyStoreException {
    throw new KeyStoreException("an encrypted key cannot be imported");
  }

  /** Like the methods for single kinds, but a key without a certificate is an entry, too. */
  @Override
  public void engineSetEntry(
      String alias, KeyStore.Entry entry, @Nullable ProtectionParameter protection)
      throws KeyStoreException {
    if (entry instanceof TrustedCertificateEntry trusted) {
      engineSetCertificateEntry(alias, trusted.getTrustedCertificate());
    } else if (entry instanceof PrivateKeyEntry certified) {
      engineSetKeyEntry(alias, certified.getPrivateKey(), null, certified.getCertificateChain());
    } else if (entry instanceof SecretKeyEntry secret) {
      engineSetKeyEntry(alias, secret.getSecretKey(), null, new Certificate[0]);
    } else if (entry instanceof BareKeyEntry bare
        && bare.privateKey() instanceof TokenPrivateKey own) {
      change(changes -> changes.rename(alias, own));
    } else {
      throw new KeyStoreException("a token does not hold such an entry: " + entry.getClass());
    }
  }

  @Override
  public void engineSetCertificateEntry(String alias, Certificate certificate)
      throws KeyStoreException {
    change(changes -> changes.put(alias, certificate));
  }

  @Override
  public void engineDeleteEntry(String alias) throws KeyStoreException {
    Optional<Entry> entry = contents.entry(alias);
    if (entry.isPresent()) {
      change(changes -> changes.remove(entry.get()));
    }
  }

  @FunctionalInterface
  private interface Change {
    void make(KeyStoreChanges changes) throws KeyStoreException, TokenException;
  }

  private synchronized void change(Change change) throws KeyStoreException {
    try {
      Token token = link.token();
      try {
        change.make(new KeyStoreChanges(link, token, contents));
      } finally {
        contents = KeyStoreContents.of(token.objects());
      }
    } catch (TokenException e) {
      throw new KeyStoreException(e.getMessage(), e);
    }
  }
}
