/**
 * The same operations through Bouncy Castle's MLS, so that ratios of one run can be told. A
 * benchmark here has the name of the one that it is to be compared with, after "Peer", and the same
 * methods and parameters. As it keeps nothing in a store, its times are of less work.
 */
@NullMarked
package dev.hornbeam.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
