/** The public vocabulary: values of the standard, and what an application implements. */
@NullMarked
package dev.hornbeam.mls.types;

import org.jspecify.annotations.NullMarked;
