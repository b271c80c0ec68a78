package dev.hornbeam.benchmarks.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.types.CipherSuite;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

/** How far an update locks out who knew the state before it, and no further. */
class HealingTest {
  @Test
  void anOldArtLeafIsOfNoUseEvenWithTheStageKeyAndTheTree() throws Exception {
    BaselineGroup group = BaselineGroup.of(Scheme.ART, 6);
    ArtMember old = (ArtMember) group.member(1);
    group.update(1);
    ArtMember now = (ArtMember) group.member(1);
    ArtMember thief = thief(now, old.path());

    // From the sibling, so that the thief's own leaf is what it needs.
    Bytes message = group.update(0).to(1);

    assertThrows(CryptoRefused.class, () -> thief.receive(message));
    assertTrue(thief(now, now.path()).receive(message).secret().matches(group.member(1).secret()));
  }

  @Test
  void oneUpdateHealsWhatASenderKeysMemberSaysAndNotWhatItHears() throws Exception {
    BaselineGroup group = BaselineGroup.of(Scheme.SENDER_KEYS, 4);
    Baseline old = group.member(1);
    group.update(1);

    Sent byHealed = group.member(1).add(group.newClient().prekey());
    assertThrows(CryptoRefused.class, () -> old.receive(byHealed.to(0)));

    Bytes byOther = group.member(2).add(group.newClient().prekey()).to(0);
    assertEquals(5, old.receive(byOther).size(), "the other's sender key is still the known one");

    group.update(2);

    Bytes byBoth = group.member(2).add(group.newClient().prekey()).to(0);
    assertThrows(CryptoRefused.class, () -> old.receive(byBoth));
  }

  @Test
  void anOldSessionOpensNothingThatItsPeerSaysAfterTheUpdate() throws Exception {
    BaselineGroup group = BaselineGroup.of(Scheme.PAIRWISE, 3);
    Baseline old = group.member(1);
    Sent before = group.member(2).update();
    try (Secret said = before.next().secret().copy()) {
      assertTrue(old.receive(before.to(1)).secret().matches(said));
    }

    group.update(1);

    for (int sender : new int[] {0, 2}) {
      Bytes message = group.member(sender).update().to(1);
      assertThrows(CryptoRefused.class, () -> old.receive(message));
    }
  }

  @Test
  void anOldRatchetKeyIsOfNoUseEvenWithTheRoot() throws Exception {
    SuiteCrypto crypto =
        SuiteCrypto.of(
            CipherSuite.X25519_AES128GCM_SHA256_ED25519,
            CryptoProfile.fastest(),
            new SecureRandom());
    HpkeKey alice = crypto.generateHpkeKey();
    HpkeKey bob = crypto.generateHpkeKey();
    try (Secret text = Secret.zeros(1)) {
      Session.Sealed step =
          Session.between(crypto, alice, bob.publicKey()).seal(crypto, Bytes.EMPTY, text);
      Session now = step.next();
      Session thief = new Session(now.root(), alice, now.peer());
      Bytes reply =
          Session.between(crypto, bob, alice.publicKey())
              .open(crypto, Bytes.EMPTY, step.message())
              .next()
              .seal(crypto, Bytes.EMPTY, text)
              .message();

      assertThrows(CryptoRefused.class, () -> thief.open(crypto, Bytes.EMPTY, reply));
      assertTrue(now.open(crypto, Bytes.EMPTY, reply).plaintext().matches(text));
    }
  }

  /** Somebody who knows all that a member does, but for its path. */
  private static ArtMember thief(ArtMember member, ArtPath path) {
    return new ArtMember(
        member.crypto(), member.self(), member.leaf(), member.tree(), path, member.stage());
  }
}
