package dev.hornbeam.client;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The modules around the engine compare public bytes only in time that depends on them. */
class ConstantTimeTest {
  private static final Set<String> COMPARISONS =
      Set.of("equals", "compare", "compareUnsigned", "mismatch", "hashCode");

  /** Who compares arrays, all of public bytes: certificates, public keys, headers, nonces. */
  private static final Set<String> OF_PUBLIC_BYTES =
      Set.of(
          "dev.hornbeam.pkcs11.KeyMaking",
          "dev.hornbeam.provider.KeyStoreChanges",
          "dev.hornbeam.provider.GcmCipher",
          "dev.hornbeam.provider.TokenPrivateKey",
          "dev.hornbeam.provider.PublicKeys");

  private static final ArchRule ONLY_PUBLIC_BYTES =
      noClasses()
          .that(
              describe(
                  "are not known to compare public bytes",
                  type -> !OF_PUBLIC_BYTES.contains(type.getName())))
          .should()
          .accessTargetWhere(
              describe(
                  "compares arrays",
                  access ->
                      access.getTarget() instanceof CodeUnitAccessTarget target
                          && target.getOwner().isEquivalentTo(Arrays.class)
                          && COMPARISONS.contains(target.getName())
                          && Set.of("[B", "[C")
                              .contains(target.getRawParameterTypes().get(0).getName())));

  @Test
  void onlyPublicBytesAreComparedByTheirContent() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.hornbeam.pkcs11", "dev.hornbeam.provider", "dev.hornbeam.client");
    for (String known : OF_PUBLIC_BYTES) {
      assertTrue(classes.contain(known), known);
    }
    ONLY_PUBLIC_BYTES.check(classes);
  }

  @Test
  void aComparisonOfPinsIsFound() {
    JavaClasses planted = new ClassFileImporter().importClasses(ComparesPins.class);
    assertThrows(AssertionError.class, () -> ONLY_PUBLIC_BYTES.check(planted));
  }

  @SuppressWarnings("unused")
  private static final class ComparesPins {
    static boolean bad(char[] one, char[] other) {
      return Arrays.equals(one, other);
    }
  }
}
