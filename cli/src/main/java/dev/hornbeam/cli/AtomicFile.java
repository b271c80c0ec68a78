package dev.hornbeam.cli;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a file so that it is there as a whole or not at all. */
public final class AtomicFile {
  private AtomicFile() {}

  /**
   * Writes the file, in the place of one that is there already. What is not a plain file, such as a
   * pipe or a device, is written to directly.
   *
   * @throws BadInput if no file can be there: the folder is missing, or the path is a folder
   * @throws IOException if writing fails; an older file is then as it was
   */
  public static void write(Path path, byte[] content) throws BadInput, IOException {
    if (Files.isDirectory(path)) {
      throw new BadInput(path + " is a folder; name a file in it");
    }
    boolean exists = Files.exists(path);
    if (exists && !Files.isRegularFile(path)) {
      Files.write(path, content);
      return;
    }
    Path target = exists ? path.toRealPath() : path.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new BadInput("No such folder: " + folder + "; make it first");
    }
    replace(target, content);
  }

  private static void replace(Path target, byte[] content) throws IOException {
    Path temporary =
        target.resolveSibling(target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
    try {
      // Not createTempFile, whose file nobody else could read.
      Files.write(temporary, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      move(temporary, target);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
