package dev.hornbeam.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.testing.piv.PivApplet;
import dev.hornbeam.testing.piv.PivCurve;
import dev.hornbeam.testing.piv.PivKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.Test;

class VirtualCardTest {
  private static final String SELECT = "00A404000B" + PivApplet.AID;
  private static final String VERIFY = "0020008008313233343536FFFF";
  private static final String SIGN_WITH_9C = "0087119C267C2482008120" + "01".repeat(32);

  @Test
  void keysSign() throws Exception {
    byte[] hash = new byte[32];
    Arrays.fill(hash, (byte) 7);
    try (VirtualCard card = VirtualCard.start()) {
      for (PivKey key :
          EnumSet.of(PivKey.AUTHENTICATION, PivKey.SIGNATURE, PivKey.CARD_AUTHENTICATION)) {
        Signature verifier = Signature.getInstance("NONEwithECDSAinP1363Format");
        verifier.initVerify(card.publicKey(key));
        verifier.update(hash);
        assertTrue(verifier.verify(card.tool().signHash(key.id(), hash)), key.name());
      }
    }
  }

  @Test
  void keysDerive() throws Exception {
    try (VirtualCard card = VirtualCard.start()) {
      for (PivKey key : EnumSet.of(PivKey.KEY_MANAGEMENT, PivKey.RETIRED_1, PivKey.RETIRED_2)) {
        KeyPair peer = keyPair(key.curve());
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(peer.getPrivate());
        agreement.doPhase(card.publicKey(key), true);
        assertArrayEquals(
            agreement.generateSecret(), card.tool().derive(key.id(), peer.getPublic()), key.name());
      }
    }
  }

  @Test
  void openScShowsKeysCertificatesAndMechanisms() {
    try (VirtualCard card = VirtualCard.start()) {
      List<ListedObject> objects = card.tool().objects();
      List<ListedObject> keys =
          objects.stream().filter(o -> o.kind().equals("Private Key Object")).toList();

      assertEquals(PivKey.values().length, keys.size());
      assertEquals(
          PivKey.values().length,
          objects.stream().filter(o -> o.kind().equals("Certificate Object")).count());
      assertEquals(
          List.of(PivKey.SIGNATURE.id()),
          keys.stream()
              .filter(key -> key.access().startsWith("always authenticate"))
              .map(ListedObject::id)
              .toList());
      assertEquals(
          List.of("03", "05", "06"),
          keys.stream()
              .filter(key -> key.usage().equals("derive"))
              .map(ListedObject::id)
              .sorted()
              .toList());
      String mechanisms = card.tool().mechanisms();
      assertTrue(mechanisms.contains("ECDSA, keySize={256,384}, hw, sign"), mechanisms);
      assertTrue(mechanisms.contains("ECDH1-DERIVE, keySize={256,384}, hw, derive"), mechanisms);
    }
  }

  @Test
  void aKeyMayWantThePinForEachUse() {
    try (VirtualCard card = VirtualCard.start()) {
      assertEquals(List.of("9000", "6982"), statusWords(card, SELECT, SIGN_WITH_9C));
      assertEquals(
          List.of("9000", "9000", "9000", "6982"),
          statusWords(card, SELECT, VERIFY, SIGN_WITH_9C, SIGN_WITH_9C));
    }
  }

  @Test
  void theCardLocksItselfAndIsUnblocked() {
    try (VirtualCard card = VirtualCard.start()) {
      TestToken token = card.token();
      Pkcs11Tool wrong =
          new Pkcs11Tool(
              VirtualCard.library(),
              card.environment(),
              new TestToken(token.label(), "000000", token.soPin()));
      for (int i = 0; i < PivApplet.PIN_TRIES; i++) {
        assertTrue(wrong.asUser("-O").stderr().contains("CKR_PIN_INCORRECT"), "try " + i);
      }
      assertTrue(card.tool().asUser("-O").stderr().contains("CKR_PIN_LOCKED"));

      card.eject();
      card.unblockPin();
      card.insert();
      assertEquals(64, card.tool().signHash("01", new byte[32]).length);
    }
  }

  @Test
  void theCardIsPulledAndPutBack() {
    try (VirtualCard card = VirtualCard.start()) {
      assertThrows(IllegalStateException.class, card::unblockPin);
      card.eject();
      assertNotEquals(0, card.tool().asUser("-O").exitCode());
      card.insert();
      assertEquals(64, card.tool().signHash("01", new byte[32]).length);

      // pkcs11-tool reads what it is to sign when it has found its key.
      Command signing =
          Command.of("pkcs11-tool", "--module", VirtualCard.library().toString())
              .and("--login", "--pin", card.token().pin())
              .and("--sign", "--mechanism", "ECDSA", "--id", "01")
              .with(card.environment());
      try (RunningProgram client = signing.start()) {
        client.await("key found", () -> client.stderr().contains("Using signature algorithm"));
        card.eject();
        client.send("a hash of thirty-one bytes ....");
        assertNotEquals(0, client.finish().exitCode());
      }
    }
  }

  @Test
  void aCertificateIsReplaced() throws GeneralSecurityException {
    try (VirtualCard card = VirtualCard.start()) {
      X509Certificate other =
          new CardCertificate().of(card.publicKey(PivKey.SIGNATURE), "Somebody else", 77);
      card.eject();
      card.putCertificate(PivKey.SIGNATURE, other);
      card.insert();
      String listing = card.tool().asUser("-O").orThrow().stdout();
      assertTrue(listing.contains("CN=Somebody else"), listing);
    }
  }

  @Test
  void aPcscdOfSomebodyElseIsLeftAlone() {
    try (Workspace empty = Workspace.create("readers");
        RunningProgram other =
            Command.of("pcscd", "--foreground", "--info", "--config", empty.path().toString())
                .start()) {
      other.await("pcscd is ready", () -> other.stdout().contains("daemon ready"));

      CardServiceTakenException refused =
          assertThrows(CardServiceTakenException.class, VirtualCard::start);

      assertTrue(refused.toString().contains("left alone"), refused.toString());
      assertTrue(ProcessHandle.of(other.pid()).orElseThrow().isAlive());
    }
  }

  @Test
  void nothingStays() {
    Path configuration;
    try (VirtualCard card = VirtualCard.start()) {
      configuration = Path.of(card.environment().values().iterator().next());
      assertTrue(Files.exists(configuration));
      assertThrows(IllegalStateException.class, VirtualCard::start);
    }
    assertTrue(Files.notExists(configuration));
    assertTrue(Files.notExists(Path.of("/run/pcscd/pcscd.comm")));
  }

  private static List<String> statusWords(VirtualCard card, String... commands) {
    Command tool = Command.of("opensc-tool").with(card.environment());
    for (String command : commands) {
      tool = tool.and("--send-apdu", command);
    }
    return tool.run()
        .orThrow()
        .stdout()
        .lines()
        .filter(line -> line.startsWith("Received"))
        .map(line -> line.replaceAll(".*SW1=0x(..), SW2=0x(..).*", "$1$2"))
        .collect(Collectors.toList());
  }

  private static KeyPair keyPair(PivCurve curve) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve.jcaName()));
    return generator.generateKeyPair();
  }
}
