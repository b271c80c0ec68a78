/**
 * How fast keys on tokens are, and what is theirs of the time that a group's operations take: with
 * SoftHSM, and a latency that is put before each call into it.
 */
@NullMarked
package dev.hornbeam.benchmarks.token;

import org.jspecify.annotations.NullMarked;
