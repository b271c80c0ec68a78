package dev.hornbeam.mls;

import dev.hornbeam.mls.crypto.CryptoProfile;

/** Clients of a profile that is put together, which the engine takes from its tests alone. */
public final class ProfiledClients {
  private ProfiledClients() {}

  /** A client of the suite of {@link LargeGroup}, but for who it is. */
  public static MlsClientBuilder of(CryptoProfile profile) {
    return MlsClient.builder(LargeGroup.SUITE)
        .grease(GreasePolicy.NOT_SENT)
        .framing(HandshakeFraming.PUBLIC)
        .profile(profile);
  }
}
