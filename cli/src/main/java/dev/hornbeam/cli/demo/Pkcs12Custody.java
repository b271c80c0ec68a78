package dev.hornbeam.cli.demo;

import dev.hornbeam.mls.Identity;
import dev.hornbeam.mls.KeySources;
import dev.hornbeam.mls.KeyStoreKeys;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.KeySource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.spec.PBEParameterSpec;

/**
 * Signature keys in a PKCS#12 file, each with a certificate, which is the member's credential. The
 * file has a random password, and a temporary folder of its own; closing deletes both.
 */
final class Pkcs12Custody implements KeyCustody {
  private static final int PASSWORD_BYTES = 18;
  private static final int SALT_BYTES = 20;
  private static final String PROTECTION = "PBEWithHmacSHA256AndAES_256";

  /** Few, since nobody can guess a password that is random; many would take a large group long. */
  private static final int ITERATIONS = 1000;

  private final SecureRandom random = new SecureRandom();
  private final char[] password;
  private final Path folder;
  private final Path file;
  private final Map<String, Identity> identities = new ConcurrentHashMap<>();
  private final Map<String, X509Certificate> certificates = new ConcurrentHashMap<>();
  private SignatureScheme scheme = SignatureScheme.ED25519;
  private KeySource keys = KeySources.software();

  Pkcs12Custody() throws DemoFailed {
    byte[] bytes = new byte[PASSWORD_BYTES];
    random.nextBytes(bytes);
    password = Base64.getEncoder().encodeToString(bytes).toCharArray();
    try {
      folder = Files.createTempDirectory("hornbeam-demo-");
    } catch (IOException e) {
      throw new DemoFailed("there can be no temporary folder: " + e.getMessage(), e);
    }
    file = folder.resolve("members.p12");
    // For when the process is ended before this is closed; the last one named goes first.
    folder.toFile().deleteOnExit();
    file.toFile().deleteOnExit();
  }

  @Override
  public void enroll(CipherSuite suite, List<String> names, Hands hands) throws DemoFailed {
    scheme = suite.signature();
    try {
      write(names, hands);
      KeyStoreKeys opened = KeySources.keyStore(read(), password::clone, KeySources.software());
      keys = opened;
      hands.forEach(
          "opening signature keys", names, name -> identities.put(name, identity(opened, name)));
    } catch (GeneralSecurityException | IOException e) {
      throw new DemoFailed("the keystore " + file + " cannot be used: " + e.getMessage(), e);
    }
  }

  private void write(List<String> names, Hands hands)
      throws DemoFailed, GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    hands.forEach("making keys and certificates", names, name -> addEntry(store, name));
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, password);
    }
  }

  private void addEntry(KeyStore store, String name) throws DemoFailed {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    try {
      KeyPair pair = SelfSigned.keyPair(scheme);
      X509Certificate certificate = SelfSigned.certificate(scheme, pair, name, random);
      certificates.put(name, certificate);
      store.setEntry(
          name,
          new KeyStore.PrivateKeyEntry(pair.getPrivate(), new Certificate[] {certificate}),
          new KeyStore.PasswordProtection(
              password, PROTECTION, new PBEParameterSpec(salt, ITERATIONS)));
    } catch (GeneralSecurityException e) {
      throw new DemoFailed(name + "'s key and certificate cannot be made: " + e.getMessage(), e);
    }
  }

  private KeyStore read() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password);
    }
    return store;
  }

  private Identity identity(KeyStoreKeys opened, String name) throws DemoFailed, MlsException {
    X509Certificate certificate = Objects.requireNonNull(certificates.get(name), name);
    try {
      Bytes encoded = Bytes.own(certificate.getEncoded());
      return new Identity(new Credential.X509(List.of(encoded)), opened.open(name));
    } catch (CertificateEncodingException e) {
      throw new DemoFailed(name + "'s certificate cannot be read", e);
    }
  }

  @Override
  public Identity identity(String name) {
    return Objects.requireNonNull(identities.get(name), name);
  }

  @Override
  public KeySource keys() {
    return keys;
  }

  @Override
  public Optional<String> name(CredentialValidator.Presented presented) {
    return SelfSigned.presentedName(scheme, presented);
  }

  @Override
  public String credentials() {
    return "X.509, a self-signed certificate each";
  }

  @Override
  public String signatureKeys() {
    return "in " + file;
  }

  @Override
  public String hpkeKeys() {
    return "in the memory of this process";
  }

  @Override
  public void close() throws DemoFailed {
    Arrays.fill(password, '\0');
    try {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new DemoFailed("the temporary folder " + folder + " cannot be deleted", e);
    }
  }
}
