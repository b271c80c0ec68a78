package dev.hornbeam.mls;

import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.KeyHandle;

/**
 * Who a client is: its credential and the key that signs for it. The key stays the application's;
 * the engine never destroys it.
 *
 * @param credential which validators of others accept for this key
 * @param signatureKey of the suite's signature scheme; the client's {@code KeySource} must be able
 *     to open it by its reference as long as a group uses it
 */
public record Identity(Credential credential, KeyHandle signatureKey) {}
