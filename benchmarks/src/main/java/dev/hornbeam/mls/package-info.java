/** Groups to be measured, made with what the engine shows to its own package alone. */
@NullMarked
package dev.hornbeam.mls;

import org.jspecify.annotations.NullMarked;
