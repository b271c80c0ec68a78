package dev.hornbeam.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * The processor time of each operation, of all threads of Java together, for {@code -prof
 * dev.hornbeam.benchmarks.CpuTimeProfiler}: the result {@code cpu.time}, the least of the
 * iterations. Where a machine is shared with others the time of the clock says little, and ratios
 * of this one still hold. It knows nothing of what the compilers and the collector do meanwhile,
 * nor of how well threads that share the work keep each other busy.
 */
public final class CpuTimeProfiler implements InternalProfiler {
  private static final double NANOS_PER_MICRO = 1000;

  private long before;

  @Override
  public String getDescription() {
    return "Processor time of each operation";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    before = processorNanos();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double micros = (processorNanos() - before) / NANOS_PER_MICRO;
    long operations = Math.max(1, result.getMetadata().getAllOps());
    return List.of(
        new ScalarResult("cpu.time", micros / operations, "us/op", AggregationPolicy.MIN));
  }

  private static long processorNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long id : threads.getAllThreadIds()) {
      // It is -1 of one that has just ended.
      sum += Math.max(0, threads.getThreadCpuTime(id));
    }
    return sum;
  }
}
