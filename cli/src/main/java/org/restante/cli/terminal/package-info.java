/** What people see on a terminal and programs do not. */
@NullMarked
package org.restante.cli.terminal;

import org.jspecify.annotations.NullMarked;
