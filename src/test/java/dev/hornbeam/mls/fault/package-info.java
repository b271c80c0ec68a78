/** What happens when the store or a key fails, or the process ends, at any moment. */
@NullMarked
package dev.hornbeam.mls.fault;

import org.jspecify.annotations.NullMarked;
