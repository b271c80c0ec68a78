package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.hornbeam.mls.error.Obligation;
import dev.hornbeam.mls.error.Rule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of rules says what is true of the engine. */
class RuleListTest {
  private static final JavaClasses ENGINE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.hornbeam.mls");

  /** A class that names a rule refuses what breaks it: there is nothing else to do with one. */
  @Test
  void classesAreThoseThatNameTheRule() {
    Map<String, Set<String>> named = new TreeMap<>();
    Map<String, Set<String>> listed = new TreeMap<>();
    for (Rule rule : Rule.values()) {
      named.put(rule.name(), new TreeSet<>());
      listed.put(rule.name(), new TreeSet<>(rule.enforcedIn()));
      assertEquals(rule.enforcedIn().size(), Set.copyOf(rule.enforcedIn()).size(), rule.name());
    }
    for (JavaFieldAccess access : ENGINE.get(Rule.class).getFieldAccessesToSelf()) {
      JavaClass origin = topLevel(access.getOriginOwner());
      if (named.containsKey(access.getTarget().getName()) && !origin.isEquivalentTo(Rule.class)) {
        named.get(access.getTarget().getName()).add(origin.getSimpleName());
      }
    }
    assertEquals(named, listed);
    assertTrue(listed.values().stream().noneMatch(Set::isEmpty), listed::toString);
  }

  /** They stand for the class in the list. */
  @Test
  void simpleNamesAreUnique() {
    List<String> names =
        ENGINE.stream().filter(JavaClass::isTopLevelClass).map(JavaClass::getSimpleName).toList();
    Set<String> inRules = new TreeSet<>();
    Arrays.stream(Rule.values()).forEach(rule -> inRules.addAll(rule.enforcedIn()));
    for (String name : inRules) {
      assertEquals(1, names.stream().filter(name::equals).count(), name);
    }
  }

  @Test
  void everyRuleIsEnforcedBySomeone() {
    for (Rule rule : Rule.values()) {
      assertTrue(!rule.enforcedBy().isEmpty(), rule.name());
    }
  }

  @Test
  void rulesAreInTheOrderOfTheStandard() {
    assertInOrder(Arrays.stream(Rule.values()).map(Rule::section));
    assertInOrder(Arrays.stream(Obligation.values()).map(Obligation::section));
  }

  private static void assertInOrder(Stream<String> sections) {
    List<String> list = sections.toList();
    assertEquals(list.stream().sorted(RuleListTest::compareSections).toList(), list);
  }

  private static int compareSections(String one, String other) {
    return Arrays.compare(numbers(one), numbers(other));
  }

  private static int[] numbers(String section) {
    assertTrue(section.matches("\\d+(\\.\\d+)*"), section);
    return Arrays.stream(section.split("\\.", -1)).mapToInt(Integer::parseInt).toArray();
  }

  private static JavaClass topLevel(JavaClass nested) {
    JavaClass at = nested;
    while (at.getEnclosingClass().isPresent()) {
      at = at.getEnclosingClass().get();
    }
    return at;
  }
}
