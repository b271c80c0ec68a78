package dev.hornbeam.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.testing.Command;
import dev.hornbeam.testing.Outcome;
import dev.hornbeam.testing.SoftHsm;
import dev.hornbeam.testing.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JDK's own tools, as processes of their own, on a token. */
class KeytoolTest {
  private static SoftHsm hsm;
  private static Workspace files;
  private static Path makesKeys;
  private static Path makesNone;

  @BeforeAll
  static void start() {
    hsm = SoftHsm.start("tools");
    files = Workspace.create("keytool");
    String config = "name = tools\nlibrary = " + SoftHsm.library() + "\nlabel = tools\n";
    makesNone = files.write("plain.cfg", config);
    makesKeys = files.write("keys.cfg", config + "keyPairGenerator = token\n");
  }

  @AfterAll
  static void stop() {
    files.close();
    hsm.close();
  }

  @ParameterizedTest
  @CsvSource({"ec,EC,-groupname,secp256r1", "ed,Ed25519,,"})
  void aKeyIsMadeCertifiedAndUsed(String alias, String algorithm, String option, String value)
      throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of("-genkeypair", "-alias", alias, "-keyalg", algorithm, "-dname", "CN=" + alias));
    if (option != null) {
      words.addAll(List.of(option, value));
    }
    // Without the name keytool would ask all providers in turn, and import what another one made.
    words.addAll(List.of("-providerName", "Hornbeam-tools"));
    keytool(makesKeys, words.toArray(String[]::new)).orThrow();
    // It was born there: what pkcs11-tool calls a local key.
    Outcome objects = hsm.tool("tools").asUser("--list-objects", "--type", "privkey").orThrow();
    assertTrue(objects.stdout().contains("label:      " + alias), objects.toString());
    assertTrue(objects.stdout().contains("never extractable, local"), objects.toString());

    Path request = files.file(alias + ".csr");
    keytool(makesNone, "-certreq", "-alias", alias, "-file", request.toString()).orThrow();
    JcaPKCS10CertificationRequest csr = new JcaPKCS10CertificationRequest(decodePem(request));
    KeyPair ca = TokenFixture.software(KeyType.P256);
    X509Certificate caCertificate = Certificates.selfSigned("ca", ca.getPublic(), ca.getPrivate());
    X509Certificate issued = Certificates.issue(alias, csr.getPublicKey(), "ca", ca.getPrivate());

    String caAlias = "ca of " + alias;
    keytool(
            makesNone,
            "-importcert",
            "-noprompt",
            "-alias",
            caAlias,
            "-file",
            pem(caCertificate).toString())
        .orThrow();
    keytool(makesNone, "-importcert", "-alias", alias, "-file", pem(issued).toString()).orThrow();
    String listed = list();
    assertTrue(listed.contains(alias + ", PrivateKeyEntry"), listed);
    assertTrue(listed.contains(caAlias + ", trustedCertEntry"), listed);
    String verbose = keytool(makesNone, "-list", "-v", "-alias", alias).orThrow().stdout();
    assertTrue(verbose.contains("Certificate chain length: 2"), verbose);
    Path exported = files.file("exported");
    keytool(makesNone, "-exportcert", "-alias", alias, "-file", exported.toString()).orThrow();
    assertEquals(
        Base64.getEncoder().encodeToString(issued.getEncoded()),
        Base64.getEncoder().encodeToString(Files.readAllBytes(exported)));

    signJar(alias);
    keytool(makesNone, "-changealias", "-alias", alias, "-destalias", alias + "2").orThrow();
    String renamed = list();
    assertTrue(renamed.contains(alias + "2, PrivateKeyEntry"), renamed);
    assertFalse(renamed.contains(alias + ", PrivateKeyEntry"), renamed);
    keytool(makesNone, "-delete", "-alias", alias + "2").orThrow();
    keytool(makesNone, "-delete", "-alias", caAlias).orThrow();
    assertTrue(hsm.tool("tools").objects().isEmpty(), hsm.tool("tools").objects().toString());
  }

  private static void signJar(String alias) throws IOException {
    Path jar = files.file(alias + ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("content"));
      out.write("content".getBytes(StandardCharsets.UTF_8));
    }
    tool(
            "jarsigner",
            makesNone,
            "-keystore",
            "NONE",
            "-storetype",
            "PKCS11",
            "-storepass",
            TokenFixture.PIN,
            jar.toString(),
            alias)
        .orThrow();
    Outcome verified =
        Command.of(binary("jarsigner"), "-verify", "-verbose", "-certs", jar.toString())
            .run()
            .orThrow();
    assertTrue(verified.stdout().contains("jar verified."), verified.toString());
    assertTrue(verified.stdout().contains("CN=" + alias), verified.toString());
  }

  @Test
  void aSoftwareKeyIsImported() throws Exception {
    Path store = files.file("software.p12");
    Command.of(
            binary("keytool"),
            "-genkeypair",
            "-alias",
            "soft",
            "-keyalg",
            "EC",
            "-dname",
            "CN=soft",
            "-keystore",
            store.toString(),
            "-storepass",
            "changeit")
        .run()
        .orThrow();
    tool(
            "keytool",
            makesNone,
            "-importkeystore",
            "-srckeystore",
            store.toString(),
            "-srcstorepass",
            "changeit",
            "-destkeystore",
            "NONE",
            "-deststoretype",
            "PKCS11",
            "-deststorepass",
            TokenFixture.PIN)
        .orThrow();
    assertTrue(list().contains("soft, PrivateKeyEntry"), list());
    keytool(makesNone, "-delete", "-alias", "soft").orThrow();
  }

  @Test
  void noKeyIsMadeElsewhereBehindTheUsersBack() {
    Outcome refused =
        keytool(
            makesNone,
            "-providerName",
            "Hornbeam-tools",
            "-genkeypair",
            "-alias",
            "never",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=never");
    assertNotEquals(0, refused.exitCode());
    assertTrue(refused.toString().contains("keyPairGenerator = token"), refused.toString());
  }

  @Test
  void aWrongPinIsSaid() {
    Outcome refused =
        tool(
            "keytool",
            makesNone,
            "-list",
            "-keystore",
            "NONE",
            "-storetype",
            "PKCS11",
            "-storepass",
            "9999");
    assertNotEquals(0, refused.exitCode());
    assertTrue(refused.toString().contains("PIN"), refused.toString());
  }

  private static String list() {
    return keytool(makesNone, "-list").orThrow().stdout();
  }

  private static Outcome keytool(Path config, String... arguments) {
    return tool(
        "keytool",
        config,
        Stream.concat(
                Stream.of(arguments),
                Stream.of(
                    "-keystore", "NONE", "-storetype", "PKCS11", "-storepass", TokenFixture.PIN))
            .toArray(String[]::new));
  }

  private static Outcome tool(String name, Path config, String... arguments) {
    return Command.of(
            binary(name),
            "-J-XX:TieredStopAtLevel=1",
            "-J-cp",
            "-J" + System.getProperty("java.class.path"))
        .and("-providerClass", HornbeamProvider.class.getName(), "-providerArg", config.toString())
        .and(arguments)
        .with(hsm.environment())
        .run();
  }

  private static String binary(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  private static Path pem(X509Certificate certificate) throws Exception {
    return files.write(
        "certificate.pem",
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
            + "\n-----END CERTIFICATE-----\n");
  }

  private static byte[] decodePem(Path file) throws IOException {
    String text = Files.readString(file).replaceAll("-----[A-Z ]+-----", "");
    return Base64.getMimeDecoder().decode(text);
  }
}
