/**
 * For tests: {@link org.restante.spec.Spec} names the requirement that a test proves, {@link
 * org.restante.spec.Coverage} makes the page that shows it, and {@link
 * org.restante.spec.Transcript} plays a written dialogue against a server.
 *
 * <p>The requirements stand in {@code docs/rfc/requirements.md}; start reading at {@link
 * org.restante.spec.Spec}. Nothing here is part of the product.
 */
@NullMarked
package org.restante.spec;

import org.jspecify.annotations.NullMarked;
