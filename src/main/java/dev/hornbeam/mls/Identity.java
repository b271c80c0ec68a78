package dev.hornbeam.mls;

import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.KeyHandle;

/**
 * Who a client is: its credential and the key that signs for it. The key stays the application's;
 * the engine never destroys it.
 */
public record Identity(Credential credential, KeyHandle signatureKey) {}
