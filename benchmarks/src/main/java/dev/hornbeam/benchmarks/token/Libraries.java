package dev.hornbeam.benchmarks.token;

import dev.hornbeam.benchmarks.Lacking;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the libraries are that the benchmarks of tokens load. */
final class Libraries {
  private static final String FAULTP11 = "native/target/faultp11.so";
  private static final List<Path> SOFTHSM =
      Stream.of("/usr/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64")
          .map(folder -> Path.of(folder, "softhsm", "libsofthsm2.so"))
          .toList();

  private Libraries() {}

  /**
   * SoftHSM.
   *
   * @throws Lacking if it is not installed
   */
  static Path softHsm() {
    return SOFTHSM.stream()
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(
            () ->
                new Lacking("there is no SoftHSM: install softhsm2 (looked for " + SOFTHSM + ")"));
  }

  /**
   * The module that delays calls: in the project, by the folder that this runs in, or by that of
   * the jar.
   *
   * @throws Lacking if it is not built
   */
  static Path faultP11() {
    return Stream.concat(upwards(Path.of("").toAbsolutePath()), upwards(home()))
        .map(folder -> folder.resolve(FAULTP11))
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(
            () ->
                new Lacking(
                    "there is no "
                        + FAULTP11
                        + " here: build it with sh native/build.sh, and run this in the project"));
  }

  private static Stream<Path> upwards(@Nullable Path from) {
    return Stream.iterate(Optional.ofNullable(from), Optional::isPresent, Libraries::parent)
        .flatMap(Optional::stream);
  }

  private static Optional<Path> parent(Optional<Path> path) {
    return path.map(Path::getParent);
  }

  /** The folder of classes, or the jar, that this class is in. */
  private static @Nullable Path home() {
    CodeSource source = Libraries.class.getProtectionDomain().getCodeSource();
    try {
      return source == null ? null : Path.of(source.getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
