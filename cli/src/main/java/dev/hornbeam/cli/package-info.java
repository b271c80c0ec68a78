/** The {@code hornbeam} command. */
@NullMarked
package dev.hornbeam.cli;

import org.jspecify.annotations.NullMarked;
