/** The presentation language of RFC 9420 s.2.1, and the two kinds of bytes. */
@NullMarked
package dev.hornbeam.mls.codec;

import org.jspecify.annotations.NullMarked;
