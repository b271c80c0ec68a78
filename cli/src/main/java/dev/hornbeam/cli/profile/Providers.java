package dev.hornbeam.cli.profile;

import dev.hornbeam.cli.BadInput;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The JCA providers of this process: those that are installed, and others on the class path. */
final class Providers {
  private Providers() {}

  /**
   * The provider of a name, in any case.
   *
   * @throws BadInput if there is none; the message lists those that there are
   */
  static Provider named(String name) throws BadInput {
    List<Provider> all = all();
    for (Provider provider : all) {
      if (provider.getName().equalsIgnoreCase(name)) {
        return provider;
      }
    }
    String names = all.stream().map(Provider::getName).distinct().collect(Collectors.joining(", "));
    throw new BadInput("There is no JCA provider '" + name + "'; there are: " + names);
  }

  private static List<Provider> all() {
    List<Provider> all = new ArrayList<>(List.of(Security.getProviders()));
    ServiceLoader.load(Provider.class).stream().map(Providers::load).forEach(all::addAll);
    all.addAll(conscrypt());
    return all;
  }

  /** A provider that this machine cannot load is a provider that is not there. */
  private static List<Provider> load(ServiceLoader.Provider<Provider> found) {
    try {
      return List.of(found.get());
    } catch (ServiceConfigurationError e) {
      return List.of();
    }
  }

  /** Conscrypt does not announce its provider. */
  private static List<Provider> conscrypt() {
    try {
      Class<?> type = Class.forName("org.conscrypt.OpenSSLProvider");
      return List.of((Provider) type.getConstructor().newInstance());
    } catch (ReflectiveOperationException | LinkageError e) {
      return List.of();
    }
  }
}
