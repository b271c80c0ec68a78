package dev.hornbeam.pkcs11;

import iaik.pkcs.pkcs11.wrapper.PKCS11;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Modules each of whose calls is seen. This is in the package of what it looks into, on the class
 * path, because nobody else gets between a module and the sessions on it.
 */
public final class ObservedModule {
  /** Unloading a library is not safe, so none becomes garbage. */
  private static final Queue<PKCS11> LOADED = new ConcurrentLinkedQueue<>();

  private ObservedModule() {}

  /** Sees calls, in the threads that make them. */
  public interface Observer {
    /** Sees nothing. */
    Observer NONE = function -> () -> {};

    /**
     * A call is about to enter the module.
     *
     * @param function such as {@code C_Sign}
     * @return told when the call has come back, well or not
     */
    Runnable entering(String function);
  }

  /**
   * Loads and initialises a library.
   *
   * @param library that nothing else in this process has loaded
   * @throws TokenException if it is no PKCS#11 module, or does not initialise
   */
  public static Pkcs11Module load(Path library, Observer observer) throws TokenException {
    PKCS11 raw = Library.connect(LibraryFile.examine(library));
    LOADED.add(raw);
    PKCS11 observed =
        (PKCS11)
            Proxy.newProxyInstance(
                PKCS11.class.getClassLoader(),
                new Class<?>[] {PKCS11.class},
                (proxy, method, arguments) -> call(raw, method, arguments, observer));
    Cryptoki cryptoki = new Cryptoki(observed);
    cryptoki.join(ModuleOptions.of(library));
    return new Pkcs11Module(cryptoki);
  }

  private static @Nullable Object call(
      PKCS11 library, Method method, @Nullable Object[] arguments, Observer observer)
      throws Throwable {
    Runnable left = observer.entering(method.getName());
    try {
      return method.invoke(library, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    } finally {
      left.run();
    }
  }
}
