/** Lists the rules of RFC 9420 that the engine enforces, and what it leaves to others. */
@NullMarked
package dev.hornbeam.cli.rules;

import org.jspecify.annotations.NullMarked;
