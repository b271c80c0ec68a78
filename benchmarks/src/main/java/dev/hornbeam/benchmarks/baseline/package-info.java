/**
 * What TreeKEM is compared with: three older ways to give a group a common secret, each small, and
 * made of the engine's own primitives.
 *
 * <p>They have what the comparison needs and no more: one cipher suite (1 of RFC 9420), prekeys
 * signed as key packages are, and messages that are authenticated. They have no credentials, no
 * roles of the server, no removal, no storage and no order of messages that cross; each leaves out
 * more, and says what. What is left out would make it slower or larger, not faster; and a message
 * over a session takes one Diffie-Hellman step, which is all that healing needs.
 */
@NullMarked
package dev.hornbeam.benchmarks.baseline;

import org.jspecify.annotations.NullMarked;
