/**
 * What JDK Flight Recorder is told of the engine's operations: how long each took, of what size it
 * was and how it ended; never a secret, a plaintext, an identity or which group it was.
 */
@NullMarked
package dev.hornbeam.mls.event;

import org.jspecify.annotations.NullMarked;
