/** PKCS#11 modules, tokens, sessions and keys. */
@NullMarked
package dev.hornbeam.pkcs11;

import org.jspecify.annotations.NullMarked;
