package dev.hornbeam.mls;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The arrows between the engine's packages, and what no class of the engine does. */
class ArchitectureTest {
  private static final String ENGINE = "dev.hornbeam.mls";

  /** Imports point only left: a package may use those before it. The last is the public facade. */
  private static final List<String> PACKAGES =
      List.of(
          ENGINE + ".error..",
          ENGINE + ".codec..",
          ENGINE + ".types..",
          ENGINE + ".crypto..",
          ENGINE + ".tree..",
          ENGINE + ".message..",
          ENGINE + ".schedule..",
          ENGINE + ".framing..",
          ENGINE + ".group..",
          ENGINE + ".event..",
          ENGINE);

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ENGINE);

  /** The rules below would also hold for no classes at all. */
  @Test
  void classesAreFound() {
    assertTrue(CLASSES.size() > 10, () -> "only " + CLASSES.size() + " classes found");
  }

  @TestFactory
  Stream<DynamicTest> importsPointLeft() {
    return IntStream.range(0, PACKAGES.size() - 1)
        .mapToObj(i -> DynamicTest.dynamicTest(PACKAGES.get(i), () -> importsOnlyLeft(i)));
  }

  private static void importsOnlyLeft(int index) {
    String[] right = PACKAGES.subList(index + 1, PACKAGES.size()).toArray(String[]::new);
    check(
        noClasses()
            .that()
            .resideInAPackage(PACKAGES.get(index))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(right));
  }

  @Test
  void everyClassIsInAKnownPackage() {
    check(classes().should().resideInAnyPackage(PACKAGES.toArray(String[]::new)));
  }

  @Test
  void engineNeedsNoOtherModuleOfHornbeam() {
    DescribedPredicate<JavaClass> otherModule =
        describe(
            "are of another module",
            c -> c.getName().startsWith("dev.hornbeam.") && !c.getName().startsWith(ENGINE + "."));
    check(noClasses().should().dependOnClassesThat(otherModule));
  }

  @Test
  void engineLogsNothing() {
    check(noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging.."));
    check(noClasses().should().dependOnClassesThat().belongToAnyOf(System.Logger.class));
    check(noClasses().should().accessField(System.class, "out"));
    check(noClasses().should().accessField(System.class, "err"));
  }

  /** What is told to the flight recorder is in one place, to be looked through for secrets. */
  @Test
  void eventsAloneTellTheFlightRecorder() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(ENGINE + ".event..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jdk.jfr.."));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }
}
