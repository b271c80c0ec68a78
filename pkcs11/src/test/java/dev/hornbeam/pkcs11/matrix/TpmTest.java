package dev.hornbeam.pkcs11.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.KeyPairRequest;
import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.KeyUse;
import dev.hornbeam.pkcs11.Pkcs11Module;
import dev.hornbeam.pkcs11.RoundTrips;
import dev.hornbeam.pkcs11.Storage;
import dev.hornbeam.pkcs11.StoredKey;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.testing.ForkedJvm;
import dev.hornbeam.testing.Tpm;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A TPM by tpm2-pkcs11: it signs, with keys that stay on it. */
class TpmTest {
  private static final KeyId ID = KeyId.of(new byte[] {5});

  @Test
  void signsWithTokenObjects() {
    try (Tpm tpm = Tpm.start()) {
      ForkedJvm fork = ForkedJvm.of(Sign.class).with(tpm.environment());
      fork.arguments(tpm.token().label(), tpm.token().pin(), "make").run().orThrow();
      fork.arguments(tpm.token().label(), tpm.token().pin(), "use").run().orThrow();
    }
  }

  /** For a fork: makes keys of each kind and leaves one, or uses the one that was left. */
  static final class Sign {
    private Sign() {}

    /** The fork's main method. */
    public static void main(String[] args) throws Exception {
      try (Pkcs11Module module = Tokens.load(Tpm.library());
          Token token = Tokens.open(module, args[0], args[1])) {
        if (args[2].equals("make")) {
          assertEquals(Set.of("P256-SIGN-TOKEN", "P384-SIGN-TOKEN"), Tokens.exercise(token));
          assertEquals(List.of(), token.objects());
          for (KeyType type : KeyType.values()) {
            assertEquals(Set.of(), token.ability(type, KeyUse.DERIVE).can());
          }
          token.generate(KeyPairRequest.of(KeyType.P256, KeyUse.SIGN, Storage.TOKEN, ID, "left"));
        } else {
          StoredKey key = token.privateKey(ID).orElseThrow();
          assertEquals("left", key.label());
          RoundTrips.useOnce(key, KeyUse.SIGN);
        }
      }
    }
  }
}
