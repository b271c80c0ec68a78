package dev.hornbeam.pkcs11;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hornbeam.testing.FaultModule;
import dev.hornbeam.testing.SoftHsm;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Tokens of SoftHSM behind the module that breaks on purpose.
 *
 * @param faults tells it when to break
 */
public record FaultySoftHsm(SoftHsm hsm, FaultModule faults) implements AutoCloseable {
  /** Makes tokens; where the module was left out for want of a compiler, the test is aborted. */
  public static FaultySoftHsm open(String... labels) {
    Optional<String> leftOut = FaultModule.leftOut();
    assumeTrue(leftOut.isEmpty(), () -> "the fault module was not built: " + leftOut);
    return new FaultySoftHsm(SoftHsm.inThisJvm(labels), FaultModule.overSoftHsm());
  }

  /** The module to be loaded. */
  public Path library() {
    return faults.library();
  }

  /** What logs in to a token. */
  public TokenOptions options(String label) {
    return RoundTrips.options(hsm.token(label).pin());
  }

  @Override
  public void close() {
    faults.close();
    hsm.close();
  }
}
