package dev.hornbeam.provider;

import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;

/**
 * What {@link KeyStore#getEntry} gives for a private key that has no certificate on its token,
 * which a {@link KeyStore.PrivateKeyEntry} cannot hold.
 *
 * @param privateKey the token's
 * @param publicKey the other half of the pair, in software
 */
public record BareKeyEntry(PrivateKey privateKey, PublicKey publicKey) implements KeyStore.Entry {}
