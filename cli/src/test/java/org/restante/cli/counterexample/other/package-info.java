/** Compiled for the architecture tests and never run: the half of a cycle between packages. */
@NullMarked
package org.restante.cli.counterexample.other;

import org.jspecify.annotations.NullMarked;
