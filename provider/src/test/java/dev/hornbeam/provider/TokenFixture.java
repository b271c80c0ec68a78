package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.testing.SoftHsm;
import dev.hornbeam.testing.Workspace;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;

/** SoftHSM tokens in this JVM, and providers for them that are last in the list. */
final class TokenFixture implements AutoCloseable {
  static final String PIN = "1234";

  private final SoftHsm hsm;
  private final Workspace files = Workspace.create("provider");
  private final List<HornbeamProvider> providers = new ArrayList<>();

  private TokenFixture(SoftHsm hsm) {
    this.hsm = hsm;
  }

  static TokenFixture of(String... labels) {
    return new TokenFixture(SoftHsm.inThisJvm(labels));
  }

  SoftHsm hsm() {
    return hsm;
  }

  Workspace files() {
    return files;
  }

  Path pinFile() {
    return files.write("pin", PIN + "\n");
  }

  /** A configuration that knows the PIN. */
  String config(String name, String label, String... lines) {
    return withoutPin(name, label, lines) + "\npinFile = " + pinFile() + "\n";
  }

  static String withoutPin(String name, String label, String... lines) {
    return "--name = "
        + name
        + "\nlibrary = "
        + SoftHsm.library()
        + "\nlabel = "
        + label
        + "\n"
        + String.join("\n", lines);
  }

  /** A provider that knows the PIN, last in the list. */
  HornbeamProvider provider(String name, String label, String... lines) {
    return add(config(name, label, lines));
  }

  HornbeamProvider add(String config) {
    HornbeamProvider provider = new HornbeamProvider().configure(config);
    providers.add(provider);
    Security.addProvider(provider);
    return provider;
  }

  static KeyPair generate(HornbeamProvider provider, TokenKeySpec spec)
      throws GeneralSecurityException {
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance(Curve.of(spec.type()).algorithm(), provider);
    generator.initialize(spec);
    return generator.generateKeyPair();
  }

  static KeyPair generate(HornbeamProvider provider, KeyType type, String label)
      throws GeneralSecurityException {
    return generate(provider, TokenKeySpec.of(type).withLabel(label));
  }

  /** A pair made by the JDK. */
  static KeyPair software(KeyType type) throws GeneralSecurityException {
    Curve curve = Curve.of(type);
    KeyPairGenerator generator = KeyPairGenerator.getInstance(curve.algorithm());
    if (curve.isNist()) {
      generator.initialize(curve.parameters());
    } else {
      generator.initialize(curve.named());
    }
    return generator.generateKeyPair();
  }

  static KeyStore keyStore(HornbeamProvider provider) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS11", provider);
    store.load(null, PIN.toCharArray());
    return store;
  }

  @Override
  public void close() {
    for (HornbeamProvider provider : providers) {
      Security.removeProvider(provider.getName());
      provider.logout();
    }
    files.close();
    hsm.close();
  }
}
