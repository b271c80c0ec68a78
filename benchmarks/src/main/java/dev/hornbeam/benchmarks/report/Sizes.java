package dev.hornbeam.benchmarks.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long the messages of one group are.
 *
 * @param maker whose messages
 * @param shape the name of the tree's shape, in lower case
 * @param n how many members the group has
 * @param bytes by the message's name, in the order of telling
 */
record Sizes(Maker maker, String shape, long n, Map<String, Long> bytes) {
  Sizes {
    bytes = Collections.unmodifiableMap(new LinkedHashMap<>(bytes));
  }
}
