/** How fast the engine is, and what it costs. */
@NullMarked
package dev.hornbeam.benchmarks;

import org.jspecify.annotations.NullMarked;
