/**
 * For tests: {@link org.restante.spec.Spec} names the requirement that a test proves.
 *
 * <p>The requirements stand in {@code docs/rfc/requirements.md}; start reading at {@link
 * org.restante.spec.Spec}.
 */
@NullMarked
package org.restante.spec;

import org.jspecify.annotations.NullMarked;
