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
import dev.hornbeam.mls.error.UndecryptableMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of rules says what is true of the engine. */
class RuleListTest {
  private static final JavaClasses ENGINE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.hornbeam.mls");

  /** Of a class, or of a constant. */
  private static final Pattern NAME =
      Pattern.compile("\\b([A-Z][a-z]+([A-Z][a-z]+)+|[A-Z]+(_[A-Z]+)+)\\b");

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

  /** A reason that speaks of what is gone is no reason. */
  @Test
  void reasonsNameWhatThereIs() {
    Set<String> known = new TreeSet<>();
    ENGINE.forEach(each -> known.add(each.getSimpleName()));
    Arrays.stream(Rule.values()).forEach(rule -> known.add(rule.name()));
    Arrays.stream(UndecryptableMessage.Reason.values()).forEach(each -> known.add(each.name()));
    Set<String> named = new TreeSet<>();
    for (Obligation obligation : Obligation.values()) {
      Matcher names = NAME.matcher(obligation.reason());
      while (names.find()) {
        named.add(names.group());
      }
    }
    assertTrue(named.contains("HashRatchet") && named.contains("UNKNOWN_PSK"), named::toString);
    named.removeAll(known);
    assertEquals(Set.of(), named);
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
