/**
 * POP2 as data (RFC 937): a line becomes a {@link org.restante.protocol.pop2.Pop2Command}. Its
 * replies are single lines and raw messages, which the session writes.
 */
@NullMarked
package org.restante.protocol.pop2;

import org.jspecify.annotations.NullMarked;
