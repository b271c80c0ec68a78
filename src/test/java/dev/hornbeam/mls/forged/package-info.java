/**
 * Messages that a malicious member, or someone from outside, makes wrong in one way and right in
 * all others, and what becomes of who gets them.
 */
@NullMarked
package dev.hornbeam.mls.forged;

import org.jspecify.annotations.NullMarked;
