package dev.hornbeam.provider.outside;

import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.util.List;

/**
 * A program that knows the JCA alone: signs by two tokens, whose providers the JDK's list has. It
 * is in a package of its own, so that it can stand beside the provider's module.
 */
public final class TwoTokens {
  private TwoTokens() {}

  /** Says what it found. */
  public static void main(String[] arguments) throws Exception {
    System.out.println("first: " + Security.getProviders()[0].getName());
    System.out.println("random: " + new SecureRandom().getProvider().getName());
    for (String name : List.of("Hornbeam-one", "Hornbeam-two")) {
      Provider provider = Security.getProvider(name);
      System.out.println("module: " + provider.getClass().getModule().getName());
      KeyStore store = KeyStore.getInstance("PKCS11", name);
      store.load(null, arguments[0].toCharArray());
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign((PrivateKey) store.getKey("key", null));
      signature.update((byte) 1);
      byte[] signed = signature.sign();
      System.out.println(signature.getProvider().getName() + " signed: " + (signed.length > 0));
    }
  }
}
