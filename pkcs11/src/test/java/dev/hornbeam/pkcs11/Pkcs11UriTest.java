package dev.hornbeam.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Pkcs11UriTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "pkcs11:",
        "pkcs11:token=alice",
        "pkcs11:token=The%20Software%20PKCS%2311%20Softtoken;manufacturer=Snake%20Oil",
        "pkcs11:slot-id=7;object=my-key;id=%69%95%3E;type=private",
        "pkcs11:library-manufacturer=a;library-description=b;library-version=3",
        "pkcs11:token=a?module-path=/usr/lib/p11.so&module-name=p11&pin-source=file:/etc/pin",
        "pkcs11:object=s%C3%BC%C3%9F?pin-value=1234",
      })
  void parsesWhatItFormats(String uri) {
    assertEquals(uri, Pkcs11Uri.parse(uri).format());
  }

  @Test
  void tellsItsParts() {
    Pkcs11Uri uri =
        Pkcs11Uri.parse("PKCS11:serial=1;model=m;slot-id=3;id=%00%ff;x-vendor=1;object=a+b,c");
    assertEquals(Optional.of("1"), uri.serial());
    assertEquals(OptionalLong.of(3), uri.slotId());
    assertEquals(Optional.of(KeyId.of(new byte[] {0, -1})), uri.id());
    assertEquals(Optional.of("a+b,c"), uri.object());
    assertEquals(TokenSelector.serial("1").withModel("m").withSlotId(3), uri.selector());
  }

  @Test
  void keepsThePinToItself() {
    Pkcs11Uri uri = Pkcs11Uri.parse("pkcs11:token=a?pin-value=1234");
    assertEquals(Optional.of("1234"), uri.pinValue());
    assertFalse(uri.toString().contains("1234"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http://example.org/",
        "pkcs11:token",
        "pkcs11:=a",
        "pkcs11:token=a;token=b",
        "pkcs11:token=a;",
        "pkcs11:token=%4",
        "pkcs11:token=%zz",
        "pkcs11:token=a b",
        "pkcs11:token=%ff",
        "pkcs11:slot-id=x",
        "pkcs11:token=a?pin-value",
        "pkcs11:object=a/b",
      })
  void refusesOthers(String uri) {
    assertThrows(IllegalArgumentException.class, () -> Pkcs11Uri.parse(uri));
  }
}
