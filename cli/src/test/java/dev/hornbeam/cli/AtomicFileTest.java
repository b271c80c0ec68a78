package dev.hornbeam.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  private static final byte[] CONTENT = {1, 2, 3};

  @TempDir private Path folder;

  @Test
  void newFileIsWrittenAndNothingElseIsLeft() throws Exception {
    AtomicFile.write(folder.resolve("new"), CONTENT);
    assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("new")));
    assertEquals(List.of("new"), names());
  }

  @Test
  void oldFileIsReplaced() throws Exception {
    Path file = Files.writeString(folder.resolve("old"), "much longer than the new content");
    AtomicFile.write(file, CONTENT);
    assertArrayEquals(CONTENT, Files.readAllBytes(file));
    assertEquals(List.of("old"), names());
  }

  @Test
  void linkStaysALink() throws Exception {
    Path target = Files.writeString(folder.resolve("target"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);
    AtomicFile.write(link, CONTENT);
    assertTrue(Files.isSymbolicLink(link));
    assertArrayEquals(CONTENT, Files.readAllBytes(target));
  }

  @Test
  void folderIsNotWrittenTo() {
    BadInput e = assertThrows(BadInput.class, () -> AtomicFile.write(folder, CONTENT));
    assertTrue(e.getMessage().endsWith("is a folder; name a file in it"), e.getMessage());
  }

  @Test
  void missingFolderIsNotMade() {
    Path file = folder.resolve("none").resolve("file");
    BadInput e = assertThrows(BadInput.class, () -> AtomicFile.write(file, CONTENT));
    assertTrue(e.getMessage().startsWith("No such folder: "), e.getMessage());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(p -> p.getFileName().toString()).toList();
    }
  }
}
