/** Groups that live random lives, and what must hold at every moment of them. */
@NullMarked
package dev.hornbeam.mls.simulation;

import org.jspecify.annotations.NullMarked;
