/** */
@NullMarked
package org.restante.server.event;

import org.jspecify.annotations.NullMarked;
