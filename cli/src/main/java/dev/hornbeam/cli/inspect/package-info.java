/** Shows what bytes of MLS mean, field by field. */
@NullMarked
package dev.hornbeam.cli.inspect;

import org.jspecify.annotations.NullMarked;
