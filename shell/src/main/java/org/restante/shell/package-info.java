/** A person, or a script, at one end of a POP3 session. */
@NullMarked
package org.restante.shell;

import org.jspecify.annotations.NullMarked;
