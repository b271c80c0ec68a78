package dev.hornbeam.cli.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hornbeam.cli.Progress;
import dev.hornbeam.cli.vectors.CaseResult.Outcome;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VerifierTest {
  private final StringWriter err = new StringWriter();

  @AfterEach
  void forgetTheTerminal() {
    System.clearProperty(Progress.TERMINAL);
  }

  @Test
  void resultsAreInTheOrderOfTheCases() throws InterruptedException {
    List<CaseResult> results =
        verify(
            (index) -> {
              LockSupport.parkNanos((20 - index) * 1_000_000L);
              if (index % 3 == 0) {
                throw new VectorMismatch("no " + index);
              }
            },
            20);
    for (int i = 0; i < results.size(); i++) {
      assertEquals(i, results.get(i).index());
      assertEquals(i % 3 == 0 ? "no " + i : "", results.get(i).problem());
    }
  }

  @Test
  void outcomeTellsWhoIsAtFault() throws InterruptedException {
    assertEquals(Outcome.PASSED, verify(index -> {}, 1).get(0).outcome());
    CaseResult malformed = throwing(new MalformedVector("x is missing"));
    assertEquals(new CaseResult(0, Outcome.MALFORMED, "x is missing"), malformed);
    assertEquals(Outcome.FAILED, throwing(new VectorMismatch("x")).outcome());
    CaseResult refused = throwing(new InvalidMessage(Rule.CREDENTIAL_REFUSED));
    assertEquals(Outcome.FAILED, refused.outcome());
    assertTrue(refused.problem().startsWith("the engine refused it: "), refused.problem());
    CaseResult broken = throwing(new IllegalArgumentException("too short"));
    assertEquals(Outcome.FAILED, broken.outcome());
    assertEquals("java.lang.IllegalArgumentException: too short", broken.problem());
  }

  @Test
  void slowFileShowsProgressAtATerminal() throws InterruptedException {
    System.setProperty(Progress.TERMINAL, "true");
    verify(index -> LockSupport.parkNanos(1_300_000_000L), 1);
    assertTrue(err.toString().startsWith("\r\u001b[Kfile.json: 0 of 1 cases"), err.toString());
    assertTrue(err.toString().endsWith("\r\u001b[K"), err.toString());
  }

  @Test
  void quickFileShowsNoProgress() throws InterruptedException {
    System.setProperty(Progress.TERMINAL, "true");
    verify(index -> {}, 100);
    assertEquals("", err.toString());
  }

  @Test
  void logFileSeesNoProgress() throws InterruptedException {
    verify(index -> LockSupport.parkNanos(1_300_000_000L), 1);
    assertFalse(err.toString().contains("cases"), err.toString());
  }

  private interface Body {
    void verify(int index) throws VectorMismatch, MlsException;
  }

  private CaseResult throwing(Exception e) throws InterruptedException {
    return verify(
            index -> {
              if (e instanceof VectorMismatch mismatch) {
                throw mismatch;
              } else if (e instanceof MlsException mls) {
                throw mls;
              }
              throw (RuntimeException) e;
            },
            1)
        .get(0);
  }

  private List<CaseResult> verify(Body body, int count) throws InterruptedException {
    List<JsonNode> cases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      cases.add(JsonNodeFactory.instance.objectNode().put("index", i));
    }
    var file = new VectorFile(Path.of("file.json"), new Stub(body), cases);
    try (Verifier verifier = new Verifier(new Progress(new PrintWriter(err)))) {
      return verifier.verify(file);
    }
  }

  private record Stub(Body body) implements VectorKind {
    @Override
    public String name() {
      return "stub";
    }

    @Override
    public Set<String> fields() {
      return Set.of("index");
    }

    @Override
    public void verify(VectorCase vector) throws VectorMismatch, MlsException {
      body.verify((int) vector.uint32("index"));
    }

    @Override
    public void generate(SuiteCrypto crypto, ArrayNode out) {}
  }
}
