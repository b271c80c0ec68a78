package dev.hornbeam.interop;

import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Keys in software that are counted. Like a token that is slow, it can stop in the middle of
 * something, and like one that was closed, it can make and destroy nothing any more.
 */
final class GatedKeys implements KeySource {
  private final CountedKeys source = new CountedKeys();
  private final AtomicReference<Optional<Gate>> next = new AtomicReference<>(Optional.empty());
  private volatile boolean isClosed;

  /** What can be held up. */
  enum Step {
    CREATE_SIGNATURE,
    CREATE_LEAF,
    CREATE_INIT,
    DESTROY;

    private static Step creating(Purpose purpose) {
      return switch (purpose) {
        case SIGNATURE -> CREATE_SIGNATURE;
        case LEAF -> CREATE_LEAF;
        case INIT -> CREATE_INIT;
      };
    }
  }

  /** Holds up one step. */
  static final class Gate {
    private final Step step;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    private Gate(Step step) {
      this.step = step;
    }

    /** Waits until something is held up. */
    void awaitReached() throws InterruptedException {
      reached.await();
    }

    void open() {
      opened.countDown();
    }
  }

  /** For a server. */
  KeyPlace place() {
    return new KeyPlace(this, EnumSet.allOf(CipherSuite.class));
  }

  int alive() {
    return source.alive();
  }

  /** Holds up the next such step, until the gate is opened. */
  Gate hold(Step step) {
    Gate gate = new Gate(step);
    next.set(Optional.of(gate));
    return gate;
  }

  /** Makes and destroys nothing any more. */
  void shut() {
    isClosed = true;
  }

  private void pass(Step step) throws KeyUnavailable {
    Optional<Gate> gate = Objects.requireNonNull(next.get()).filter(each -> each.step == step);
    if (gate.isPresent() && next.compareAndSet(gate, Optional.empty())) {
      gate.get().reached.countDown();
      try {
        gate.get().opened.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (isClosed) {
      throw new KeyUnavailable("the token was closed");
    }
  }

  @Override
  public KeyHandle create(Purpose purpose, CipherSuite suite, String label) throws KeyUnavailable {
    pass(Step.creating(purpose));
    return source.create(purpose, suite, label);
  }

  @Override
  public KeyHandle open(KeyRef ref) throws KeyUnavailable {
    return source.open(ref);
  }

  @Override
  public void destroy(KeyRef ref) throws KeyUnavailable {
    pass(Step.DESTROY);
    source.destroy(ref);
  }
}
