/** The wire structures of messages: RFC 9420 s.6, s.8.1, s.8.4, s.10 and s.12. */
@NullMarked
package dev.hornbeam.mls.message;

import org.jspecify.annotations.NullMarked;
