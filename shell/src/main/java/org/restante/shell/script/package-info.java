/**
 * Scripts: what a person would type, line by line, and checks of what comes back. {@link
 * org.restante.shell.script.Script} reads the notation, a {@link org.restante.shell.script.Check}
 * judges an {@link org.restante.shell.script.Answer}, and {@link
 * org.restante.shell.script.ExitCode} tells the caller how it went. Nothing here talks to a server.
 */
@NullMarked
package org.restante.shell.script;

import org.jspecify.annotations.NullMarked;
