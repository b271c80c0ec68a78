package dev.hornbeam.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** SoftHSM, the token in software that anybody can have. */
public final class SoftHsm {
  /** What to do when there is none. */
  public static final String INSTALL =
      "install SoftHSM (Debian, Ubuntu: apt install softhsm2; Fedora: dnf install softhsm; macOS:"
          + " brew install softhsm)";

  private static final List<String> LIBRARIES =
      List.of(
          "/usr/lib/softhsm/libsofthsm2.so",
          "/usr/lib64/softhsm/libsofthsm2.so",
          "/usr/lib64/pkcs11/libsofthsm2.so",
          "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
          "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
          "/usr/local/lib/softhsm/libsofthsm2.so",
          "/opt/homebrew/lib/softhsm/libsofthsm2.so",
          "C:\\SoftHSM2\\lib\\softhsm2-x64.dll");

  private SoftHsm() {}

  /** Its PKCS#11 module, if it is where packages put it. */
  public static Optional<Path> library() {
    return LIBRARIES.stream().map(Path::of).filter(Files::exists).findFirst();
  }
}
