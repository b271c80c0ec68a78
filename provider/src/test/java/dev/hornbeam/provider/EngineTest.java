package dev.hornbeam.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.CipherSuite.Kem;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.KeyUse;
import dev.hornbeam.pkcs11.ObjectInfo.Kind;
import dev.hornbeam.pkcs11.StoredKey;
import dev.hornbeam.pkcs11.TokenException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An MLS client whose keys are this provider's: the engine names no provider, and finds it. */
class EngineTest {
  private static TokenFixture tokens;
  private static HornbeamProvider provider;

  @BeforeAll
  static void start() {
    tokens = TokenFixture.of("mls");
    provider = tokens.provider("mls", "mls");
  }

  @AfterAll
  static void stop() {
    tokens.close();
  }

  @ParameterizedTest
  @EnumSource(CipherSuite.class)
  void aGroupLivesOnTokenKeys(CipherSuite suite) throws Exception {
    MlsClient alice = client(suite, "alice");
    MlsClient bob = client(suite, "bob");
    Group a = alice.createGroup(GroupId.random());
    OutgoingCommit add = a.commit().add(bob.newKeyPackage()).stage();
    a.merge(add);
    Group b = bob.join(add.welcome().orElseThrow());

    Received received = b.receive(a.protect(Bytes.utf8("hello")));
    assertArrayEquals(
        Bytes.utf8("hello").toArray(),
        assertInstanceOf(Received.ApplicationData.class, received).data().toArray());

    OutgoingCommit fresh = b.commit().stage();
    a.merge(assertInstanceOf(Received.CommitReceived.class, a.receive(fresh.message())).commit());
    b.merge(fresh);
    OutgoingCommit again = a.commit().stage();
    b.merge(assertInstanceOf(Received.CommitReceived.class, b.receive(again.message())).commit());
    a.merge(again);
    assertEquals(a.treeHash(), b.treeHash());
    assertTrue(
        provider.token().privateKeys().stream().anyMatch(key -> key.type() == kem(suite.kem())));
  }

  private static MlsClient client(CipherSuite suite, String name) throws Exception {
    return MlsClient.builder(suite)
        .credential(Credential.basic(name))
        .keys(new ProviderKeys())
        .build();
  }

  /** Token objects, named by their ids. */
  private static final class ProviderKeys implements KeySource {
    @Override
    public KeyHandle create(Purpose purpose, CipherSuite suite, String label)
        throws KeyUnavailable {
      TokenKeySpec spec =
          purpose == Purpose.SIGNATURE
              ? TokenKeySpec.of(signature(suite.signature()))
              : TokenKeySpec.of(kem(suite.kem())).withUse(KeyUse.DERIVE);
      try {
        KeyPair pair = TokenFixture.generate(provider, spec.withLabel(label));
        return handle((StoredKey) provider.tokenKey(pair.getPrivate()).orElseThrow());
      } catch (GeneralSecurityException e) {
        throw new KeyUnavailable("not made", e);
      }
    }

    @Override
    public KeyHandle open(KeyRef ref) throws KeyUnavailable {
      try {
        return handle(provider.token().privateKey(id(ref)).orElseThrow());
      } catch (TokenException e) {
        throw new KeyUnavailable("not opened", e);
      }
    }

    @Override
    public void destroy(KeyRef ref) throws KeyUnavailable {
      try {
        provider.token().destroy(id(ref), Kind.PRIVATE_KEY, Kind.PUBLIC_KEY);
      } catch (TokenException e) {
        throw new KeyUnavailable("not destroyed", e);
      }
    }

    private static KeyId id(KeyRef ref) {
      return KeyId.of(ref.value().toArray());
    }

    private static KeyHandle handle(StoredKey key) {
      return new KeyHandle(
          new KeyRef(Bytes.copyOf(key.id().toArray())),
          Bytes.copyOf(key.publicKey()),
          provider.privateKey(key));
    }
  }

  private static KeyType kem(Kem kem) {
    return KeyType.valueOf(kem.name());
  }

  private static KeyType signature(SignatureScheme scheme) {
    return switch (scheme) {
      case ED25519 -> KeyType.ED25519;
      case ED448 -> KeyType.ED448;
      case ECDSA_P256_SHA256 -> KeyType.P256;
      case ECDSA_P384_SHA384 -> KeyType.P384;
      case ECDSA_P521_SHA512 -> KeyType.P521;
    };
  }
}
