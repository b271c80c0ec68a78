package dev.hornbeam.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.Progress;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.types.ChangeSet;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.StoreKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class StoryTest {
  private static final CipherSuite SUITE = CipherSuite.X25519_AES128GCM_SHA256_ED25519;

  private final StringWriter out = new StringWriter();

  @Test
  void memberWhoseStateIsCorruptIsNamed() throws Exception {
    try (KeyCustody custody = new SoftwareCustody();
        Hands hands = new Hands(new Progress(new PrintWriter(out)))) {
      Cast cast = Cast.make(SUITE, 3, 3, custody, hands);
      Story story = new Story(cast, hands, new Account(new PrintWriter(out)));
      story.tell();
      assertEquals(ExitCode.OK, DemoCommand.conclude(story));
      corrupt(cast.second());
      assertEquals(ExitCode.FAILED, DemoCommand.conclude(story));
    }
    String text = out.toString().replace(System.lineSeparator(), "\n");
    assertTrue(text.contains("tree hash             the same for all: "), text);
    assertTrue(text.contains("epoch authenticator   NOT THE SAME for bob\n"), text);
    assertTrue(text.contains("exported secret       NOT THE SAME for bob\n"), text);
    assertTrue(text.endsWith("\nbob does not agree with the others.\n"), text);
  }

  /** Changes the epoch's secrets in the store, and starts the client again from it. */
  private static void corrupt(Participant participant) throws Exception {
    StoreKey key = StoreKey.of(StoreKey.Kind.EPOCH_SECRETS, participant.group().id());
    int length = SUITE.hash().length();
    try (Secret secrets = participant.store().read(key).orElseThrow()) {
      byte[] changed = secrets.expose().clone();
      // Each secret stands behind its length: the last byte of each is another one.
      for (int at = length; at < changed.length; at += length + 1) {
        changed[at] ^= 1;
      }
      try (ChangeSet changes = new ChangeSet()) {
        participant.store().apply(changes.put(key, Secret.own(changed)));
      }
    }
    participant.restart();
  }
}
