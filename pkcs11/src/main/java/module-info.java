/** PKCS#11 modules, tokens, sessions and keys. */
@SuppressWarnings("module") // The standard has a digit in its name.
module dev.hornbeam.pkcs11 {
  requires transitive org.jspecify;
  requires ipkcs11wrapper;
  requires jdk.jfr;

  exports dev.hornbeam.pkcs11;
}
