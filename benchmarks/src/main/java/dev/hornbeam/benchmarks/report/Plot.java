package dev.hornbeam.benchmarks.report;

/**
 * A picture of some results.
 *
 * @param file its name
 * @param title what it shows, in one line
 * @param svg an SVG document
 */
record Plot(String file, String title, String svg) {}
