/** */
@NullMarked
package org.restante.server.net;

import org.jspecify.annotations.NullMarked;
