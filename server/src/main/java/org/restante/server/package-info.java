/** The listeners and what they share. */
@NullMarked
package org.restante.server;

import org.jspecify.annotations.NullMarked;
