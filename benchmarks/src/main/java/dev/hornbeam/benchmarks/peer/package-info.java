/**
 * The same operations through Bouncy Castle's MLS, so that ratios of one run can be told. A
 * benchmark here has the name of the one that it is to be compared with, after "Peer", and the same
 * methods and parameters.
 *
 * <p>Its times are of less work: it keeps nothing in a store, it is given proposals that are
 * decoded, and who joins does not verify the signatures of the members' leaf nodes, which is most
 * of what Hornbeam does then. A group is created with keys that are there already.
 */
@NullMarked
package dev.hornbeam.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
