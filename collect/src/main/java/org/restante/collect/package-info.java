/**
 * The collector: mail from remote maildrops into {@linkplain org.restante.collect.Destination
 * destinations}, every message once. Start reading at {@link org.restante.collect.Collector}; what
 * is on disk when, and why nothing is lost or repeated, is in decision 30.
 */
@NullMarked
package org.restante.collect;

import org.jspecify.annotations.NullMarked;
