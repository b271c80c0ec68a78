/** Private keys of MLS clients on PKCS#11 tokens. */
@NullMarked
package dev.hornbeam.client;

import org.jspecify.annotations.NullMarked;
