package dev.hornbeam.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.pkcs11.Attributes;
import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.ModuleOptions.Threading;
import dev.hornbeam.pkcs11.Storage;
import dev.hornbeam.pkcs11.TokenSelector;
import dev.hornbeam.provider.Configuration.Random;
import dev.hornbeam.provider.Templates.Half;
import dev.hornbeam.provider.Templates.Operation;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidParameterException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
  private static final String MINIMAL = "--name=N\\nlibrary=/lib/p11.so\\n";

  @TempDir Path folder;

  @Test
  void aFileForSunsProviderIsRead() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("sun.cfg"),
            """
            # A file that SunPKCS11 takes.
            name = Token1
            description = "Our token"   # in quotes
            library = /opt/p11/$ISA-lib.so

            slotListIndex = 0x1
            showInfo = false
            handleStartupErrors = ignoreMissingLibrary
            disabledMechanisms = {
              CKM_ECDSA      # not this one
              CKM_SHA1_RSA_PKCS
              0x1057
            }
            attributes = compatibility
            attributes(generate, *, *) = {
              CKA_PRIVATE = true
            }
            attributes(generate, CKO_PRIVATE_KEY, CKK_EC) = { CKA_DERIVE = true CKA_ID = 0h00fF
              CKA_START_DATE = null }
            attributes(import, CKO_SECRET_KEY, *) = { CKA_TOKEN = true }
            """);
    Configuration read = ConfigReader.read(file.toString());
    assertEquals("Token1", read.name());
    assertEquals("Our token", read.description());
    assertEquals(Path.of("/opt/p11/$ISA-lib.so"), read.module().library());
    assertEquals(TokenSelector.slotIndex(1), read.token());
    assertFalse(read.mechanisms().allow(Mechanisms.CKM_ECDSA));
    assertFalse(read.mechanisms().allow(Mechanisms.CKM_EDDSA));
    assertTrue(read.mechanisms().allow(Mechanisms.CKM_ECDH1_DERIVE));

    Attributes ec =
        read.templates()
            .attributes(Operation.GENERATE, Half.PRIVATE, KeyType.P256, Attributes.NONE);
    assertEquals(true, ec.values().get(0x2L));
    assertEquals(true, ec.values().get(0x10cL));
    assertArrayEquals(new byte[] {0, (byte) 0xff}, (byte[]) ec.values().get(0x102L));
    assertEquals(
        1,
        read.templates()
            .attributes(Operation.GENERATE, Half.PUBLIC, KeyType.P256, Attributes.NONE)
            .values()
            .size());
    assertTrue(
        read.templates()
            .attributes(Operation.IMPORT, Half.PRIVATE, KeyType.P256, Attributes.NONE)
            .values()
            .isEmpty());
  }

  @Test
  void onlyEnabledMechanismsAreAllowed() {
    Mechanisms mechanisms =
        ConfigReader.read(MINIMAL + "enabledMechanisms={ CKM_EDDSA CKM_RSA_PKCS }").mechanisms();
    assertTrue(mechanisms.allow(Mechanisms.CKM_EDDSA));
    assertFalse(mechanisms.allow(Mechanisms.CKM_ECDSA));
  }

  @Test
  void ourOwnKeysAreRead() {
    Configuration read =
        ConfigReader.read(
            MINIMAL
                + "label=a token\\nserial=01\\nthreading=serial\\nmaxSessions=3\\npatience=5\\n"
                + "tries=2\\nsecureRandom=true\\nkeyPairGenerator=session\\n"
                + "initArgs=\"configdir='sql:/x y' flags=\"\\npinEnv=PIN");
    assertEquals(TokenSelector.label("a token").withSerial("01"), read.token());
    assertEquals(Threading.SERIAL, read.module().threading());
    assertEquals(Optional.of("configdir='sql:/x y' flags="), read.module().initArgs());
    assertEquals(3, read.options().maxSessions());
    assertEquals(Duration.ofSeconds(5), read.options().patience());
    assertEquals(2, read.options().recovery().tries());
    assertEquals(Random.TOKEN, read.offers().random());
    assertEquals(Optional.of(Storage.SESSION), read.offers().keyPairs());
    assertTrue(read.pin().isPresent());
  }

  @Test
  void nothingIsOfferedThatWasNotAskedFor() {
    assertEquals(Configuration.Offers.NONE, ConfigReader.read(MINIMAL).offers());
  }

  @Test
  void withoutATokenTheFirstSlotIsMeant() {
    assertEquals(TokenSelector.slotIndex(0), ConfigReader.read(MINIMAL).token());
    assertEquals(TokenSelector.slotId(42), ConfigReader.read(MINIMAL + "slot=042").token());
  }

  @Test
  void systemPropertiesArePutIn() {
    Configuration read = ConfigReader.read("--name=N\\nlibrary=${java.io.tmpdir}${/}p11.so");
    assertEquals(
        Path.of(System.getProperty("java.io.tmpdir") + File.separator + "p11.so"),
        read.module().library());
    assertSays("no system property hornbeam.none", "--name=N\\nlibrary=${hornbeam.none}");
  }

  @Test
  void aUriIsEnough() {
    Configuration read =
        ConfigReader.read(
            "pkcs11:token=My%20token;serial=0a;object=key?module-path=/lib/p11.so"
                + "&pin-source=file:/etc/pin");
    assertEquals("My token", read.name());
    assertEquals(TokenSelector.label("My token").withSerial("0a"), read.token());
    assertEquals(Path.of("/lib/p11.so"), read.module().library());
    assertTrue(read.pin().isPresent());
    assertSays("module is missing", "pkcs11:token=x");
    assertSays("attributes like name=value", "pkcs11:colour");
    assertSays("absolute path", "pkcs11:token=x?module-path=/m&pin-source=pin");
  }

  @Test
  void aUriMayStandInAFile() {
    Configuration read =
        ConfigReader.read("--library=/lib/p11.so\\nuri = pkcs11:token=x;slot-id=7\\nname=N");
    assertEquals("N", read.name());
    assertEquals(TokenSelector.label("x").withSlotId(7), read.token());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name=N | module is missing",
        "library=/x | name is missing",
        "name=N\\nlibrary=x.so | must be absolute",
        "name=N\\nname=M | line 2: name is there twice",
        "name=N\\n\\nnaem=M | line 3: unknown key naem",
        "name | line 1: expected '='",
        "name= | expected a value",
        "name=\"N | quotation mark is missing",
        "name=\"N\" M | expected the end of the line before 'M'",
        "slot=1\\nslotListIndex=1 | module is missing",
        "name=N\\nlibrary=/x\\nslot=1\\nslotListIndex=1 | exclude each other",
        "name=N\\nlibrary=/x\\nslot=one | expected a number, not 'one'",
        "name=N\\nlibrary=/x\\nslotListIndex=99999999999 | line 3: slotListIndex must be at least 0",
        "name=N\\nlibrary=/x\\nslotListIndex=0xffffffffff | slotListIndex must be at least 0",
        "name=N\\nlibrary=/x\u0000y | line 2: this is no path",
        "name=N\\nlibrary=/x\\npinFile=/p\u0000q | line 3: this is no path",
        "uri=pkcs11:token=N?module-name=../../x | is a name, and no path",
        "uri=pkcs11:token=N?module-name=/x | is a name, and no path",
        "name=N\\nlibrary=/x\\npinFile=/p\\npinEnv=P | exclude each other",
        "name=N\\nlibrary=/x\\nmaxSessions=1 | at least 2",
        "name=N\\nlibrary=/x\\nthreading=many | threading is",
        "name=N\\nlibrary=/x\\nsecureRandom=yes | secureRandom is",
        "name=N\\nlibrary=/x\\nkeyPairGenerator=yes | keyPairGenerator is",
        "attributes(make,*,*)={} | unknown operation make",
        "attributes(*,CKO_X,*)={} | unknown object class CKO_X",
        "attributes(*,*,EC)={} | unknown key algorithm EC",
        "attributes(*,*,*)={CKA_X=true} | unknown attribute CKA_X",
        "attributes(*,*,*)={CKA_ID=0h1} | even number",
        "attributes(*,*,*)={CKA_ID=0h11 | expected a word, and found the end",
        "attributes=sensible | expected 'compatibility'",
        "enabledMechanisms={ECDSA} | unknown mechanism ECDSA",
        "nssSecmodDirectory=/x | libsoftokn3.so",
        "functionList=X | C_GetFunctionList",
      })
  void whatIsWrongIsSaid(String text, String message) {
    assertSays(message, "--" + text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/no/such/file.cfg", "no such file"})
  void aMissingFileIsNamed(String argument) {
    InvalidParameterException wrong =
        assertThrows(InvalidParameterException.class, () -> ConfigReader.read(argument));
    assertTrue(wrong.toString().contains("configuration file " + argument));
  }

  @Test
  void anErrorNamesTheFile() throws Exception {
    Path file = Files.writeString(folder.resolve("bad.cfg"), "name = N\nlibarry = /x\n");
    assertSays(file + ", line 2: unknown key libarry", file.toString());
  }

  @Test
  void noPinIsShown() {
    Configuration read = ConfigReader.read("pkcs11:token=x?module-path=/m&pin-value=98765");
    assertFalse(read.toString().contains("98765"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pkcs11:token=x?module-path=/m&pin-value=12&98765",
        "pkcs11:token=x?module-path=/m&pin-value=98765 ",
        "pkcs11:token=x?module-path=/m&pin-value=98765%",
        "--name=N\nlibrary=/m\nuri \"pkcs11:token=x?pin-value=98765\"",
        "--name=N\nlibrary=/m uri=pkcs11:token=x?pin-value=98765\n=uri pkcs11:?pin-value=98765",
      })
  void anErrorShowsNoPin(String argument) {
    try {
      assertFalse(ConfigReader.read(argument).toString().contains("98765"));
    } catch (InvalidParameterException e) {
      assertFalse(e.toString().contains("98765"), e.toString());
    }
  }

  @Test
  void aUriOfAKeyShowsNoPin() {
    TokenUriSpec spec = new TokenUriSpec("pkcs11:object=k?pin-value=98765");
    assertFalse(spec.toString().contains("98765"), spec.toString());
  }

  private static void assertSays(String message, String argument) {
    InvalidParameterException wrong =
        assertThrows(InvalidParameterException.class, () -> ConfigReader.read(argument));
    assertTrue(wrong.toString().contains(message), wrong.toString());
  }
}
