/** The command line and the composition root; start reading at {@code Main}. */
@NullMarked
package org.restante.cli;

import org.jspecify.annotations.NullMarked;
