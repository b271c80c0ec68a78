package dev.hornbeam.mls;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.message.FramedContentAuthData;
import dev.hornbeam.mls.message.GroupInfo;
import dev.hornbeam.mls.message.PublicMessage;
import dev.hornbeam.mls.types.KeyRef;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Tags, MACs and secrets are compared in time that does not depend on them: by {@link
 * Secret#matches} and {@link Bytes#matches}, which alone call {@link MessageDigest#isEqual}.
 */
class ConstantTimeTest {
  private static final JavaClasses ENGINE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.hornbeam.mls");

  private static final Set<String> TAGS = Set.of("confirmationTag", "membershipTag");

  /** What compares by content, in time that depends on it. */
  private static final Set<String> COMPARISONS =
      Set.of(
          "equals",
          "deepEquals",
          "compare",
          "compareUnsigned",
          "compareTo",
          "mismatch",
          "hashCode",
          "hash",
          "contains",
          "indexOf");

  private static final Set<Class<?>> COMPARING =
      Set.of(
          Arrays.class,
          Objects.class,
          Bytes.class,
          ByteBuffer.class,
          Object.class,
          Optional.class,
          String.class,
          List.class);

  private static final DescribedPredicate<JavaAccess<?>> COMPARES =
      describe(
          "compares in time that depends on the content",
          access ->
              access.getTarget() instanceof CodeUnitAccessTarget target
                  && COMPARISONS.contains(target.getName())
                  && COMPARING.stream().anyMatch(target.getOwner()::isEquivalentTo));

  @Test
  void onlyBytesComparesArrays() {
    check(arraysAreComparedIn(Bytes.class));
    assertBreaks(arraysAreComparedIn(Bytes.class), ComparesArrays.class);
  }

  @Test
  void onlyTheTwoMatchesCompareInConstantTime() {
    ArchRule rule =
        noClasses()
            .that()
            .areNotAssignableTo(Secret.class)
            .and()
            .areNotAssignableTo(Bytes.class)
            .should()
            .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class)
            .because("there is one place to look at for each");
    check(rule);
    assertBreaks(rule, ComparesByItself.class);
  }

  @Test
  void whoReadsASecretOrATagComparesNothing() {
    ArchRule rule = codeUnits().that(readSecretsOrTags()).should(compareNothing());
    check(rule);
    assertBreaks(rule, ComparesASecret.class);
    assertBreaks(rule, ComparesATag.class);
    assertBreaks(rule, ComparesInALambda.class);
  }

  @Test
  void whatHoldsATagIsNotCompared() {
    Set<JavaClass> holders = holdersOfTags();
    for (Class<?> known :
        List.of(FramedContentAuthData.class, GroupInfo.class, PublicMessage.class)) {
      assertTrue(holders.stream().anyMatch(c -> c.isEquivalentTo(known)), known.getName());
    }
    ArchRule rule =
        noClasses()
            .should()
            .callMethodWhere(
                describe(
                    "compares what holds a tag",
                    call ->
                        Set.of("equals", "hashCode").contains(call.getTarget().getName())
                            && holders.stream()
                                .anyMatch(
                                    c -> c.getName().equals(call.getTargetOwner().getName()))));
    check(rule);
    assertBreaks(rule, ComparesAHolder.class);
  }

  @Test
  void aSecretHasNoValueToCompareOrShow() {
    for (String name : List.of("equals", "hashCode", "compareTo")) {
      assertFalse(
          Arrays.stream(Secret.class.getDeclaredMethods()).anyMatch(m -> m.getName().equals(name)),
          name);
    }
    assertFalse(Comparable.class.isAssignableFrom(Secret.class));
    try (Secret one = Secret.own(new byte[] {1, 2, 3});
        Secret same = Secret.own(new byte[] {1, 2, 3});
        Secret other = Secret.own(new byte[] {1, 2, 4})) {
      assertNotEquals(one, same);
      assertTrue(one.matches(same));
      assertFalse(one.matches(other));
      assertEquals("Secret[3 bytes]", one.toString());
      assertEquals(one.toString(), other.toString());
    }
  }

  /** The reference of a software key is the key. */
  @Test
  void referencesOfKeysAreCompared() {
    KeyRef one = new KeyRef(Bytes.fromHex("010203"));
    assertEquals(new KeyRef(Bytes.fromHex("010203")), one);
    assertEquals(new KeyRef(Bytes.fromHex("010203")).hashCode(), one.hashCode());
    assertNotEquals(new KeyRef(Bytes.fromHex("010204")), one);
    assertNotEquals(new KeyRef(Bytes.fromHex("0102")), one);
    ArchRule rule = codeUnits().that(areEqualsOf(KeyRef.class)).should(compareNothing());
    rule.check(ENGINE);
  }

  private static ArchRule arraysAreComparedIn(Class<?> only) {
    return noClasses()
        .that()
        .areNotAssignableTo(only)
        .should()
        .accessTargetWhere(
            describe(
                "compares arrays of bytes",
                access ->
                    COMPARES.test(access)
                        && access.getTarget() instanceof CodeUnitAccessTarget target
                        && target.getOwner().isEquivalentTo(Arrays.class)
                        && target.getRawParameterTypes().get(0).isEquivalentTo(byte[].class)));
  }

  private static DescribedPredicate<JavaCodeUnit> areEqualsOf(Class<?> type) {
    return describe(
        "are equals of " + type.getSimpleName(),
        unit -> unit.getOwner().isEquivalentTo(type) && unit.getName().equals("equals"));
  }

  private static DescribedPredicate<JavaCodeUnit> readSecretsOrTags() {
    return describe(
        "read a secret or a tag",
        unit ->
            unit.getMethodCallsFromSelf().stream()
                .anyMatch(
                    call ->
                        (call.getTargetOwner().isEquivalentTo(Secret.class)
                                && call.getName().equals("expose"))
                            || TAGS.contains(call.getName())));
  }

  private static ArchCondition<JavaCodeUnit> compareNothing() {
    return new ArchCondition<>("compare nothing in time that depends on the content") {
      @Override
      public void check(JavaCodeUnit unit, ConditionEvents events) {
        for (JavaAccess<?> access : unit.getAccessesFromSelf()) {
          if (COMPARES.test(access)) {
            events.add(SimpleConditionEvent.violated(unit, access.getDescription()));
          }
        }
      }
    };
  }

  /** The records with a tag, those with a record that has one, and so on. */
  private static Set<JavaClass> holdersOfTags() {
    Set<JavaClass> holders = new HashSet<>();
    boolean isNew = true;
    while (isNew) {
      isNew = false;
      for (JavaClass each : ENGINE) {
        boolean holds =
            each.isRecord()
                && each.getFields().stream()
                    .anyMatch(
                        field ->
                            TAGS.contains(field.getName())
                                || field.getAllInvolvedRawTypes().stream()
                                    .anyMatch(holders::contains));
        isNew |= holds && holders.add(each);
      }
    }
    return holders;
  }

  private static void check(ArchRule rule) {
    rule.check(ENGINE);
  }

  private static void assertBreaks(ArchRule rule, Class<?> bad) {
    JavaClasses planted = new ClassFileImporter().importClasses(bad);
    assertThrows(AssertionError.class, () -> rule.allowEmptyShould(true).check(planted));
  }

  /** Breaks a rule. */
  @SuppressWarnings("unused")
  private static final class ComparesArrays {
    static boolean bad(byte[] one, byte[] other) {
      return Arrays.equals(one, other);
    }
  }

  /** Breaks a rule. */
  @SuppressWarnings("unused")
  private static final class ComparesByItself {
    static boolean bad(byte[] one, byte[] other) {
      return MessageDigest.isEqual(one, other);
    }
  }

  /** Breaks a rule. */
  @SuppressWarnings("unused")
  private static final class ComparesASecret {
    static boolean bad(Secret one, Secret other) {
      return Bytes.own(one.expose()).equals(Bytes.own(other.expose()));
    }
  }

  /** Breaks a rule. */
  @SuppressWarnings("unused")
  private static final class ComparesATag {
    static boolean bad(GroupInfo info, Bytes tag) {
      return info.confirmationTag().equals(tag);
    }
  }

  /** Breaks a rule. */
  @SuppressWarnings("unused")
  private static final class ComparesInALambda {
    static boolean bad(List<Secret> secrets, Bytes value) {
      return secrets.stream().anyMatch(secret -> value.equals(Bytes.own(secret.expose())));
    }
  }

  /** Breaks a rule. */
  @SuppressWarnings("unused")
  private static final class ComparesAHolder {
    static boolean bad(FramedContentAuthData one, FramedContentAuthData other) {
      return one.equals(other);
    }
  }
}
