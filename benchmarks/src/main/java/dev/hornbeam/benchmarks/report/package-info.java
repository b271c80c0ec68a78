/**
 * {@code hornbeam bench}: runs a plan of benchmarks, keeps what they measured, and tells it in a
 * report with plots.
 */
@NullMarked
package dev.hornbeam.benchmarks.report;

import org.jspecify.annotations.NullMarked;
