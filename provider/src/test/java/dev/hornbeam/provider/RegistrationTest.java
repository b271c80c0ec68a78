package dev.hornbeam.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.ModuleOptions;
import dev.hornbeam.pkcs11.PinSource;
import dev.hornbeam.pkcs11.Pkcs11Module;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.TokenOptions;
import dev.hornbeam.pkcs11.TokenSelector;
import dev.hornbeam.provider.outside.TwoTokens;
import dev.hornbeam.testing.Command;
import dev.hornbeam.testing.Outcome;
import dev.hornbeam.testing.SoftHsm;
import dev.hornbeam.testing.Workspace;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidParameterException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RegistrationTest {
  @Test
  void aSecurityFileRegistersItOnTheClassPath() throws Exception {
    String output = runTwoTokens("-cp", System.getProperty("java.class.path"));
    assertTrue(output.contains("module: null"), output);
  }

  @Test
  void aSecurityFileRegistersItOnTheModulePath() throws Exception {
    String modules = classPath(true);
    assertTrue(modules.split(File.pathSeparator).length >= 4, modules);
    String output =
        runTwoTokens(
            "--module-path",
            modules,
            "--add-modules",
            "dev.hornbeam.provider",
            "-cp",
            classPath(false));
    assertTrue(output.contains("module: dev.hornbeam.provider"), output);
  }

  private static String runTwoTokens(String... path) throws IOException {
    try (SoftHsm hsm = SoftHsm.start("one", "two");
        Workspace files = Workspace.create("registration")) {
      for (String label : List.of("one", "two")) {
        hsm.tool(label).generate("EC:prime256v1", "key", "01");
      }
      Path config =
          files.write("one.cfg", "name = one\nlibrary = " + SoftHsm.library() + "\nlabel = one\n");
      // The list is replaced, so that this provider is the first of it.
      StringBuilder security = new StringBuilder("security.provider.1=Hornbeam " + config + "\n");
      int number = 2;
      for (Provider provider : Security.getProviders()) {
        security.append("security.provider.").append(number++).append('=');
        security.append(provider.getName()).append('\n');
      }
      security
          .append("security.provider.")
          .append(number)
          .append("=Hornbeam pkcs11:token=two?module-path=")
          .append(SoftHsm.library())
          .append('\n');
      Path file = files.write("java.security", security.toString());
      List<String> words = new ArrayList<>();
      words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      words.add("-Djava.security.properties=" + file);
      words.addAll(List.of(path));
      words.add(TwoTokens.class.getName());
      words.add(TokenFixture.PIN);
      Outcome outcome =
          Command.of(words.toArray(String[]::new)).with(hsm.environment()).run().orThrow();
      String output = outcome.stdout();
      assertTrue(output.contains("first: Hornbeam-one"), output);
      assertFalse(output.contains("random: Hornbeam"), output);
      assertTrue(output.contains("Hornbeam-one signed: true"), output);
      assertTrue(output.contains("Hornbeam-two signed: true"), output);
      return output;
    }
  }

  /** What of this JVM's class path are modules that the provider needs, or all the rest. */
  private static String classPath(boolean modules) {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> isModule(entry) == modules)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static boolean isModule(String entry) {
    String name = String.valueOf(Path.of(entry).getFileName());
    return Stream.of("hornbeam-provider", "hornbeam-pkcs11", "jspecify", "ipkcs11wrapper")
            .anyMatch(name::startsWith)
        || (Files.exists(Path.of(entry, "module-info.class"))
            && (entry.contains("provider") || entry.contains("pkcs11")));
  }

  @Test
  void theServiceLoaderFindsIt() {
    Provider found =
        ServiceLoader.load(Provider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(provider -> provider.getName().equals("Hornbeam"))
            .findFirst()
            .orElseThrow();
    assertFalse(found.isConfigured());
    assertTrue(found.getServices().isEmpty());
  }

  @Test
  void anUnconfiguredProviderMakesOthers() {
    HornbeamProvider bare = new HornbeamProvider();
    HornbeamProvider one = bare.configure(TokenFixture.withoutPin("one", "x"));
    HornbeamProvider two = one.configure(TokenFixture.withoutPin("two", "x"));
    assertNotSame(bare, one);
    assertEquals("Hornbeam-one", one.getName());
    assertEquals("Hornbeam-two", two.getName());
    assertTrue(one.isConfigured());
    assertThrows(InvalidParameterException.class, () -> bare.configure("/no/such/file"));
    assertThrows(IllegalStateException.class, bare::token);
    assertThrows(
        NotSerializableException.class,
        () -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(one));
  }

  @Test
  void anAbsentModuleOrTokenIsToldWhenItIsUsed() throws Exception {
    HornbeamProvider noModule =
        new HornbeamProvider().configure("--name=none\\nlibrary=/no/such/library.so");
    KeyStore store = KeyStore.getInstance("PKCS11", noModule);
    IOException absent =
        assertThrows(IOException.class, () -> store.load(null, "1234".toCharArray()));
    assertInstanceOf(TokenException.class, absent.getCause());
    assertTrue(absent.toString().contains("/no/such/library.so"), absent.toString());
    KeyGeneration.refuses(noModule);

    try (TokenFixture tokens = TokenFixture.of("there")) {
      HornbeamProvider noToken = tokens.provider("absent", "not there");
      KeyGeneration.refuses(noToken);
      // A list of providers with an absent token works on.
      Signature.getInstance("Ed25519")
          .initSign(TokenFixture.software(KeyType.ED25519).getPrivate());
    }
  }

  private static final class KeyGeneration {
    private KeyGeneration() {}

    static void refuses(HornbeamProvider provider) {
      ProviderException absent =
          assertThrows(
              ProviderException.class,
              () -> TokenFixture.generate(provider, KeyType.P256, "never"));
      assertInstanceOf(TokenException.class, absent.getCause());
    }
  }

  @Test
  void aTokenThatWasOpenedElsewhereIsServed() throws Exception {
    try (SoftHsm hsm = SoftHsm.inThisJvm("given");
        Pkcs11Module module = Pkcs11Module.load(ModuleOptions.of(SoftHsm.library()));
        Workspace files = Workspace.create("given")) {
      Path pin = files.write("pin", hsm.token("given").pin());
      var token = module.open(TokenSelector.label("given"), TokenOptions.of(PinSource.file(pin)));
      HornbeamProvider provider = HornbeamProvider.of("given", token);
      KeyPair pair = TokenFixture.generate(provider, KeyType.ED25519, "key");
      provider.logout();
      Signature signature = Signature.getInstance("Ed25519", provider);
      signature.initSign(pair.getPrivate());
      signature.update((byte) 1);
      assertEquals(64, signature.sign().length);
      assertEquals("Ed25519 private key \"key\" on token \"given\"", pair.getPrivate().toString());
    }
  }
}
