package dev.hornbeam.pkcs11;

import iaik.pkcs.pkcs11.wrapper.PKCS11;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.xipki.pkcs11.wrapper.PKCS11Module;
import org.xipki.pkcs11.wrapper.StaticLogger;

/** The libraries of this process. One that was loaded stays loaded: unloading it is not safe. */
final class Library {
  private static final Map<Path, Cryptoki> LOADED = new HashMap<>();

  private Library() {}

  /** Loads a library, or gives the one that is loaded; it is not initialised by that. */
  static Cryptoki load(Path library) throws TokenException {
    Path real = LibraryFile.examine(library);
    synchronized (LOADED) {
      Cryptoki loaded = LOADED.get(real);
      if (loaded == null) {
        loaded = new Cryptoki(connect(real));
        LOADED.put(real, loaded);
      }
      return loaded;
    }
  }

  /** Loads a library that was examined; nobody unloads it. */
  static PKCS11 connect(Path real) throws TokenException {
    try {
      StaticLogger.setLogger(new QuietLogger());
      return PKCS11Module.getInstance(real.toString()).getPKCS11Module();
    } catch (IOException | LinkageError e) {
      throw TokenException.of(
          Trouble.MODULE, "The library " + real + " does not load: " + e.getMessage(), e);
    }
  }
}
