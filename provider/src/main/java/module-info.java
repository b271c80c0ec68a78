/** A {@link java.security.Provider} for keys on PKCS#11 tokens. */
module dev.hornbeam.provider {
  requires transitive dev.hornbeam.pkcs11;
  requires transitive org.jspecify;

  exports dev.hornbeam.provider;

  provides java.security.Provider with
      dev.hornbeam.provider.HornbeamProvider;
}
