/** The evolution of a group: RFC 9420 s.11, s.12 and s.14, from one immutable state to the next. */
@NullMarked
package dev.hornbeam.mls.group;

import org.jspecify.annotations.NullMarked;
