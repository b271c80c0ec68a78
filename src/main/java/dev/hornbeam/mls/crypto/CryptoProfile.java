package dev.hornbeam.mls.crypto;

/** Which implementation serves which primitive. */
public final class CryptoProfile {
  private CryptoProfile() {}

  /** The fastest implementation at hand for each primitive. */
  public static CryptoProfile fastest() {
    return new CryptoProfile();
  }
}
