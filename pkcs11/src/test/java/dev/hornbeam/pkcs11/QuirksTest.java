package dev.hornbeam.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

class QuirksTest {
  private static Quirks of(String manufacturer, String description) {
    return Quirks.of(new ModuleInfo("2.40", manufacturer, description, "1.0"));
  }

  @Test
  void takesTheStandardForUnknownModules() {
    Quirks quirks = of("Example", "An HSM");
    assertEquals(
        PKCS11Constants.CKM_EC_MONTGOMERY_KEY_PAIR_GEN, quirks.method(KeyType.X25519).mechanism());
    assertEquals(PKCS11Constants.CKK_EC_MONTGOMERY, quirks.method(KeyType.X25519).keyType());
    assertFalse(quirks.isSerial());
    assertFalse(quirks.wantsReinitialising(Ckr.DEVICE_ERROR));
  }

  @Test
  void knowsModulesByWhatTheySay() {
    assertEquals("softhsm", of("SoftHSM", "Implementation of PKCS11").toString());
    assertEquals("nss", of("Mozilla Foundation", "NSS Internal Crypto Services").toString());
    assertEquals("standard", of("Mozilla Foundation", "Something else").toString());
    assertTrue(of("Yubico (www.yubico.com)", "PKCS#11 PIV Library").isSerial());
  }

  @Test
  void takesTheStandardForTheFaultModulesOtherFace() throws Exception {
    try (FaultySoftHsm fault = FaultySoftHsm.open("alice")) {
      fault.faults().rules("face = v3");
      try (Pkcs11Module module = Pkcs11Module.load(ModuleOptions.of(fault.library()))) {
        assertEquals("standard", Quirks.of(module.info()).toString());
      }
    }
  }

  @Test
  void hasAReasonForEachLack() {
    Quirks softHsm = of("SoftHSM", "");
    for (KeyType type : KeyType.values()) {
      assertEquals(!PublicPoints.isNist(type), softHsm.lack("wrap." + type).isPresent());
    }
  }
}
