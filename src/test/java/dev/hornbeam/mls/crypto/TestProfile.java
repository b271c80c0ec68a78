package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.types.CipherSuite;
import java.security.Provider;
import java.util.Arrays;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.params.provider.Arguments;

/** The profiles that every test of a primitive runs in. */
enum TestProfile {
  FASTEST,
  PORTABLE,
  CONSCRYPT_ALONE,
  BOUNCY_CASTLE_ALONE;

  private static final CryptoProfile CONSCRYPT = CryptoProfile.of(conscrypt());
  private static final CryptoProfile BOUNCY_CASTLE = CryptoProfile.of(new BouncyCastleProvider());

  CryptoProfile profile() {
    return switch (this) {
      case FASTEST -> CryptoProfile.fastest();
      case PORTABLE -> CryptoProfile.portable();
      case CONSCRYPT_ALONE -> CONSCRYPT;
      case BOUNCY_CASTLE_ALONE -> BOUNCY_CASTLE;
    };
  }

  /** A provider of its own, so that nothing is registered with the JCA. */
  static Provider conscrypt() {
    return ConscryptLibrary.loaded().orElseThrow().provider();
  }

  /** Every profile with every suite that it can serve. */
  static Stream<Arguments> withSuites() {
    return Arrays.stream(values())
        .flatMap(
            profile ->
                Arrays.stream(CipherSuite.values())
                    .filter(suite -> profile.profile().lacks(suite).isEmpty())
                    .map(suite -> Arguments.of(profile, suite)));
  }
}
