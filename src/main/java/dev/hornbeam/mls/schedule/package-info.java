/** The key schedule (RFC 9420 s.8) and the secret tree (s.9). */
@NullMarked
package dev.hornbeam.mls.schedule;

import org.jspecify.annotations.NullMarked;
