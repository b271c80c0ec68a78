package dev.hornbeam.mls.forged;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What is no structure at all, inside of a GroupInfo that is right and signed: whoever comes to the
 * group refuses it, is none the worse, and takes the genuine one.
 */
class MalformedArrivalTest {
  private static final Bytes MALFORMED = Bytes.fromHex("ff");

  @TestFactory
  Stream<DynamicTest> malformedIsRefusedAndGenuineIsAccepted() {
    return Stream.of(
            test("ratchet_tree", group -> group.sentTree(tree -> Optional.of(MALFORMED))),
            test(
                "ratchet_tree of nothing",
                group -> group.sentTree(tree -> Optional.of(Bytes.EMPTY))),
            test(
                "ratchet_tree with more behind",
                group -> group.sentTree(tree -> Optional.of(longer(tree.encoded())))),
            extension(ExtensionType.REQUIRED_CAPABILITIES),
            extension(ExtensionType.EXTERNAL_SENDERS),
            Stream.of(externalPub()))
        .flatMap(tests -> tests);
  }

  private static Bytes longer(Bytes bytes) {
    byte[] longer = Arrays.copyOf(bytes.view(), bytes.length() + 1);
    return Bytes.own(longer);
  }

  private static Stream<DynamicTest> extension(ExtensionType type) {
    Extensions extensions = Extensions.of(new Extension(type, MALFORMED));
    return test("extension " + type + " of the group", group -> group.extensions(extensions));
  }

  /** Only one who joins externally reads it. */
  private static DynamicTest externalPub() {
    Extensions extensions = Extensions.of(new Extension(ExtensionType.EXTERNAL_PUB, MALFORMED));
    Forgery.Scene scene =
        Newcomers.PLAIN.joiningExternally(
            client -> {},
            joiner ->
                Newcomers.plain(joiner)
                    .externalPub(right -> Optional.empty())
                    .infoExtensions(extensions),
            Newcomers::plain);
    return DynamicTest.dynamicTest("external_pub", () -> run(scene));
  }

  private static Stream<DynamicTest> test(String what, Newcomers.Change change) {
    return Newcomers.PLAIN.scenes(change).stream()
        .map(scene -> DynamicTest.dynamicTest(what, () -> run(scene)));
  }

  private static void run(Forgery.Scene scene) throws Exception {
    Forgery.Trial trial = scene.set();
    Victim.State before = trial.victim().state();
    for (int i = 0; i < 2; i++) {
      assertThrows(MalformedMessage.class, () -> trial.victim().take(trial.forged()));
      assertEquals(before, trial.victim().state());
    }
    assertDoesNotThrow(() -> trial.victim().take(trial.genuine()));
  }
}
