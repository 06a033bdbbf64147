/**
 * What the shell says, in English and French, and what others wrote, made readable and harmless to
 * a terminal.
 */
@NullMarked
package org.restante.shell.text;

import org.jspecify.annotations.NullMarked;
