/**
 * Scripts of what may happen in groups, and what must hold at every step of them. They know servers
 * of the interface {@code mls_client.MLSClient} by their addresses alone.
 */
@NullMarked
package dev.hornbeam.interop.script;

import org.jspecify.annotations.NullMarked;
