/** What can go wrong, sorted by who is at fault, and the rules that a peer can break. */
@NullMarked
package dev.hornbeam.mls.error;

import org.jspecify.annotations.NullMarked;
