package dev.hornbeam.benchmarks.report;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The benchmarks that there are.
 *
 * @param benchmarks by name: what their parameters are, and the values that each has by itself
 */
record Catalogue(SortedMap<String, Map<String, List<String>>> benchmarks) {
  /** Those that JMH finds on the class path. */
  static Catalogue onClassPath() {
    var silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    var format = OutputFormatFactory.createFormatInstance(silent, VerboseMode.SILENT);
    SortedMap<String, Map<String, List<String>>> found = new TreeMap<>();
    for (BenchmarkListEntry entry : BenchmarkList.defaultList().getAll(format, List.of())) {
      Map<String, List<String>> params = new LinkedHashMap<>();
      if (entry.getParams().hasValue()) {
        entry.getParams().get().forEach((name, values) -> params.put(name, List.of(values)));
      }
      found.put(entry.getUsername(), params);
    }
    return new Catalogue(found);
  }
}
