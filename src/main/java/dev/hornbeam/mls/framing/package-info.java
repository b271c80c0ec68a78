/** Protecting and unprotecting messages (RFC 9420 s.6.1 to s.6.3). */
@NullMarked
package dev.hornbeam.mls.framing;

import org.jspecify.annotations.NullMarked;
