/**
 * {@code restante serve}: the composition root. Here everything is made and tied together; reading
 * {@link org.restante.cli.serve.PostOffice} tells what runs.
 */
@NullMarked
package org.restante.cli.serve;

import org.jspecify.annotations.NullMarked;
