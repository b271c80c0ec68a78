package dev.hornbeam.cli.inspect;

import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.Run;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.message.MlsMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Any file for {@code hornbeam inspect}. The first byte chooses what it is said to be. It is shown,
 * or called malformed; the program does not fail, and the terminal gets nothing but text.
 */
public final class InspectTarget {
  private static final List<Structure> STRUCTURES = List.of(Structure.values());

  private InspectTarget() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0 || (input[0] & 0xff) >= STRUCTURES.size()) {
      return;
    }
    System.setIn(new ByteArrayInputStream(Arrays.copyOfRange(input, 1, input.length)));
    Run run = Run.hornbeam("inspect", "--as", STRUCTURES.get(input[0]).option(), "-");
    if (run.code() != ExitCode.OK && run.code() != ExitCode.USAGE) {
      throw new AssertionError("exit code " + run.code() + ": " + run.err());
    }
    String text = run.out() + run.err();
    if (!text.chars().allMatch(c -> c == '\n' || !Character.isISOControl(c))) {
      throw new AssertionError("not for a terminal: " + text);
    }
    if (text.contains("\tat ") || text.contains("Exception")) {
      throw new AssertionError("a stack trace: " + text);
    }
  }

  /** Messages in each encoding of a file, and what else can be shown. */
  static Set<Bytes> seeds() {
    Set<Bytes> seeds = new LinkedHashSet<>();
    for (MlsMessage message : Samples.all()) {
      byte[] bytes = message.encoded().view();
      add(seeds, Structure.MLS_MESSAGE, bytes);
      add(seeds, Structure.MLS_MESSAGE, text(message.encoded().hex()));
      add(seeds, Structure.MLS_MESSAGE, text(Base64.getMimeEncoder().encodeToString(bytes)));
    }
    add(seeds, Structure.KEY_PACKAGE, Samples.keyPackageBody().encoded().view());
    add(seeds, Structure.RATCHET_TREE, Samples.ratchetTree().view());
    add(seeds, Structure.GROUP_CONTEXT, Samples.context().encoded().view());
    for (Structure structure : STRUCTURES) {
      add(seeds, structure, new byte[16]);
    }
    return seeds;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void add(Set<Bytes> seeds, Structure structure, byte[] file) {
    seeds.add(new TlsWriter().u8(STRUCTURES.indexOf(structure)).raw(Bytes.copyOf(file)).toBytes());
  }
}
