/**
 * Real PKCS#11 modules, brought up from a distribution's packages under a temporary folder and
 * taken down again. Each fixture is {@code AutoCloseable} and ends only the processes that it
 * started.
 *
 * <p>All PINs are test values. None of this is part of the product.
 */
@NullMarked
package dev.hornbeam.testing;

import org.jspecify.annotations.NullMarked;
