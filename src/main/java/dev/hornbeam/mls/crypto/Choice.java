package dev.hornbeam.mls.crypto;

/** Which implementation a {@link CryptoProfile} chose for a primitive. */
public record Choice(Primitive primitive, Implementation implementation) {}
