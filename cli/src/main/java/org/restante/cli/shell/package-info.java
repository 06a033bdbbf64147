/** The command {@code restante shell}. */
@NullMarked
package org.restante.cli.shell;

import org.jspecify.annotations.NullMarked;
