/** What Jazzer does to the engine: targets, their seeds, and the runs. */
@NullMarked
package dev.hornbeam.mls.fuzz;

import org.jspecify.annotations.NullMarked;
