/**
 * A {@link java.security.Provider} for keys on PKCS#11 tokens: {@link
 * dev.hornbeam.provider.HornbeamProvider}.
 */
@NullMarked
package dev.hornbeam.provider;

import org.jspecify.annotations.NullMarked;
