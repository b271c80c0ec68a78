package dev.hornbeam.benchmarks.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.error.MlsException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every scheme: members follow each other, and nobody else does. */
class BaselineTest {
  @ParameterizedTest
  @CsvSource({
    "ART,1",
    "ART,2",
    "ART,3",
    "ART,4",
    "ART,5",
    "ART,7",
    "ART,8",
    "ART,9",
    "ART,13",
    "SENDER_KEYS,1",
    "SENDER_KEYS,2",
    "SENDER_KEYS,5",
    "PAIRWISE,1",
    "PAIRWISE,2",
    "PAIRWISE,5"
  })
  void membersAgreeAfterEachUpdateAndEachAdd(Scheme scheme, int n) throws Exception {
    BaselineGroup group = BaselineGroup.of(scheme, n);
    for (int i = 0; i < n; i++) {
      Bytes before = Bytes.copyOf(group.member(i).secret().expose());
      group.update(i);
      assertFalse(group.secret().equals(before), "an update gives a fresh secret");
      group.add(i);
      assertEquals(n + i + 1, group.member(0).size());
    }
    for (int i = 0; i < 2 * n; i++) {
      group.update(i);
    }
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void anOldStateDoesNotFollowWhatComesAfterItsUpdate(Scheme scheme) throws Exception {
    BaselineGroup group = BaselineGroup.of(scheme, 5);
    Baseline old = group.member(1);
    Bytes followed = group.member(2).update().to(1);
    assertEquals(5, old.receive(followed).size(), "before the update the state is good");

    group.update(1);

    Bytes message = group.update(2).to(1);
    assertThrows(CryptoRefused.class, () -> old.receive(message));
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void aDamagedMessageIsRefusedAndTheGenuineOneIsTakenAfterIt(Scheme scheme) throws Exception {
    BaselineGroup group = BaselineGroup.of(scheme, 4);
    takesTheGenuineAlone(group.member(3), group.member(0).update());
    takesTheGenuineAlone(group.member(3), group.member(0).add(group.newClient().prekey()));
  }

  private static void takesTheGenuineAlone(Baseline receiver, Sent sent) throws Exception {
    Bytes genuine = sent.to(3);
    for (int i = 0; i < genuine.length(); i++) {
      Bytes message = damaged(genuine, i);
      assertTrue(refused(() -> receiver.receive(message)), receiver.getClass() + " at " + i);
    }
    assertTrue(receiver.receive(genuine).secret().matches(sent.next().secret()));
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void aPrekeyThatItsClientDidNotSignIsNotAdded(Scheme scheme) throws Exception {
    BaselineGroup group = BaselineGroup.of(scheme, 3);
    Prekey genuine = group.newClient().prekey();
    Prekey other = group.newClient().prekey();
    Prekey forged = new Prekey(other.publicKey(), genuine.signatureKey(), genuine.signature());
    assertEquals(4, group.member(0).add(genuine).next().size());
    assertThrows(CryptoRefused.class, () -> group.member(0).add(forged));
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void aDamagedWelcomeIsRefused(Scheme scheme) throws Exception {
    BaselineGroup group = BaselineGroup.of(scheme, 3);
    Client client = group.newClient();
    Bytes genuine = group.member(0).add(client.prekey()).to(3);
    for (int i = 0; i < genuine.length(); i++) {
      Bytes welcome = damaged(genuine, i);
      assertTrue(refused(() -> group.join(client, welcome)), scheme + " took one damaged at " + i);
    }
    assertEquals(4, group.join(client, genuine).size());
  }

  private interface Taking {
    Baseline take() throws CryptoRefused, MlsException;
  }

  private static Bytes damaged(Bytes genuine, int at) {
    byte[] damaged = genuine.toArray();
    damaged[at] ^= 1;
    return Bytes.own(damaged);
  }

  private static boolean refused(Taking taking) {
    try {
      taking.take();
      return false;
    } catch (CryptoRefused | MlsException e) {
      return true;
    }
  }
}
