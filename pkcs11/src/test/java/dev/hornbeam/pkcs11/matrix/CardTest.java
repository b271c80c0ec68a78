package dev.hornbeam.pkcs11.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.pkcs11.Ability;
import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.KeyUse;
import dev.hornbeam.pkcs11.ObjectInfo;
import dev.hornbeam.pkcs11.PinSource;
import dev.hornbeam.pkcs11.Pkcs11Module;
import dev.hornbeam.pkcs11.RoundTrips;
import dev.hornbeam.pkcs11.StoredKey;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.TokenOptions;
import dev.hornbeam.pkcs11.TokenSelector;
import dev.hornbeam.pkcs11.Trouble;
import dev.hornbeam.testing.ForkedJvm;
import dev.hornbeam.testing.RunningProgram;
import dev.hornbeam.testing.VirtualCard;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A PIV smartcard by OpenSC and a smartcard service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CardTest {
  private static final KeyId AUTHENTICATION = KeyId.of(new byte[] {1});
  private static final KeyId SIGNATURE = KeyId.of(new byte[] {2});
  private static final KeyId MANAGEMENT = KeyId.of(new byte[] {3});

  private VirtualCard card;

  @BeforeAll
  void insert() {
    card = VirtualCard.start();
  }

  @AfterAll
  void remove() {
    if (card != null) {
      card.close();
    }
  }

  @Test
  void signsAndDerivesWithTheKeysThatAreThere() {
    fork(Use.class).run().orThrow();
  }

  @Test
  void worksOnWhenItIsPutBack() {
    try (RunningProgram program = fork(Pull.class).start()) {
      program.awaitOutput("signed");
      card.eject();
      program.send("out");
      program.awaitOutput("refused");
      card.insert();
      program.send("in");
      program.awaitOutput("again");
      card.eject();
      card.insert();
      program.send("in");
      program.awaitOutput("thrice");
      program.finish().orThrow();
    }
  }

  @Test
  void locksAfterWrongPinsWhichAreSentOnceEach() {
    try {
      fork(Lock.class).run().orThrow();
    } finally {
      card.eject();
      card.unblockPin();
      card.insert();
    }
  }

  private ForkedJvm fork(Class<?> main) {
    return ForkedJvm.of(main).arguments(card.token().pin()).with(card.environment());
  }

  /** For a fork: signs, derives, and gives the PIN before each use of the signature key. */
  static final class Use {
    private Use() {}

    /** The fork's main method. */
    public static void main(String[] args) throws Exception {
      List<PinSource.Occasion> asked = new ArrayList<>();
      PinSource pin =
          (info, occasion) -> {
            asked.add(occasion);
            return Optional.of(args[0].toCharArray());
          };
      try (Pkcs11Module module = Tokens.load(VirtualCard.library());
          Token token = module.open(TokenSelector.label(VirtualCard.LABEL), TokenOptions.of(pin))) {
        StoredKey authentication = token.privateKey(AUTHENTICATION).orElseThrow();
        RoundTrips.useOnce(authentication, KeyUse.SIGN);
        RoundTrips.useOnce(authentication, KeyUse.SIGN);
        assertEquals(List.of(PinSource.Occasion.LOGIN), asked);
        StoredKey signature = token.privateKey(SIGNATURE).orElseThrow();
        RoundTrips.useOnce(signature, KeyUse.SIGN);
        RoundTrips.useOnce(signature, KeyUse.SIGN);
        assertEquals(
            List.of(
                PinSource.Occasion.LOGIN, PinSource.Occasion.KEY_USE, PinSource.Occasion.KEY_USE),
            asked);
        RoundTrips.useOnce(token.privateKey(MANAGEMENT).orElseThrow(), KeyUse.DERIVE);
        assertEquals(KeyType.P384, token.privateKey(KeyId.of(new byte[] {5})).orElseThrow().type());
        RoundTrips.useOnce(token.privateKey(KeyId.of(new byte[] {5})).orElseThrow(), KeyUse.DERIVE);
        for (ObjectInfo object : token.objects()) {
          if (object.kind() == ObjectInfo.Kind.PRIVATE_KEY) {
            boolean derives = object.flags().contains(ObjectInfo.Flag.DERIVE);
            RoundTrips.use(
                token.privateKey(object.id().orElseThrow()).orElseThrow(),
                derives ? KeyUse.DERIVE : KeyUse.SIGN);
          }
        }
        assertEquals(KeyType.P256, token.privateKeys("SIGN key").get(0).type());
        Ability ability = token.ability(KeyType.P256, KeyUse.SIGN);
        assertEquals(Set.of(Ability.Feat.USE), ability.can());
        assertTrue(ability.why().length() > 0);
      }
    }
  }

  /** For a fork: signs before and after the card is pulled. */
  static final class Pull {
    private Pull() {}

    /** The fork's main method. */
    public static void main(String[] args) throws Exception {
      var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      try (Pkcs11Module module = Tokens.load(VirtualCard.library());
          Token token = Tokens.open(module, VirtualCard.LABEL, args[0])) {
        StoredKey key = token.privateKey(AUTHENTICATION).orElseThrow();
        StoredKey always = token.privateKey(SIGNATURE).orElseThrow();
        RoundTrips.useOnce(key, KeyUse.SIGN);
        System.out.println("signed");
        in.readLine();
        assertTrue(Tokens.isLoss(assertThrows(TokenException.class, () -> key.sign(new byte[32]))));
        System.out.println("refused");
        in.readLine();
        RoundTrips.useOnce(key, KeyUse.SIGN);
        RoundTrips.useOnce(always, KeyUse.SIGN);
        System.out.println("again");
        in.readLine();
        RoundTrips.useOnce(always, KeyUse.SIGN);
        RoundTrips.useOnce(key, KeyUse.SIGN);
        System.out.println("thrice");
      }
    }
  }

  /** For a fork: gives wrong PINs until the card is locked. */
  static final class Lock {
    private Lock() {}

    /** The fork's main method. */
    public static void main(String[] args) throws Exception {
      try (Pkcs11Module module = Tokens.load(VirtualCard.library())) {
        assertEquals(Trouble.PIN_WRONG, refusal(module, "000000"));
        assertEquals(Trouble.PIN_WRONG, refusal(module, "000001"));
        assertEquals(Trouble.PIN_WRONG, refusal(module, "000002"));
        assertEquals(Trouble.PIN_LOCKED, refusal(module, args[0]));
      }
    }

    private static Trouble refusal(Pkcs11Module module, String pin) throws Exception {
      try (Token token = Tokens.open(module, VirtualCard.LABEL, pin)) {
        TokenException e = assertThrows(TokenException.class, token::login);
        System.out.println(e.getMessage());
        return e.trouble();
      }
    }
  }
}
