/** Real PKCS#11 modules of each kind: what each can do, and how each fails and comes back. */
@NullMarked
package dev.hornbeam.pkcs11.matrix;

import org.jspecify.annotations.NullMarked;
