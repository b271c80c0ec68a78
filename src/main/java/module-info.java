/** A Messaging Layer Security engine (RFC 9420) whose private keys may live in hardware. */
module dev.hornbeam.mls {
  requires transitive org.jspecify;
  requires jdk.jfr;
  requires org.bouncycastle.provider;
  requires static org.conscrypt;

  exports dev.hornbeam.mls;
  exports dev.hornbeam.mls.error;
  exports dev.hornbeam.mls.codec;
  exports dev.hornbeam.mls.types;
}
