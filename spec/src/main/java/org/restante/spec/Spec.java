package org.restante.spec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The requirements of {@code docs/rfc/requirements.md} that a test proves, by their identifiers,
 * such as {@code "P3-024"}. On a class it holds for each of its tests.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Spec {
    /**
     * Identifiers as they stand in the list: a prefix of two characters, a hyphen, three digits.
     */
    String[] value();
}
