/** Shows a group at work, from its start to its end. */
@NullMarked
package dev.hornbeam.cli.demo;

import org.jspecify.annotations.NullMarked;
