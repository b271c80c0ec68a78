package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.codec.Bytes;

/**
 * A signature key pair in software.
 *
 * @param publicKey as on the wire (RFC 9420 s.5.1.1)
 */
public record SignatureKey(SoftwarePrivateKey privateKey, Bytes publicKey) {}
