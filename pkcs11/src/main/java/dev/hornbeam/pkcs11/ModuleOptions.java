package dev.hornbeam.pkcs11;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to load a module.
 *
 * @param library the shared library, as an absolute path, or a name that the loader's path has
 * @param initArgs for {@code pReserved} of {@code C_Initialize}, which NSS wants
 * @param threading whether several threads may be inside the module at once
 */
public record ModuleOptions(Path library, Optional<String> initArgs, Threading threading) {
  /** Whether several threads may be inside the module at once. */
  public enum Threading {
    /** As the module's quirks say. */
    DEFAULT,
    /** Several threads, each with a session of its own. */
    PARALLEL,
    /** One call at a time. */
    SERIAL
  }

  /** A module with nothing special about it. */
  public static ModuleOptions of(Path library) {
    return new ModuleOptions(library, Optional.empty(), Threading.DEFAULT);
  }

  /** The same with an argument for {@code C_Initialize}. */
  public ModuleOptions withInitArgs(String text) {
    return new ModuleOptions(library, Optional.of(text), threading);
  }

  /** The same with other threading. */
  public ModuleOptions withThreading(Threading other) {
    return new ModuleOptions(library, initArgs, other);
  }
}
