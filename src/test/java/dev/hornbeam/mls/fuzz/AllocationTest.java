package dev.hornbeam.mls.fuzz;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hornbeam.mls.Insider;
import dev.hornbeam.mls.PublicGroup;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.Commit;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.ContentType;
import dev.hornbeam.mls.message.GroupInfo;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.testing.Forge;
import dev.hornbeam.mls.testing.Mutations;
import dev.hornbeam.mls.testing.RepeatableRandom;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The heap that an input costs is bounded by a small multiple of its size, whatever it says and
 * however it ends. {@code -Dhornbeam.mutations.seed=N} has the same input again.
 */
class AllocationTest {
  private static final String SEED = "hornbeam.mutations.seed";

  /** Of a structure that is decoded; the constant is what an exception takes, and its text. */
  private static final Bound DECODING = new Bound(32, 8_000);

  /**
   * Of a message that is decrypted, verified and judged; the constant is what cryptography takes.
   */
  private static final Bound RECEIVING = new Bound(64, 500_000);

  private final long seed = RepeatableRandom.seed(SEED);
  private final Random random = new Random(seed);

  private static Decoders.Decoder decoder(String name) {
    return Decoders.ALL.stream().filter(d -> d.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void manyTinyElements() throws Exception {
    for (Swollen each : Swollen.all()) {
      Decoders.Decoder decoder = decoder(each.decoder());
      Bytes whole = each.input();
      decoder.decode(whole);
      Bytes cut = whole.slice(0, whole.length() - 1);
      for (Bytes input : List.of(whole, cut)) {
        DECODING.check(
            each.decoder() + " " + each.what(), input.length(), () -> decoder.decode(input));
      }
    }
  }

  @Test
  void damagedStructures() throws Exception {
    for (Map.Entry<Integer, Set<Bytes>> each : Genuine.seeds(Set.of(LiveGroup.SUITE)).entrySet()) {
      Decoders.Decoder decoder = Decoders.ALL.get(each.getKey());
      Bytes genuine = each.getValue().iterator().next();
      List<Bytes> inputs = new ArrayList<>(Mutations.all(genuine, random));
      inputs.addAll(Mutations.withLengths(genuine));
      for (Bytes input : inputs) {
        DECODING.check(
            decoder.name() + " " + input.hex() + ", seed " + seed,
            input.length(),
            () -> decoder.decode(input));
      }
    }
  }

  /** What a member signs, authenticates and encrypts, however senseless. */
  @Test
  void swollenMessages() throws Exception {
    LiveGroup live = new LiveGroup(LiveGroup.SUITE);
    Insider alice = live.insider();
    Forge forge = new Forge(alice.state());
    for (Swollen each : Swollen.all()) {
      List<Bytes> messages = new ArrayList<>();
      messages.add(alice.encrypted(ContentType.COMMIT, each.input()));
      if (decoder(each.decoder()).decode(each.input()) instanceof Commit commit) {
        Content content = new Content.Committed(commit);
        messages.add(forge.publicly(alice.signed(WireFormat.PUBLIC_MESSAGE, content)));
        messages.add(alice.encrypted(alice.signed(WireFormat.PRIVATE_MESSAGE, content)));
      }
      for (Bytes message : messages) {
        RECEIVING.check(
            each.decoder() + " " + each.what(),
            message.length(),
            () -> live.bob.group(LiveGroup.ID).receive(message));
        live.bob.reset();
      }
    }
  }

  /** The groups that a member makes up for those who join or follow. */
  @Test
  void swollenGroups() throws Exception {
    LiveGroup live = new LiveGroup(LiveGroup.SUITE);
    Insider alice = live.insider();
    List<Bytes> trees =
        List.of(Swollen.many("00"), Swollen.many("0102000000"), blankButForTheLast());
    for (Bytes tree : trees) {
      GroupInfo info =
          GroupInfo.sign(
              alice.crypto(),
              alice.state().own().signature().privateKey(),
              alice.state().shared().context(),
              Extensions.of(new Extension(ExtensionType.RATCHET_TREE, tree)),
              Bytes.EMPTY,
              alice.state().own().index());
      Bytes message = new MlsMessage.Info(info).encoded();
      RECEIVING.check("tree", message.length(), () -> follow(message));
      RECEIVING.check(
          "tree",
          message.length(),
          () -> live.dave.client().discard(live.dave.client().joinExternally(message).stage()));
    }
    for (Swollen each : Swollen.all()) {
      if (each.decoder().equals("Welcome.decode")) {
        Bytes message = new TlsWriter().u16(1).u16(3).raw(each.input()).toBytes();
        RECEIVING.check("welcome", message.length(), () -> live.dave.client().join(message));
      }
    }
  }

  private static void follow(Bytes groupInfo) throws MlsException {
    PublicGroup.follow(groupInfo, Optional.empty(), CredentialValidator.acceptAll());
  }

  private static Bytes blankButForTheLast() {
    byte[] nodes = new byte[1_000_001]; // The last of an odd number of nodes is a leaf.
    Bytes leaf = Bytes.fromHex("0101" + "0000" + "0001" + "00" + "0000000000" + "02" + "00" + "00");
    System.arraycopy(leaf.view(), 0, nodes, nodes.length - leaf.length(), leaf.length());
    return new TlsWriter().opaque(Bytes.own(nodes)).toBytes();
  }

  /** The bound is one that can be passed. */
  @Test
  void wasteIsFound() {
    Allocation.Action wasteful = () -> Arrays.fill(new byte[41_000], (byte) 1);
    assertThrows(AssertionError.class, () -> DECODING.check("wasteful", 1000, wasteful));
  }
}
