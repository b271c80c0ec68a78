package dev.hornbeam.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.cli.Progress;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.Rule;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandsTest {
  private final StringWriter err = new StringWriter();

  @AfterEach
  void forgetTheTerminal() {
    System.clearProperty(Progress.TERMINAL);
  }

  private Hands hands(Duration patience) {
    return new Hands(new Progress(new PrintWriter(err)), patience);
  }

  @Test
  void workIsDoneForEachOnce() throws DemoFailed {
    Set<Integer> done = ConcurrentHashMap.newKeySet();
    List<Integer> items = IntStream.range(0, 100).boxed().toList();
    try (Hands hands = hands(Duration.ofDays(1))) {
      hands.forEach("working", items, item -> assertTrue(done.add(item)));
      assertEquals(Duration.ZERO, hands.forEach("working", List.of(), item -> done.add(-1)));
    }
    assertEquals(Set.copyOf(items), done);
  }

  @Test
  void failureOfOneEndsAll() {
    List<Integer> items = IntStream.range(0, 1000).boxed().toList();
    Set<Integer> begun = ConcurrentHashMap.newKeySet();
    DemoFailed failure = new DemoFailed("no");
    try (Hands hands = hands(Duration.ofDays(1))) {
      DemoFailed thrown =
          assertThrows(
              DemoFailed.class,
              () ->
                  hands.forEach(
                      "working",
                      items,
                      item -> {
                        begun.add(item);
                        throw failure;
                      }));
      assertSame(failure, thrown);
      assertTrue(begun.size() <= hands.count(), begun.toString());
    }
  }

  @Test
  void refusalOfTheEngineSaysWhatWasDone() {
    try (Hands hands = hands(Duration.ofDays(1))) {
      Hands.Work<Integer> refused =
          item -> {
            throw new InvalidMessage(Rule.MESSAGE_KIND);
          };
      List<DemoFailed> thrown =
          List.of(
              assertThrows(DemoFailed.class, () -> hands.forEach("bob joins", List.of(1), refused)),
              assertThrows(
                  DemoFailed.class,
                  () ->
                      hands.time(
                          "bob joins",
                          () -> {
                            throw new InvalidMessage(Rule.MESSAGE_KIND);
                          })));
      for (DemoFailed each : thrown) {
        assertTrue(String.valueOf(each.getMessage()).startsWith("bob joins: "), each.toString());
      }
    }
  }

  @Test
  void slowWorkIsToldAboutAtATerminal() throws Exception {
    System.setProperty(Progress.TERMINAL, "true");
    CountDownLatch told = new CountDownLatch(1);
    PrintWriter watched =
        new PrintWriter(err) {
          @Override
          public void print(String text) {
            super.print(text);
            told.countDown();
          }
        };
    try (Hands hands = new Hands(new Progress(watched), Duration.ZERO)) {
      hands.forEach("delivering", List.of(1), item -> await(told));
    }
    assertTrue(err.toString().startsWith("\r\u001b[Kdelivering: 0 of 1, 0 s"), err.toString());
    assertTrue(err.toString().endsWith("\r\u001b[K"), err.toString());
  }

  @Test
  void logFileSeesNoProgress() throws DemoFailed {
    try (Hands hands = hands(Duration.ZERO)) {
      hands.forEach("delivering", List.of(1, 2), item -> Thread.onSpinWait());
    }
    assertEquals("", err.toString());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
