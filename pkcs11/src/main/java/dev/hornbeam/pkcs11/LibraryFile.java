package dev.hornbeam.pkcs11;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Looks at a library before it is loaded: one that is no PKCS#11 module would take the process down
 * with it.
 */
final class LibraryFile {
  private static final String SYMBOL = "C_GetFunctionList";
  private static final int ELF = 0x7F454C46;
  private static final List<Integer> MACH_O =
      List.of(0xFEEDFACE, 0xFEEDFACF, 0xCEFAEDFE, 0xCFFAEDFE, 0xCAFEBABE);
  private static final int SHARED_OBJECT = 3;
  private static final int DYNAMIC_SYMBOLS = 11;

  // ELF's e_machine by Java's os.arch.
  private static final Map<String, Integer> MACHINES =
      Map.of(
          "amd64", 62, "x86_64", 62, "i386", 3, "x86", 3, "aarch64", 183, "arm", 40, "riscv64", 243,
          "ppc64le", 21, "s390x", 22);

  // Where loaders look besides java.library.path.
  private static final List<String> FOLDERS =
      List.of(
          "/usr/local/lib",
          "/usr/lib/x86_64-linux-gnu",
          "/usr/lib/aarch64-linux-gnu",
          "/lib/x86_64-linux-gnu",
          "/lib/aarch64-linux-gnu",
          "/usr/lib64",
          "/lib64",
          "/usr/lib",
          "/lib",
          "/opt/homebrew/lib");

  private LibraryFile() {}

  /** The real path of a library that may be loaded. */
  static Path examine(Path library) throws TokenException {
    Path found = find(library);
    try {
      Path real = found.toRealPath();
      if (!Files.isRegularFile(real) || !Files.isReadable(real)) {
        throw refused(library, "it is no readable file");
      }
      examineContent(library, real);
      return real;
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw TokenException.of(
          Trouble.MODULE, "The library " + library + " cannot be read: check its path", e);
    }
  }

  private static Path find(Path library) throws TokenException {
    if (library.getNameCount() > 1 || library.isAbsolute()) {
      if (!Files.exists(library)) {
        throw refused(library, "there is no such file: check its path");
      }
      return library;
    }
    List<String> folders = new ArrayList<>();
    Stream.of(System.getenv("LD_LIBRARY_PATH"), System.getProperty("java.library.path"))
        .filter(path -> path != null && !path.isEmpty())
        .forEach(path -> folders.addAll(List.of(path.split(java.io.File.pathSeparator, -1))));
    folders.addAll(FOLDERS);
    return folders.stream()
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder).resolve(library))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(() -> refused(library, "no library folder has it: give its absolute path"));
  }

  private static void examineContent(Path library, Path real) throws IOException, TokenException {
    try (FileChannel channel = FileChannel.open(real, StandardOpenOption.READ)) {
      ByteBuffer file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      int magic = file.limit() < 4 ? 0 : file.getInt(0);
      String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
      boolean wellFormed;
      if (system.contains("win")) {
        wellFormed = magic >>> 16 == 0x4D5A;
      } else if (system.contains("mac")) {
        wellFormed = MACH_O.contains(magic);
      } else {
        wellFormed = magic == ELF;
      }
      if (!wellFormed) {
        throw refused(library, "it is no shared library of this system");
      }
      if (magic == ELF) {
        examineElf(library, file);
      }
    }
  }

  /** The System V ABI, chapters 4 and 5. */
  private static void examineElf(Path library, ByteBuffer file) throws TokenException {
    boolean wide = file.get(4) == 2;
    file.order(file.get(5) == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int machine = file.getShort(18) & 0xFFFF;
    int expected = MACHINES.getOrDefault(System.getProperty("os.arch", ""), machine);
    boolean wideJvm = !"32".equals(System.getProperty("sun.arch.data.model"));
    if (wide != wideJvm || machine != expected || file.order() != ByteOrder.nativeOrder()) {
      throw refused(library, "it is built for another processor than this Java runs on");
    }
    if (file.getShort(16) != SHARED_OBJECT) {
      throw refused(library, "it is no shared library");
    }
    if (!new Elf(file, wide).defines(SYMBOL)) {
      throw refused(library, "it is no PKCS#11 module: it lacks " + SYMBOL);
    }
  }

  private static TokenException refused(Path library, String why) {
    return TokenException.of(Trouble.MODULE, "The library " + library + " is not loaded: " + why);
  }

  /** The section table of an ELF file, whose words are 8 bytes if it is wide and else 4. */
  private record Elf(ByteBuffer file, boolean wide) {
    boolean defines(String symbol) {
      long sections = word(wide ? 0x28 : 0x20);
      int size = file.getShort(wide ? 0x3A : 0x2E) & 0xFFFF;
      int count = file.getShort(wide ? 0x3C : 0x30) & 0xFFFF;
      for (int i = 0; i < count; i++) {
        int section = Math.toIntExact(sections + (long) i * size);
        if (file.getInt(section + 4) == DYNAMIC_SYMBOLS) {
          int names = Math.toIntExact(sections + (long) file.getInt(link(section)) * size);
          return defines(symbol, section, names);
        }
      }
      return false;
    }

    private boolean defines(String symbol, int section, int names) {
      byte[] wanted = (symbol + '\0').getBytes(StandardCharsets.US_ASCII);
      int entry = wide ? 24 : 16;
      int start = Math.toIntExact(offset(section));
      int end = Math.toIntExact(start + word(section + (wide ? 0x20 : 0x14)));
      for (int at = start; at + entry <= end; at += entry) {
        boolean defined = file.getShort(at + (wide ? 6 : 14)) != 0;
        if (defined && isAt(Math.toIntExact(offset(names) + file.getInt(at)), wanted)) {
          return true;
        }
      }
      return false;
    }

    private boolean isAt(int position, byte[] wanted) {
      if (position + wanted.length > file.limit()) {
        return false;
      }
      for (int i = 0; i < wanted.length; i++) {
        if (file.get(position + i) != wanted[i]) {
          return false;
        }
      }
      return true;
    }

    private int link(int section) {
      return section + (wide ? 0x28 : 0x18);
    }

    private long offset(int section) {
      return word(section + (wide ? 0x18 : 0x10));
    }

    private long word(int at) {
      return wide ? file.getLong(at) : file.getInt(at) & 0xFFFFFFFFL;
    }
  }
}
