package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.testing.Enforces;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each rule has a test. */
class RuleCoverageTest {
  @Test
  void everyRuleHasATest() throws Exception {
    Path tests =
        Path.of(
            URI.create(
                RuleCoverageTest.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toString()));
    Set<Rule> untested = EnumSet.allOf(Rule.class);
    try (Stream<Path> files = Files.walk(tests)) {
      List<Path> classes = files.filter(file -> file.toString().endsWith("Test.class")).toList();
      for (Path file : classes) {
        tested(tests.relativize(file)).forEach(untested::remove);
      }
    }
    assertEquals(Set.of(), untested);
  }

  private static Stream<Rule> tested(Path file) throws ClassNotFoundException {
    String name = file.toString().replace(".class", "").replace(File.separatorChar, '.');
    ClassLoader loader = RuleCoverageTest.class.getClassLoader();
    return Arrays.stream(Class.forName(name, false, loader).getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Enforces.class))
        .flatMap(method -> Stream.of(method.getAnnotation(Enforces.class).value()));
  }
}
