package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.testing.ForgedKeyPackage;

/**
 * One way in which a key package is wrong beside those of its leaf node.
 *
 * @param rule that it breaks
 * @param what is wrong, in a few words
 * @param forged changes a key package that is right
 * @param genuine makes the twin that is right
 */
record KeyPackageFlaw(Rule rule, String what, Change forged, Change genuine) {
  /** Changes a key package. */
  interface Change {
    ForgedKeyPackage apply(ForgedKeyPackage keyPackage) throws MlsException;
  }

  static KeyPackageFlaw of(Rule rule, String what, Change forged) {
    return new KeyPackageFlaw(rule, what, forged, keyPackage -> keyPackage);
  }

  /** The same beside a twin that is changed too. */
  KeyPackageFlaw beside(Change twin) {
    return new KeyPackageFlaw(rule, what, forged, twin);
  }

  KeyPackage forgedKeyPackage() throws MlsException {
    return forged.apply(Newcomers.keyPackage("new")).make();
  }

  KeyPackage genuineKeyPackage() throws MlsException {
    return genuine.apply(Newcomers.keyPackage("new")).make();
  }
}
