package dev.hornbeam.mls.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import java.security.PrivateKey;
import java.security.Provider;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SoftwarePrivateKeyTest {
  private static final Provider ONE = new TestProvider("One");
  private static final Provider ANOTHER = new TestProvider("Another");

  private final List<SoftwarePrivateKey> made = new ArrayList<>();
  private final SoftwarePrivateKey key = key();

  private static final class TestProvider extends Provider {
    private static final long serialVersionUID = 1L;

    TestProvider(String name) {
      super(name, "1", "has nothing");
    }
  }

  @Test
  void isPreparedOnceForAProvider() throws Exception {
    PrivateKey first = prepared(ONE);
    assertSame(first, prepared(ONE));
    assertEquals(1, made.size());
  }

  @Test
  void anotherProviderGetsAFormOfItsOwn() throws Exception {
    PrivateKey first = prepared(ONE);
    assertNotSame(first, prepared(ANOTHER));
    assertSame(first, prepared(ONE));
    assertFalse(first.isDestroyed());
  }

  @Test
  void theFormIsDestroyedWithTheKey() throws Exception {
    PrivateKey form = prepared(ONE);
    key.destroy();
    assertTrue(form.isDestroyed());
    assertThrows(IllegalStateException.class, () -> prepared(ONE));
  }

  private PrivateKey prepared(Provider provider) throws Exception {
    return key.prepared(
        provider,
        raw -> {
          SoftwarePrivateKey form = new SoftwarePrivateKey("test", Secret.copyOf(raw));
          made.add(form);
          return form;
        });
  }

  private static SoftwarePrivateKey key() {
    return new SoftwarePrivateKey("test", Secret.copyOf(Bytes.utf8("a test key").view()));
  }
}
