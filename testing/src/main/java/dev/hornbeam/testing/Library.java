package dev.hornbeam.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the distribution puts PKCS#11 modules. */
final class Library {
  private static final List<Path> FOLDERS =
      List.of(
          Path.of("/usr/lib"),
          Path.of("/usr/lib/x86_64-linux-gnu"),
          Path.of("/usr/lib/aarch64-linux-gnu"),
          Path.of("/usr/lib64"));

  private Library() {}

  /**
   * Finds a library.
   *
   * @param name its path below a library folder
   * @param packageName the Debian package that has it
   * @return its path
   * @throws FixtureException if it is not installed
   */
  static Path find(String name, String packageName) {
    return FOLDERS.stream()
        .map(folder -> folder.resolve(name))
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(
            () ->
                new FixtureException(
                    "no " + name + " below " + FOLDERS + ": install " + packageName));
  }
}
