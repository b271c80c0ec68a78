package dev.hornbeam.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.Test;

class SoftHsmTest {
  @Test
  void anOutsiderMakesListsUsesAndDeletesKeys() {
    try (SoftHsm hsm = SoftHsm.start("one")) {
      Pkcs11Tool tool = hsm.tool("one");
      tool.generate("EC:prime256v1", "k", "0a");

      ListedObject key =
          tool.objects().stream()
              .filter(o -> o.kind().equals("Private Key Object"))
              .findFirst()
              .orElseThrow();
      assertEquals("k", key.label());
      assertEquals("0a", key.id());
      assertTrue(key.usage().contains("derive"), key.toString());
      assertTrue(key.access().contains("never extractable"), key.toString());
      assertEquals(64, tool.signHash("0a", new byte[32]).length);

      tool.delete("privkey", "0a");
      assertEquals(
          List.of("Public Key Object"), tool.objects().stream().map(ListedObject::kind).toList());
    }
  }

  @Test
  void importedKeysHaveTheKnownValue() throws Exception {
    KeyPair known = keyPair("EC", "secp256r1");
    KeyPair peer = keyPair("EC", "secp256r1");
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(new byte[] {1});
    try (SoftHsm hsm = SoftHsm.start("one")) {
      Pkcs11Tool tool = hsm.tool("one");
      tool.writePrivateKey(known.getPrivate(), "derives", "01");
      hsm.importKey("one", known.getPrivate(), "signs", "02");

      Signature verifier = Signature.getInstance("NONEwithECDSAinP1363Format");
      verifier.initVerify(known.getPublic());
      verifier.update(hash);
      assertTrue(verifier.verify(tool.signHash("02", hash)));
      KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
      agreement.init(known.getPrivate());
      agreement.doPhase(peer.getPublic(), true);
      assertArrayEquals(agreement.generateSecret(), tool.derive("01", peer.getPublic()));
    }
  }

  @Test
  void allCurvesAreImported() throws Exception {
    List<String> curves = List.of("Ed25519", "Ed448", "X25519", "X448");
    try (SoftHsm hsm = SoftHsm.start("one")) {
      for (int i = 0; i < curves.size(); i++) {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(curves.get(i));
        hsm.importKey("one", generator.generateKeyPair().getPrivate(), curves.get(i), "0" + i);
      }
      assertEquals(2 * curves.size(), hsm.tool("one").objects().size());
    }
  }

  @Test
  void tokensAreErasedDeletedAndGivenOtherPins() {
    try (SoftHsm hsm = SoftHsm.start("one", "two")) {
      hsm.tool("one").generate("EC:prime256v1", "k", "01");
      hsm.eraseToken("one");
      assertEquals(List.of(), hsm.tool("one").objects());

      hsm.changePin("one", "4321");
      assertNotEquals(0, hsm.tool("one").asUser("--list-objects").exitCode());

      hsm.deleteToken("two");
      assertNotEquals(0, hsm.tool("two").asUser("--list-objects").exitCode());
      hsm.deleteTokenFolder();
      assertNotEquals(0, hsm.tool("one").asUser("--list-objects").exitCode());
    }
  }

  @Test
  void thisJvmsConfigurationIsWrittenAndTakenAway() throws Exception {
    Path file = Path.of(System.getenv("SOFTHSM2_CONF"));
    assertFalse(file.toString().contains("$"), file.toString());
    try (SoftHsm first = SoftHsm.inThisJvm("one")) {
      assertTrue(Files.readString(file).contains("directories.tokendir"));
      // Inherited, not handed over: what a module in this JVM would read.
      Outcome slots =
          Command.of("pkcs11-tool", "--module", SoftHsm.library().toString(), "-L").run().orThrow();
      assertTrue(slots.stdout().contains("one"), slots.toString());
      try (SoftHsm second = SoftHsm.inThisJvm("two")) {
        assertNotEquals(first.environment(), second.environment());
      }
      assertFalse(Files.exists(file));
    }
    assertFalse(Files.exists(file));
  }

  private static KeyPair keyPair(String algorithm, String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }
}
