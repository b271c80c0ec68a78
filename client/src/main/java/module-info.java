/** What an application embeds: the engine with its keys on tokens. */
module dev.hornbeam.client {
  requires transitive org.jspecify;
  requires transitive dev.hornbeam.mls;
  requires transitive dev.hornbeam.pkcs11;
  requires transitive dev.hornbeam.provider;

  exports dev.hornbeam.client;
}
