package dev.hornbeam.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.pkcs11.ModuleOptions;
import dev.hornbeam.pkcs11.ObjectInfo;
import dev.hornbeam.pkcs11.Pkcs11Module;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenOptions;
import dev.hornbeam.pkcs11.TokenSelector;
import dev.hornbeam.provider.HornbeamProvider;
import dev.hornbeam.testing.ForkedJvm;
import dev.hornbeam.testing.RunningProgram;
import dev.hornbeam.testing.SoftHsm;
import java.security.Security;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two processes with one token: neither takes what the other needs. */
@Timeout(120)
class TwoProcessesTest {
  private static final CipherSuite SUITE = CipherSuite.P256_AES128GCM_SHA256_P256;
  private static final String LABEL = "shared";
  private static final int AHEAD = 3;

  /** A member of another process, which waits with keys made ahead until it is killed. */
  static final class Other {
    private Other() {}

    public static void main(String[] args) throws Exception {
      Pkcs11Module module = Pkcs11Module.load(ModuleOptions.of(SoftHsm.library()));
      Token token =
          module.open(
              TokenSelector.label(LABEL),
              TokenOptions.of((info, occasion) -> Optional.of(args[0].toCharArray())));
      HornbeamProvider provider = HornbeamProvider.of(LABEL, token);
      Security.addProvider(provider);
      TokenKeySource keys =
          TokenKeySource.builder().keys(Custody.token(provider)).leafKeysAhead(AHEAD).build();
      Member bob = Member.of(SUITE, "bob", keys);
      bob.restart();
      bob.client().createGroup(GroupId.random());
      keys.awaitKeysAhead();
      System.out.println("living on " + bob.living().size() + " keys");
      System.in.read();
    }
  }

  private static long ahead(Token token) throws Exception {
    return token.objects().stream()
        .filter(object -> object.kind() == ObjectInfo.Kind.PRIVATE_KEY)
        .filter(object -> PoolLabel.parse(object.label()).isPresent())
        .count();
  }

  @Test
  void aSweepTakesWhatNobodyLivingNeeds() throws Exception {
    try (World world = World.softHsm(LABEL);
        TokenKeySource keys =
            TokenKeySource.builder()
                .keys(Custody.token(world.provider(LABEL)))
                .leafKeysAhead(0)
                .build()) {
      Member alice = Member.of(SUITE, "alice", keys);
      alice.client().createGroup(GroupId.random());
      Set<String> ofAlice = world.privateKeys(LABEL);
      try (RunningProgram other =
          ForkedJvm.of(Other.class).with(world.environment()).arguments(world.pin()).start()) {
        other.awaitOutput("living on 2 keys");
        alice.restart();
        assertEquals(ofAlice.size() + 2 + AHEAD, world.privateKeys(LABEL).size());
        // One has Bob's label: he finds it when he comes back.
        assertEquals(AHEAD - 1, ahead(world.token(LABEL)));
        other.kill();
      }
      alice.restart();
      assertEquals(0, ahead(world.token(LABEL)));
      assertEquals(ofAlice.size() + 2 + 1, world.privateKeys(LABEL).size());
      assertTrue(world.privateKeys(LABEL).containsAll(ofAlice));
      alice.commit(alice.client().groups().get(0));
    }
  }
}
