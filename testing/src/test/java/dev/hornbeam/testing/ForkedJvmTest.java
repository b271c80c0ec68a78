package dev.hornbeam.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Scanner;
import org.junit.jupiter.api.Test;

class ForkedJvmTest {
  @Test
  void outputEnvironmentOptionsAndExitCodeComeBack() {
    Outcome outcome =
        ForkedJvm.of(Speaker.class)
            .arguments("tell")
            .options("-Dhornbeam.test=option")
            .with(Map.of("HORNBEAM_TEST", "variable"))
            .run();

    assertEquals("tell option variable\n", outcome.stdout());
    assertEquals("to stderr\n", outcome.stderr());
    assertEquals(3, outcome.exitCode());
    FixtureException failure = assertThrows(FixtureException.class, outcome::orThrow);
    assertTrue(failure.toString().contains("to stderr"), failure.toString());
  }

  @Test
  void aCrashIsToldFromAnExit() {
    Outcome outcome =
        ForkedJvm.of(Speaker.class)
            .options("-XX:+UnlockDiagnosticVMOptions", "-XX:+CrashOnOutOfMemoryError", "-Xmx8m")
            .arguments("crash")
            .run();
    assertEquals(134, outcome.exitCode(), outcome.toString());
    assertTrue(outcome.stdout().contains("fatal error"), outcome.toString());
  }

  @Test
  void aJvmIsTalkedWithAndKilled() {
    try (RunningProgram jvm = ForkedJvm.of(Speaker.class).arguments("echo").start()) {
      jvm.awaitOutput("ready");
      jvm.send("hello");
      jvm.awaitOutput("heard hello");
      jvm.kill();
      assertEquals(137, jvm.finish().exitCode());
    }
  }

  @Test
  void aJvmThatHangsIsKilled() {
    ForkedJvm hanging = ForkedJvm.of(Speaker.class).arguments("hang").within(Duration.ofSeconds(1));
    long pid;
    try (RunningProgram jvm = hanging.start()) {
      pid = jvm.pid();
      assertThrows(FixtureException.class, jvm::finish);
      assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
    }
  }

  /** The forked JVM's side. */
  static final class Speaker {
    private Speaker() {}

    /**
     * @param arguments what to do
     * @throws InterruptedException never
     */
    public static void main(String[] arguments) throws InterruptedException {
      switch (arguments[0]) {
        case "tell" -> {
          System.out.println(
              "tell " + System.getProperty("hornbeam.test") + " " + System.getenv("HORNBEAM_TEST"));
          System.err.println("to stderr");
          System.exit(3);
        }
        case "crash" -> System.out.println(new byte[Integer.MAX_VALUE / 2].length);
        case "hang" -> Thread.currentThread().join();
        default -> {
          System.out.println("ready");
          try (Scanner input = new Scanner(System.in, StandardCharsets.UTF_8)) {
            while (input.hasNextLine()) {
              System.out.println("heard " + input.nextLine());
            }
          }
        }
      }
    }
  }
}
