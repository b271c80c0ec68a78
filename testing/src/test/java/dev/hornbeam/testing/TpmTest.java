package dev.hornbeam.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TpmTest {
  @Test
  void keysAreMadeAndSign() {
    try (Tpm tpm = Tpm.start()) {
      Pkcs11Tool tool = tpm.tool();
      assertTrue(tool.mechanisms().contains("ECDSA"), tool.mechanisms());
      // More keys than a TPM has contexts: the resource manager is there.
      for (String id : new String[] {"01", "02", "03", "04"}) {
        tool.generate("EC:prime256v1", "k" + id, id);
        assertEquals(64, tool.signHash(id, new byte[32]).length);
      }
      assertEquals(8, tool.objects().size());
    }
  }

  @Test
  void twoTpmsLiveSideBySide() {
    try (Tpm first = Tpm.start();
        Tpm second = Tpm.start()) {
      first.tool().generate("EC:prime256v1", "k", "01");
      assertEquals(2, first.tool().objects().size());
      assertEquals(0, second.tool().objects().size());
    }
  }
}
