package dev.hornbeam.mls.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import org.junit.jupiter.api.Test;

class KeyFormTest {
  /** A generator of one curve that was never told what to do about names. */
  private static final class Nameless extends KeyPairGenerator {
    private final KeyPairGenerator generator;

    Nameless(String curve) throws NoSuchAlgorithmException {
      super(curve);
      generator = KeyPairGenerator.getInstance(curve);
    }

    /** As the JCA's SPI does by default. */
    @Override
    public void initialize(AlgorithmParameterSpec named, SecureRandom random) {
      throw new UnsupportedOperationException();
    }

    @Override
    public KeyPair generateKeyPair() {
      return generator.generateKeyPair();
    }
  }

  @Test
  void aGeneratorOfTheUsualCurveNeedsNoName() throws Exception {
    KeyPair pair = KeyForm.ED25519.generate(new Nameless("Ed25519"), new SecureRandom());
    assertEquals(32, KeyForm.ED25519.rawPublic(pair.getPublic()).length);
  }

  /** It might generate for the usual curve, whatever it is asked for. */
  @Test
  void aGeneratorOfAnotherCurveNeedsOne() {
    assertThrows(
        InvalidAlgorithmParameterException.class,
        () -> KeyForm.ED448.generate(new Nameless("Ed448"), new SecureRandom()));
  }
}
