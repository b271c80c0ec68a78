/** Messaging Layer Security (RFC 9420): clients, groups, and the messages between them. */
@NullMarked
package dev.hornbeam.mls;

import org.jspecify.annotations.NullMarked;
