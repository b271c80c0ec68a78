package dev.hornbeam.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of its own directly under the system's temporary folder, where paths are short enough
 * for Unix sockets (107 bytes). Only its owner may enter. Closing deletes it with all that is in
 * it.
 */
public final class Workspace implements AutoCloseable {
  private static final Path MEMORY = Path.of("/dev/shm");

  private final Path folder;

  private Workspace(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes an empty folder.
   *
   * @param name what the folder's name begins with, to know its owner by
   * @return the folder, which the caller closes
   * @throws UncheckedIOException if it cannot be made
   */
  public static Workspace create(String name) {
    try {
      return new Workspace(Files.createTempDirectory("hb-" + name + "-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes an empty folder in memory, if the system has a place for that: for files that are small
   * and written often. Libraries may not be loadable from there.
   *
   * @param name what the folder's name begins with, to know its owner by
   * @return the folder, which the caller closes
   * @throws UncheckedIOException if it cannot be made
   */
  public static Workspace inMemory(String name) {
    if (!Files.isDirectory(MEMORY) || !Files.isWritable(MEMORY)) {
      return create(name);
    }
    try {
      return new Workspace(Files.createTempDirectory(MEMORY, "hb-" + name + "-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @return the folder
   */
  public Path path() {
    return folder;
  }

  /**
   * @param name a file's name
   * @return its path in this folder, whether or not there is such a file
   */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /**
   * Makes a folder in this one.
   *
   * @param name its name
   * @return its path
   * @throws UncheckedIOException if it cannot be made
   */
  public Path makeFolder(String name) {
    try {
      return Files.createDirectories(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes a file, in the place of one that is there.
   *
   * @param name its name
   * @param content its whole content
   * @return its path
   * @throws UncheckedIOException if it cannot be written
   */
  public Path write(String name, String content) {
    try {
      return Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Deletes the folder and all that is in it.
   *
   * @throws UncheckedIOException if something cannot be deleted
   */
  @Override
  public void close() {
    deleteTree(folder);
  }

  static void deleteTree(Path root) {
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(root)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    } catch (NoSuchFileException e) {
      return; // already gone
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (Path path : deepestFirst) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
