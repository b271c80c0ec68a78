package dev.hornbeam.mls.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.StoreFailed;
import dev.hornbeam.mls.types.StoreKey;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each operation meets a fault at its first, second, third... step. It says so, nothing has
 * changed, and the same call made again succeeds; all members agree afterwards, no message key is
 * used twice and no private key is left over.
 */
class FaultSweepTest {
  private static final int ENDLESS = 200;

  /** What fails. */
  private enum Fault {
    STORE(StoreFailed.class) {
      @Override
      void arm(FaultWorld world, int nth) {
        world.store.failOperation(nth);
      }

      @Override
      int operations(FaultWorld world) {
        return world.store.operations();
      }
    },
    KEY(KeyUnavailable.class) {
      @Override
      void arm(FaultWorld world, int nth) {
        world.keys.failOperation(nth);
      }

      @Override
      int operations(FaultWorld world) {
        return world.keys.operations();
      }
    };

    private final Class<? extends MlsException> shownAs;

    Fault(Class<? extends MlsException> shownAs) {
      this.shownAs = shownAs;
    }

    abstract void arm(FaultWorld world, int nth);

    abstract int operations(FaultWorld world);
  }

  @TestFactory
  Stream<DynamicTest> everyOperationSurvivesAFaultAtEveryStep() {
    return Scenarios.all().stream()
        .flatMap(
            scenario ->
                Stream.of(Fault.values())
                    .map(
                        fault ->
                            DynamicTest.dynamicTest(
                                scenario + ", " + fault, () -> sweep(scenario, fault))));
  }

  /** What a group shows of itself. */
  private record View(long epoch, Bytes treeHash, boolean isActive, boolean commitRequired) {
    static View of(Group group) throws MlsException {
      return new View(group.epoch(), group.treeHash(), group.isActive(), group.commitRequired());
    }
  }

  private static void sweep(Scenario scenario, Fault fault) throws MlsException {
    for (int nth = 1; nth < ENDLESS; nth++) {
      try {
        if (!comesTo(scenario, fault, nth)) {
          return;
        }
      } catch (MlsException | RuntimeException | AssertionError e) {
        throw new AssertionError("with a fault at step " + nth, e);
      }
    }
    throw new AssertionError("the operation never ends");
  }

  /** Whether the operation has an nth step. */
  private static boolean comesTo(Scenario scenario, Fault fault, int nth) throws MlsException {
    FaultWorld world = new FaultWorld(scenario.framing());
    Scenario.Call call = scenario.script().prepare(world);
    Map<StoreKey, Bytes> before = world.store.dump();
    View viewBefore = View.of(world.a);
    int step = fault.operations(world) + nth;
    fault.arm(world, nth);
    Optional<Scenario.After> after = Optional.empty();
    try {
      after = Optional.of(call.make());
    } catch (MlsException e) {
      assertInstanceOf(fault.shownAs, e);
    }
    boolean came = fault.operations(world) >= step;
    world.store.heal();
    world.keys.plugIn();
    if (after.isEmpty()) {
      assertTrue(came, "a failure without a fault");
      assertEquals(before, world.store.dump());
      assertEquals(viewBefore, View.of(world.a));
      after = Optional.of(call.make());
    }
    after.get().check();
    return came;
  }
}
