/** Cryptographic objects (RFC 9420 s.5) and HPKE in base mode (RFC 9180). */
@NullMarked
package dev.hornbeam.mls.crypto;

import org.jspecify.annotations.NullMarked;
