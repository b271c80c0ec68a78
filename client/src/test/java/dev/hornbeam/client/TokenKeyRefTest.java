package dev.hornbeam.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.hornbeam.mls.KeySources;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource.Purpose;
import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.KeyUse;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokenKeyRefTest {
  private static final String TOKEN = "pkcs11:token=one;serial=1";
  private static final KeyId ID = KeyId.of(new byte[] {1, 2, 3});
  private static final Bytes PUBLIC = Bytes.utf8("public");

  @Test
  void aStoredKeyIsNamedInBytesThatStay() {
    TokenKeyRef stored = new TokenKeyRef.Stored(TOKEN, ID, PUBLIC);
    assertEquals(Optional.of(stored), TokenKeyRef.of(stored.ref()));
    String expected =
        "05"
            + Bytes.utf8("token").hex()
            + "0101"
            + "19"
            + Bytes.utf8(TOKEN).hex()
            + "03010203"
            + "06"
            + PUBLIC.hex();
    assertEquals(expected, stored.ref().value().hex());
    assertEquals(Optional.of(ID), TokenKeySource.objectId(stored.ref()));
  }

  @Test
  void aWrappedKeyIsItsReference() {
    for (KeyType type : KeyType.values()) {
      for (KeyUse use : KeyUse.values()) {
        TokenKeyRef wrapped =
            new TokenKeyRef.Wrapped(TOKEN, ID, PUBLIC, type, use, Bytes.utf8("blob"));
        assertEquals(Optional.of(wrapped), TokenKeyRef.of(wrapped.ref()));
        assertEquals(Optional.empty(), TokenKeySource.objectId(wrapped.ref()));
        assertFalse(wrapped.ref().toString().contains("blob"));
      }
    }
  }

  @Test
  void anyOtherReferenceIsNone() throws KeyUnavailable {
    KeyRef software =
        KeySources.software()
            .create(Purpose.LEAF, CipherSuite.X25519_AES128GCM_SHA256_ED25519, "")
            .ref();
    assertEquals(Optional.empty(), TokenKeyRef.of(software));
    Bytes good = new TokenKeyRef.Stored(TOKEN, ID, PUBLIC).ref().value();
    for (int length = 0; length < good.length(); length++) {
      assertEquals(Optional.empty(), TokenKeyRef.of(new KeyRef(good.slice(0, length))));
    }
    Bytes nameless =
        Bytes.fromHex(good.hex().replace("03010203" + "06" + PUBLIC.hex(), "0006" + PUBLIC.hex()));
    assertEquals(Optional.empty(), TokenKeyRef.of(new KeyRef(nameless)));
    byte[] later = good.toArray();
    later[6] = 2;
    assertEquals(Optional.empty(), TokenKeyRef.of(new KeyRef(Bytes.own(later))));
    byte[] unknown = good.toArray();
    unknown[7] = 9;
    assertEquals(Optional.empty(), TokenKeyRef.of(new KeyRef(Bytes.own(unknown))));
  }
}
