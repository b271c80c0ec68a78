/** Tokens that fail in every way, at every call. */
@NullMarked
package dev.hornbeam.pkcs11.fault;

import org.jspecify.annotations.NullMarked;
