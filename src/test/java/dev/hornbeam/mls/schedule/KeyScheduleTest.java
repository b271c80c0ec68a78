package dev.hornbeam.mls.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.schedule.KeySchedule.EpochSecret;
import dev.hornbeam.mls.schedule.KeySchedule.WelcomeSecret;
import dev.hornbeam.mls.types.CipherSuite;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the test vectors do not show: ownership, storage and refusals. */
class KeyScheduleTest {
  private static final SuiteCrypto CRYPTO = crypto(CipherSuite.P384_AES256GCM_SHA384_P384);
  private static final Bytes TEXT = Bytes.utf8("text");

  private static SuiteCrypto crypto(CipherSuite suite) {
    return SuiteCrypto.of(suite, CryptoProfile.fastest(), new SecureRandom());
  }

  private static EpochSecrets secrets(SuiteCrypto crypto) {
    try (EpochSecret epoch = KeySchedule.firstEpoch(crypto)) {
      return epoch.secrets();
    }
  }

  private static List<Secret> all(EpochSecrets secrets) {
    return List.of(
        secrets.senderDataSecret(),
        secrets.exporterSecret(),
        secrets.externalSecret(),
        secrets.confirmationKey(),
        secrets.membershipKey(),
        secrets.resumptionPsk(),
        secrets.epochAuthenticator(),
        secrets.initSecret());
  }

  @Test
  void everyFirstEpochIsAnother() {
    try (EpochSecret one = KeySchedule.firstEpoch(CRYPTO);
        EpochSecret other = KeySchedule.firstEpoch(CRYPTO)) {
      assertEquals(CRYPTO.hashLength(), one.value().length());
      assertFalse(one.value().matches(other.value()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void epochSecretsSurviveStorage(CipherSuite suite) throws Exception {
    SuiteCrypto crypto = crypto(suite);
    try (EpochSecrets secrets = secrets(crypto);
        Secret encoded = secrets.encoded();
        EpochSecrets decoded = EpochSecrets.decode(crypto, encoded);
        Secret again = decoded.encoded()) {
      assertTrue(again.matches(encoded));
      for (int i = 0; i < all(secrets).size(); i++) {
        assertTrue(all(secrets).get(i).matches(all(decoded).get(i)));
      }
    }
  }

  @Test
  void damagedEpochSecretsAreRefused() {
    try (EpochSecrets secrets = secrets(CRYPTO);
        Secret encoded = secrets.encoded();
        Secret cut = Secret.own(Arrays.copyOf(encoded.expose(), 100))) {
      assertThrows(MalformedMessage.class, () -> EpochSecrets.decode(CRYPTO, cut));
    }
  }

  @Test
  void closingWipesAllEpochSecrets() {
    EpochSecrets secrets = secrets(CRYPTO);
    secrets.close();
    all(secrets).forEach(secret -> assertTrue(secret.isClosed()));
  }

  @Test
  void noSecretIsShown() {
    try (EpochSecrets secrets = secrets(CRYPTO)) {
      String hex = Bytes.copyOf(secrets.initSecret().expose()).hex();
      assertFalse(secrets.toString().contains(hex.substring(0, 8)), secrets::toString);
    }
  }

  @Test
  void exportedSecretsHaveTheLengthAskedFor() {
    try (EpochSecrets secrets = secrets(CRYPTO)) {
      int most = 255 * CRYPTO.hashLength();
      for (int length : List.of(1, 32, 100, most)) {
        try (Secret exported = secrets.export("label", TEXT, length)) {
          assertEquals(length, exported.length());
        }
      }
      for (int length : List.of(-1, 0, most + 1)) {
        assertThrows(IllegalArgumentException.class, () -> secrets.export("label", TEXT, length));
      }
    }
  }

  @Test
  void exportDependsOnLabelAndContext() {
    try (EpochSecrets secrets = secrets(CRYPTO);
        Secret exported = secrets.export("label", TEXT, 32);
        Secret same = secrets.export("label", TEXT, 32);
        Secret otherLabel = secrets.export("labels", TEXT, 32);
        Secret otherContext = secrets.export("label", Bytes.EMPTY, 32)) {
      assertTrue(exported.matches(same));
      assertFalse(exported.matches(otherLabel));
      assertFalse(exported.matches(otherContext));
    }
  }

  @Test
  void confirmationTagIsOfTheTranscript() throws Exception {
    try (EpochSecrets secrets = secrets(CRYPTO)) {
      Bytes tag = secrets.confirmationTag(TEXT);
      secrets.verifyConfirmationTag(TEXT, tag);
      for (Bytes wrong : List.of(Bytes.EMPTY, tag.slice(0, 16), secrets.confirmationTag(tag))) {
        InvalidMessage e =
            assertThrows(InvalidMessage.class, () -> secrets.verifyConfirmationTag(TEXT, wrong));
        assertEquals(Rule.CONFIRMATION_TAG, e.rule());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void welcomeSecretOpensWhatItSealed(CipherSuite suite) throws Exception {
    SuiteCrypto crypto = crypto(suite);
    try (WelcomeSecret welcome = welcome(crypto);
        WelcomeSecret other = welcome(crypto)) {
      Bytes sealed = welcome.seal(TEXT);
      try (Secret opened = welcome.open(sealed)) {
        assertEquals(TEXT, Bytes.copyOf(opened.expose()));
      }
      assertThrows(CryptoRefused.class, () -> other.open(sealed));
      assertThrows(CryptoRefused.class, () -> welcome.open(TEXT));
    }
  }

  private static WelcomeSecret welcome(SuiteCrypto crypto) {
    return new WelcomeSecret(crypto, Secret.own(crypto.random(crypto.hashLength())));
  }

  @Test
  void noPskGivesZeros() throws Exception {
    try (Secret none = PskSecret.of(CRYPTO, List.of());
        Secret zeros = Secret.zeros(CRYPTO.hashLength())) {
      assertTrue(none.matches(zeros));
    }
  }

  @Test
  void orderOfPsksMatters() throws Exception {
    PskSecret.Input one = psk("one");
    PskSecret.Input two = psk("two");
    try (Secret ordered = PskSecret.of(CRYPTO, List.of(one, two));
        Secret same = PskSecret.of(CRYPTO, List.of(one, two));
        Secret swapped = PskSecret.of(CRYPTO, List.of(two, one))) {
      assertTrue(ordered.matches(same));
      assertFalse(ordered.matches(swapped));
    }
    assertFalse(one.value().isClosed());
  }

  @Test
  void psksAreCountedInSixteenBits() throws Exception {
    PskSecret.Input psk = psk("psk");
    PskSecret.of(CRYPTO, Collections.nCopies(65_535, psk)).close();
    InvalidMessage e =
        assertThrows(
            InvalidMessage.class, () -> PskSecret.of(CRYPTO, Collections.nCopies(65_536, psk)));
    assertEquals(Rule.PSK_COUNT, e.rule());
  }

  private static PskSecret.Input psk(String id) {
    PreSharedKeyId name =
        new PreSharedKeyId(
            new Psk.External(Bytes.utf8(id)), Bytes.own(CRYPTO.random(CRYPTO.hashLength())));
    return new PskSecret.Input(name, Secret.copyOf(Bytes.utf8(id).view()));
  }
}
