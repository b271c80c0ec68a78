package dev.hornbeam.pkcs11.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.KeyPairRequest;
import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.KeyUse;
import dev.hornbeam.pkcs11.ModuleOptions;
import dev.hornbeam.pkcs11.Pkcs11Module;
import dev.hornbeam.pkcs11.Storage;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.Trouble;
import dev.hornbeam.testing.NssSoftokn;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** NSS softokn, whose encodings are the opposite of SoftHSM's. */
class NssTest {
  @Test
  void doesNistCurvesAndX25519() throws Exception {
    Set<String> expected = new TreeSet<>();
    for (String nist : List.of("P256", "P384", "P521")) {
      for (String use : List.of("-SIGN-", "-DERIVE-")) {
        expected.addAll(
            List.of(nist + use + "TOKEN", nist + use + "SESSION", nist + use + "WRAPPED"));
      }
    }
    expected.addAll(
        List.of("X25519-DERIVE-TOKEN", "X25519-DERIVE-SESSION", "X25519-DERIVE-WRAPPED"));
    try (NssSoftokn nss = NssSoftokn.start();
        Pkcs11Module module =
            Pkcs11Module.load(
                ModuleOptions.of(NssSoftokn.library()).withInitArgs(nss.initArguments()));
        Token token = Tokens.open(module, nss.token().label(), nss.token().pin())) {
      assertEquals(expected, Tokens.exercise(token));
      Tokens.exerciseImports(token);
      for (KeyType type : List.of(KeyType.ED25519, KeyType.ED448)) {
        assertEquals(Set.of(), token.ability(type, KeyUse.SIGN).can());
        assertFalse(token.ability(type, KeyUse.SIGN).why().isEmpty());
        KeyPairRequest request =
            KeyPairRequest.of(
                type, KeyUse.SIGN, Storage.TOKEN, KeyId.of(new byte[] {1}), "refused");
        TokenException e = assertThrows(TokenException.class, () -> token.generate(request));
        assertEquals(Trouble.UNSUPPORTED, e.trouble());
      }
      assertEquals(Set.of(), token.ability(KeyType.X448, KeyUse.DERIVE).can());
      assertEquals(List.of(), nss.privateKeys());
    }
  }
}
