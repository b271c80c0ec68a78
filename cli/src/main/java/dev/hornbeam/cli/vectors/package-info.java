/** The working group's test-vector format: verifying and generating every kind of it. */
@NullMarked
package dev.hornbeam.cli.vectors;

import org.jspecify.annotations.NullMarked;
