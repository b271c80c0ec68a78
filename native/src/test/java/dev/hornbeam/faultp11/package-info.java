/** Runs the fault module: its own test program, and another program with it in between. */
@NullMarked
package dev.hornbeam.faultp11;

import org.jspecify.annotations.NullMarked;
