package dev.hornbeam.client;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.hornbeam.mls.KeySources;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.PublicKeys;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.CipherSuite.Kem;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.KeyPairRequest;
import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.KeyUse;
import dev.hornbeam.pkcs11.ModuleOptions;
import dev.hornbeam.pkcs11.PinSource;
import dev.hornbeam.pkcs11.Pkcs11Module;
import dev.hornbeam.pkcs11.Storage;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenOptions;
import dev.hornbeam.pkcs11.TokenSelector;
import dev.hornbeam.provider.HornbeamProvider;
import dev.hornbeam.testing.ForkedJvm;
import dev.hornbeam.testing.HeapDump;
import dev.hornbeam.testing.SoftHsm;
import dev.hornbeam.testing.Workspace;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Security;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.XECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The private values of a member that lives on a token are not in its JVM: one process imports keys
 * with values that this test knows, another lives on them, and its heap is searched.
 */
class HeapTest {
  private static final String LABEL = "proof";
  private static final HexFormat HEX = HexFormat.of();
  private static final int LEAVES = 4;

  /** A key that this test knows. */
  private record Known(KeyType type, KeyUse use, Bytes value, Bytes publicKey) {
    static Known make(KeyType type, KeyUse use) throws Exception {
      boolean isNist = type == KeyType.P256;
      KeyPairGenerator generator = KeyPairGenerator.getInstance(isNist ? "EC" : type.name());
      if (isNist) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      }
      KeyPair pair = generator.generateKeyPair();
      return new Known(type, use, Bytes.own(value(pair)), publicKey(type, pair));
    }

    private static Bytes publicKey(KeyType type, KeyPair pair) {
      return switch (type) {
        case ED25519 -> PublicKeys.wire(SignatureScheme.ED25519, pair.getPublic());
        case X25519 -> PublicKeys.wire(Kem.X25519, pair.getPublic());
        case P256 -> PublicKeys.wire(Kem.P256, pair.getPublic());
        case ED448, X448, P384, P521 -> throw new AssertionError(type);
      };
    }

    private static byte[] value(KeyPair pair) {
      if (pair.getPrivate() instanceof ECPrivateKey key) {
        return fixed(key.getS());
      }
      return pair.getPrivate() instanceof XECPrivateKey key
          ? key.getScalar().orElseThrow()
          : ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
    }

    private static byte[] fixed(BigInteger s) {
      byte[] bytes = new byte[32];
      for (int i = 0; i < 32; i++) {
        bytes[31 - i] = s.shiftRight(8 * i).byteValue();
      }
      return bytes;
    }
  }

  @Test
  void noPrivateValueIsInTheHeap() throws Exception {
    for (CipherSuite suite :
        List.of(
            CipherSuite.X25519_AES128GCM_SHA256_ED25519, CipherSuite.P256_AES128GCM_SHA256_P256)) {
      KeyKind signature = KeyKind.of(suite, KeySource.Purpose.SIGNATURE);
      KeyKind leaf = KeyKind.of(suite, KeySource.Purpose.LEAF);
      List<Known> keys = new ArrayList<>();
      keys.add(Known.make(signature.type(), KeyUse.SIGN));
      for (int i = 0; i < LEAVES; i++) {
        keys.add(Known.make(leaf.type(), KeyUse.DERIVE));
      }
      prove(suite, keys);
    }
  }

  private static void prove(CipherSuite suite, List<Known> keys) throws Exception {
    byte[] control = new byte[32];
    new SecureRandom().nextBytes(control);
    try (SoftHsm hsm = SoftHsm.start(LABEL);
        Workspace files = Workspace.create("heap")) {
      String pin = hsm.token(LABEL).pin();
      List<String> imported = new ArrayList<>(List.of(pin));
      List<String> lived =
          new ArrayList<>(
              List.of(
                  pin,
                  Integer.toString(suite.code()),
                  files.path().toString(),
                  HEX.formatHex(control)));
      for (Known key : keys) {
        String publicKey = key.publicKey().hex();
        imported.add(key.type() + ":" + key.use() + ":" + key.value().hex());
        imported.add(publicKey);
        lived.add(publicKey);
      }
      ForkedJvm.of(Importer.class)
          .with(hsm.environment())
          .arguments(imported.toArray(String[]::new))
          .run()
          .orThrow();
      String told =
          ForkedJvm.of(Dweller.class)
              .with(hsm.environment())
              .arguments(lived.toArray(String[]::new))
              .run()
              .orThrow()
              .stdout();
      assertTrue(told.contains("lived on " + LEAVES + " leaf keys"), told);
      for (String dump : List.of("live.hprof", "all.hprof")) {
        HeapDump heap = HeapDump.of(files.file(dump));
        assertTrue(contains(heap, control), "the search does not find what is in " + dump);
        assertTrue(contains(heap, keys.get(0).publicKey().toArray()), dump);
        for (Known key : keys) {
          assertFalse(
              contains(heap, key.value().toArray()), suite + ": " + key.type() + " in " + dump);
          assertFalse(contains(heap, reversed(key.value().toArray())), suite + ": " + key.type());
          assertFalse(contains(heap, Bytes.utf8(key.value().hex()).toArray()), suite.toString());
        }
      }
    }
  }

  private static byte[] reversed(byte[] value) {
    byte[] reversed = new byte[value.length];
    for (int i = 0; i < value.length; i++) {
      reversed[i] = value[value.length - 1 - i];
    }
    return reversed;
  }

  private static boolean contains(HeapDump heap, byte[] value) {
    return heap.contains(new HeapDump.Needle("value", value));
  }

  private static KeyId id(byte[] publicKey) {
    return KeyId.of(Arrays.copyOfRange(publicKey, 1, 17));
  }

  private static Token open(Pkcs11Module module, String pin) throws Exception {
    return module.open(
        TokenSelector.label(LABEL),
        TokenOptions.of((PinSource) (token, occasion) -> Optional.of(pin.toCharArray())));
  }

  /** Imports keys: a PIN, then for each {@code TYPE:USE:VALUE} and its public key. */
  static final class Importer {
    private Importer() {}

    public static void main(String[] args) throws Exception {
      try (Pkcs11Module module = Pkcs11Module.load(ModuleOptions.of(SoftHsm.library()));
          Token token = open(module, args[0])) {
        for (int i = 1; i < args.length; i += 2) {
          String[] key = args[i].split(":", -1);
          byte[] publicKey = HEX.parseHex(args[i + 1]);
          token.importKeyPair(
              KeyPairRequest.of(
                  KeyType.valueOf(key[0]),
                  KeyUse.valueOf(key[1]),
                  Storage.TOKEN,
                  id(publicKey),
                  "known"),
              HEX.parseHex(key[2]),
              publicKey);
        }
      }
    }
  }

  /** Hands out leaf keys that are on the token already. */
  private record Imported(KeySource inside, String token, Deque<byte[]> leaves)
      implements KeySource {
    @Override
    public KeyHandle create(Purpose purpose, CipherSuite suite, String label)
        throws KeyUnavailable {
      byte[] publicKey = leaves.remove();
      return inside.open(ref(token, publicKey));
    }

    @Override
    public KeyHandle open(KeyRef ref) throws KeyUnavailable {
      return inside.open(ref);
    }

    @Override
    public void destroy(KeyRef ref) throws KeyUnavailable {
      inside.destroy(ref);
    }
  }

  private static KeyRef ref(String token, byte[] publicKey) {
    return new TokenKeyRef.Stored(token, id(publicKey), Bytes.copyOf(publicKey)).ref();
  }

  /** Lives on keys of the token, and dumps its heap. */
  static final class Dweller {
    private Dweller() {}

    public static void main(String[] args) throws Exception {
      CipherSuite suite = CipherSuite.of(Integer.parseInt(args[1])).orElseThrow();
      Path folder = Path.of(args[2]);
      byte[] control = HEX.parseHex(args[3]);
      try (Pkcs11Module module = Pkcs11Module.load(ModuleOptions.of(SoftHsm.library()));
          Token token = open(module, args[0])) {
        HornbeamProvider provider = HornbeamProvider.of(LABEL, token);
        Security.addProvider(provider);
        TokenKeySource source =
            TokenKeySource.builder().keys(Custody.token(provider)).leafKeysAhead(0).build();
        Deque<byte[]> leaves = new ArrayDeque<>();
        for (int i = 5; i < args.length; i++) {
          leaves.add(HEX.parseHex(args[i]));
        }
        String uri = token.info().uri();
        KeySource keys = new Imported(source, uri, leaves);
        KeyHandle signature = source.open(ref(uri, HEX.parseHex(args[4])));
        Member alice = new Member(suite, "alice", keys, signature);
        try {
          live(alice, Member.of(suite, "bob", KeySources.software()));
          System.out.println("lived on " + (LEAVES - leaves.size()) + " leaf keys");
          dump(folder);
        } finally {
          Reference.reachabilityFence(control);
          Reference.reachabilityFence(alice);
        }
      }
    }

    private static void dump(Path folder) throws IOException {
      HotSpotDiagnosticMXBean diagnostics =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      diagnostics.dumpHeap(folder.resolve("all.hprof").toString(), false);
      diagnostics.dumpHeap(folder.resolve("live.hprof").toString(), true);
    }

    private static void live(Member alice, Member bob) throws Exception {
      GroupId id = GroupId.random();
      alice.client().createGroup(id);
      alice.add(id, bob);
      bob.commit(id, alice);
      alice.commit(id, bob);
      bob.commit(id, alice);
      alice.restart();
      alice.commit(id, bob);
      bob.commit(id, alice);
      Bytes message = alice.group(id).protect(Bytes.utf8("still here"));
      bob.group(id).receive(message);
    }
  }
}
