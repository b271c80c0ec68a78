package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource;
import java.security.ProviderException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the application brings fails, or calls back, when it does most harm. */
class WorstMomentTest {
  private static final CipherSuite SUITE = CipherSuite.X25519_AES128GCM_SHA256_ED25519;

  /** A token whose provider throws what it likes. */
  private static final class Token implements KeySource {
    private final KeySource keys = KeySources.software();
    private final Set<KeyRef> there = new HashSet<>();
    private boolean failing;

    @Override
    public KeyHandle create(Purpose purpose, CipherSuite suite, String label)
        throws KeyUnavailable {
      KeyHandle key = keys.create(purpose, suite, label);
      there.add(key.ref());
      return key;
    }

    @Override
    public KeyHandle open(KeyRef ref) throws KeyUnavailable {
      return keys.open(ref);
    }

    @Override
    public void destroy(KeyRef ref) throws KeyUnavailable {
      if (failing) {
        throw new ProviderException("the token was pulled out");
      }
      keys.destroy(ref);
      there.remove(ref);
    }
  }

  private final Token token = new Token();

  private static MlsClientBuilder builder(String name) {
    return MlsClient.builder(SUITE)
        .credential(Credential.basic(name))
        .framing(HandshakeFraming.PUBLIC);
  }

  private static void assertUsable(Group group) throws MlsException {
    try (Secret authenticator = group.epochAuthenticator()) {
      assertEquals(32, authenticator.length());
    }
    assertFalse(group.protect(Bytes.utf8("hello")).isEmpty());
  }

  /** Once a change is in force, the key that it leaves over fails no one. */
  @Test
  void keyThatIsNotDestroyedFailsNothing() throws Exception {
    MlsClient bob = builder("bob").keys(token).build();
    Group alice = builder("alice").build().createGroup(GroupId.random());
    OutgoingCommit add = alice.commit().add(bob.newKeyPackage()).stage();
    token.failing = true;
    Group group = bob.join(add.welcome().orElseThrow());
    assertUsable(group);
    group.merge(group.commit().stage());
    assertEquals(2, group.epoch());
    assertUsable(group);
    OutgoingCommit discarded = group.commit().stage();
    group.discard(discarded);
    token.failing = false;
    bob.sweep();
    // The signature key and the leaf key.
    assertEquals(2, token.there.size());
  }
}
