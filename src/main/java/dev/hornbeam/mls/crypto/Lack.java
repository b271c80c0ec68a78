package dev.hornbeam.mls.crypto;

/**
 * A primitive that a {@link CryptoProfile} does not have.
 *
 * @param reason what happened when it was asked for
 */
public record Lack(Primitive primitive, String reason) {
  @Override
  public String toString() {
    return primitive.label() + " (" + reason + ")";
  }
}
