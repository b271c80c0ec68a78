/** The ratchet tree (RFC 9420 s.4, s.7, Appendix C) and TreeKEM over it. */
@NullMarked
package dev.hornbeam.mls.tree;

import org.jspecify.annotations.NullMarked;
