package dev.hornbeam.mls;

import dev.hornbeam.mls.crypto.CryptoObserver;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;

/** Clients whose cryptographic operations are seen. */
public final class ObservedClients {
  private ObservedClients() {}

  public static MlsClient of(CipherSuite suite, String name, CryptoObserver observer)
      throws MlsException {
    return MlsClient.builder(suite)
        .credential(Credential.basic(name))
        .profile(CryptoProfile.fastest().observed(observer))
        .framing(HandshakeFraming.PUBLIC)
        .build();
  }
}
