/**
 * A small PIV-like Java Card applet (NIST SP 800-73-4), for jCardSim, with elliptic curve keys
 * only.
 */
@NullMarked
package dev.hornbeam.testing.piv;

import org.jspecify.annotations.NullMarked;
