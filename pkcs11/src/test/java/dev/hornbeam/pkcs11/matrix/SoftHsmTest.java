package dev.hornbeam.pkcs11.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hornbeam.pkcs11.AesKey;
import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.KeyUse;
import dev.hornbeam.pkcs11.ObjectInfo;
import dev.hornbeam.pkcs11.Pkcs11Module;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.Trouble;
import dev.hornbeam.testing.FaultModule;
import dev.hornbeam.testing.SoftHsm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** SoftHSM, and the standard's way of making Montgomery keys, which no module at hand has. */
class SoftHsmTest {
  static final Set<String> ALL = new TreeSet<>();

  static {
    for (String sign : List.of("ED25519", "ED448", "P256", "P384", "P521")) {
      ALL.addAll(List.of(sign + "-SIGN-TOKEN", sign + "-SIGN-SESSION"));
    }
    for (String derive : List.of("X25519", "X448", "P256", "P384", "P521")) {
      ALL.addAll(List.of(derive + "-DERIVE-TOKEN", derive + "-DERIVE-SESSION"));
    }
    for (String nist : List.of("P256", "P384", "P521")) {
      ALL.addAll(List.of(nist + "-SIGN-WRAPPED", nist + "-DERIVE-WRAPPED"));
    }
  }

  @Test
  void doesAllButWrapEdwardsAndMontgomeryKeys() throws Exception {
    try (SoftHsm hsm = SoftHsm.inThisJvm("all");
        Pkcs11Module module = Tokens.load(SoftHsm.library());
        Token token = Tokens.open(module, "all", hsm.token("all").pin())) {
      assertEquals(ALL, Tokens.exercise(token));
      Tokens.exerciseImports(token);
      for (TokenException e : refusalsToWrap(token)) {
        assertEquals(Trouble.UNSUPPORTED, e.trouble());
        assertTrue(e.getMessage().contains("SoftHSM"), e.getMessage());
      }
      for (KeyType type : List.of(KeyType.ED25519, KeyType.ED448)) {
        assertTrue(token.ability(type, KeyUse.SIGN).why().contains("SoftHSM"));
      }
      for (KeyType type : List.of(KeyType.X25519, KeyType.X448)) {
        assertTrue(token.ability(type, KeyUse.DERIVE).why().contains("SoftHSM"));
      }
      assertEquals(List.of(), hsm.tool("all").objects());
    }
  }

  /** Of each kind of key that SoftHSM does not wrap; by the module itself if nothing is known. */
  private static List<TokenException> refusalsToWrap(Token token) throws Exception {
    KeyId id = KeyId.of(new byte[] {1});
    AesKey wrapping = token.generateAes(32, Token.AesUse.WRAPPING, id, "wrapping");
    List<TokenException> refusals = new ArrayList<>();
    for (KeyType type : KeyType.values()) {
      KeyUse use = type.signatureLength() > 0 ? KeyUse.SIGN : KeyUse.DERIVE;
      if (!ALL.contains(type + "-" + use + "-WRAPPED")) {
        refusals.add(
            assertThrows(TokenException.class, () -> token.generateWrapped(type, use, wrapping)));
      }
    }
    token.destroy(id, ObjectInfo.Kind.SECRET_KEY);
    assertEquals(4, refusals.size());
    return refusals;
  }

  @Test
  void standardWayDoesTheSame() throws Exception {
    Optional<String> leftOut = FaultModule.leftOut();
    assumeTrue(leftOut.isEmpty(), () -> "the fault module was not built: " + leftOut);
    try (SoftHsm hsm = SoftHsm.inThisJvm("v3");
        FaultModule face = FaultModule.overSoftHsm("face = v3");
        Pkcs11Module module = Tokens.load(face.library());
        Token token = Tokens.open(module, "v3", hsm.token("v3").pin())) {
      assertEquals("3.00", module.info().cryptokiVersion());
      for (TokenException e : refusalsToWrap(token)) {
        assertEquals(Trouble.UNSUPPORTED, e.trouble());
        assertTrue(e.getMessage().contains("CKR_KEY_NOT_WRAPPABLE"), e.getMessage());
      }
      // What it refused it is not said to do from now on.
      assertEquals(ALL, Tokens.exercise(token));
      Tokens.exerciseImports(token);
      assertEquals(List.of(), hsm.tool("v3").objects());
    }
  }
}
