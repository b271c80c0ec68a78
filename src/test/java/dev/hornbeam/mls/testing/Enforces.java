package dev.hornbeam.mls.testing;

import dev.hornbeam.mls.error.Rule;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the rules that a test shows to be enforced: what breaks one is refused under its name, and
 * the same without the fault is accepted.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Enforces {
  /** The rules. */
  Rule[] value();
}
