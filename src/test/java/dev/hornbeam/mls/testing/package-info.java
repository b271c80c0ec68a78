/** What tests of several packages use. */
@NullMarked
package dev.hornbeam.mls.testing;

import org.jspecify.annotations.NullMarked;
